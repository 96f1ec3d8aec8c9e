"""The answer to «темы»: what was taught, day by day or of one subject."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from locales import Voice
from school.facts import Period, Student, Topic
from school.message import Block, Button, Listing, Message, bold, line
from school.policy import Level
from school.wording.periods import about, page
from school.wording.phrases import discreet, heading, not_loaded, paragraph, who
from school.wording.steps import subject_rows, subjects_step


@discreet
def topics(
    voice: Voice,
    student: Student,
    found: Sequence[Topic],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """The topics of a period, the newest day first, a list per day."""
    head = about(voice, voice.say("Темы уроков"), period, today, student, level)
    days = sorted({one.day for one in found}, reverse=True)
    lists = tuple(
        Listing(
            tuple(line(f"{one.subject} — {one.topic}") for one in found if one.day == day),
            line(bold(voice.day_heading(day, today.year))),
        )
        for day in days
    )
    return page(voice, head, lists or (_nothing(voice, as_of),), as_of, today)


@discreet
def topics_of(
    voice: Voice,
    student: Student,
    subject: str,
    found: Sequence[Topic],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """The topics of one subject, the newest first."""
    head = heading(voice.say("Темы уроков"), subject, who(voice, student, level))
    newest = sorted(found, key=lambda one: (one.day, one.number or 0), reverse=True)
    items = tuple(line(bold(voice.short_day(one.day, today.year)), f" — {one.topic}") for one in newest)
    return page(voice, head, (Listing(items) if items else _nothing(voice, as_of),), as_of, today)


def topics_steps(voice: Voice, student: Student) -> tuple[tuple[Button, ...], ...]:
    """The week, or one subject."""
    week = Button(voice.say("Эта неделя"), f"topics {student.id} week")
    return ((week, subjects_step(voice, f"topics {student.id}")),)


@discreet
def which_subject(
    voice: Voice,
    student: Student,
    verb: str,
    subjects: Sequence[str],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """Asks which subject; a button each, `verb ID subject KEY`."""
    head = heading(voice.say("О каком предмете?"), who(voice, student, level))
    none = () if subjects else (_nothing_yet(voice, as_of),)
    return replace(page(voice, head, none, as_of, today), buttons=subject_rows(f"{verb} {student.id}", subjects))


def _nothing_yet(voice: Voice, as_of: datetime | None) -> Block:
    return not_loaded(voice) if as_of is None else paragraph(voice.say("Предметов в журнале пока нет."))


def _nothing(voice: Voice, as_of: datetime | None) -> Block:
    return not_loaded(voice) if as_of is None else paragraph(voice.say("Тем за эти дни в журнале нет."))
