"""The answer to «контрольные»: what is ahead, what is past, and days with more than one."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from locales import Voice
from school.facts import Period, Student, Work
from school.message import Block, Button, Line, Listing, Message, Text, bold, line
from school.policy import Level
from school.wording.periods import about, page
from school.wording.phrases import discreet, not_loaded, paragraph, quoted, small


@discreet
def works(
    voice: Voice,
    student: Student,
    found: Sequence[Work],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    subject: str = "",
) -> Message:
    """The control works of a period: those ahead first, conflicts named."""
    head = about(voice, voice.say("Контрольные"), period, today, student, level, subject)
    ahead, past = [one for one in found if one.day >= today], [one for one in found if one.day < today]
    body: list[Block] = [*_conflicts(voice, ahead, today)]
    if ahead:
        body.append(Listing(_lines(voice, ahead, today), line(bold(voice.say("Впереди"))) if past else ()))
    if past:
        body.append(Listing(_lines(voice, past, today), line(bold(voice.say("Уже прошли")))))
    return page(voice, head, tuple(body) or (_nothing(voice, as_of),), as_of, today)


def works_steps(voice: Voice, student: Student, shown: str) -> tuple[tuple[Button, ...], ...]:
    """What is ahead, or the whole term with what is past."""
    if shown == "ahead":
        return ((Button(voice.say("Вся четверть"), f"works {student.id} term"),),)
    return ((Button(voice.say("Только впереди"), f"works {student.id}"),),)


def _nothing(voice: Voice, as_of: datetime | None) -> Block:
    return not_loaded(voice) if as_of is None else paragraph(voice.say("Контрольных работ в журнале нет."))


def _lines(voice: Voice, found: Sequence[Work], today: date) -> tuple[Line, ...]:
    return tuple(
        line(bold(voice.short_day(one.day, today.year)), f" — {work_words(voice, one)}", _moved(voice, one, today))
        for one in found
    )


def _moved(voice: Voice, work: Work, today: date) -> str:
    return voice.say(" (перенос с {day})", day=voice.day(work.was, today.year)) if work.was else ""


def work_words(voice: Voice, work: Work) -> str:
    """«История, контрольная «Реформы Петра I»»"""
    topic = f" {quoted(voice, work.topic)}" if work.topic else ""
    return f"{work.subject}, {small(work.kind)}{topic}"


def _conflicts(voice: Voice, ahead: Sequence[Work], today: date) -> tuple[Block, ...]:
    """A sentence when days ahead have more than one work."""
    days = [(day, list(of)) for day, of in groupby(sorted(ahead, key=lambda one: one.day), key=lambda one: one.day)]
    said = [
        voice.say("{day} — {works}", day=voice.short_day(day, today.year), works=", ".join(one.subject for one in of))
        for day, of in days
        if len(of) > 1
    ]
    return (Text(line(bold(voice.say("Больше одной в день")), f": {'; '.join(said)}.")),) if said else ()
