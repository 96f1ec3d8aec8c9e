"""The answer to «пропуски»: totals by kind, by subject, then day by day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.facts import Absence, Period, Student
from school.message import Block, Button, Line, Listing, Message, Text, bold, line
from school.policy import Level
from school.wording.absences import cause_words, lessons_words
from school.wording.periods import about, page
from school.wording.phrases import discreet, not_loaded, paragraph
from school.wording.silence import unknown_since


@discreet
def attendance(
    voice: Voice,
    student: Student,
    found: Sequence[Absence],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    subject: str = "",
) -> Message:
    """Absences and latenesses of a period; newest day first."""
    head = about(voice, voice.say("Пропуски"), period, today, student, level, subject)
    body = _body(voice, found, today, level) or (_nothing(voice, as_of, today),)
    return page(voice, head, body, as_of, today)


def attendance_steps(voice: Voice, student: Student, shown: str) -> tuple[tuple[Button, ...], ...]:
    """This week, this term: the other one."""
    words = {"week": voice.say("Неделя"), "term": voice.say("Четверть"), "year": voice.say("Весь год")}
    return (tuple(Button(text, f"attendance {student.id} {word}") for word, text in words.items() if word != shown),)


def _nothing(voice: Voice, as_of: datetime | None, today: date) -> Block:
    none = paragraph(voice.say("Пропусков и опозданий в журнале нет."))
    return not_loaded(voice) if as_of is None else unknown_since(voice, as_of, today) or none


def _body(voice: Voice, found: Sequence[Absence], today: date, level: Level) -> tuple[Block, ...]:
    if not found:
        return ()
    days = Listing(tuple(_days(voice, found, today, level)), line(bold(voice.say("По дням"))))
    return (Text(line(_totals(voice, found))), *_by_subject(voice, found), days)


def _totals(voice: Voice, found: Sequence[Absence]) -> str:
    """«Пропущено уроков: 3 (по болезни — 2, причина не указана — 1). Опозданий: 1.»"""
    missed = [one for one in found if one.code != "late"]
    lessons, whole = [one for one in missed if not one.is_whole_day], [one for one in missed if one.is_whole_day]
    late = len(found) - len(missed)
    parts = [
        voice.say("Пропущено уроков: {n}{kinds}.", n=len(lessons), kinds=_kinds(voice, lessons)) if lessons else "",
        voice.say("Пропущено дней целиком: {n}{kinds}.", n=len(whole), kinds=_kinds(voice, whole)) if whole else "",
        voice.say("Опозданий: {n}.", n=late) if late else "",
    ]
    return " ".join(part for part in parts if part)


def _kinds(voice: Voice, found: Sequence[Absence]) -> str:
    counted = Counter(cause_words(voice, one.code) for one in found)
    return f" ({', '.join(f'{kind} — {n}' for kind, n in counted.most_common())})" if any(counted) else ""


def _by_subject(voice: Voice, found: Sequence[Absence]) -> tuple[Block, ...]:
    counted = Counter(one.subject for one in found if one.subject and one.code != "late")
    if len(counted) < 2:
        return ()
    said = ", ".join(f"{subject} — {n}" for subject, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
    return (Text(line(bold(voice.say("По предметам")), f": {said}")),)


def _days(voice: Voice, found: Sequence[Absence], today: date, level: Level) -> list[Line]:
    lines = []
    for day in sorted({one.day for one in found}, reverse=True):
        said = "; ".join(lessons_words(voice, [one for one in found if one.day == day], level))
        lines.append(line(bold(voice.short_day(day, today.year)), f": {said}"))
    return lines
