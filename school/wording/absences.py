"""Absences in words: the lessons, and why."""

from collections.abc import Sequence
from datetime import date

from locales import Voice
from school.facts import Absence
from school.message import Block, Line, line
from school.policy import Level
from school.wording.phrases import section


def absences_section(voice: Voice, found: Sequence[Absence], today: date, level: Level) -> tuple[Block, ...]:
    """«Пропуски» and «Опоздания», lessons with the same cause in one line."""
    if not found:
        return ()
    missed = [absence for absence in found if absence.code != "late"]
    late = [absence for absence in found if absence.code == "late"]
    return (
        *section(voice.say("Пропуски"), _lines(voice, missed, today, level)),
        *section(voice.say("Опоздания"), _lines(voice, late, today, level)),
    )


def _lines(voice: Voice, found: Sequence[Absence], today: date, level: Level) -> list[Line]:
    def cause(absence: Absence) -> tuple[date, str]:
        return absence.day, _cause(voice, absence, level)

    ordered = sorted(found, key=lambda absence: (absence.day, absence.number or 0))
    causes = dict.fromkeys(cause(absence) for absence in ordered)
    return [line(_line(voice, [a for a in ordered if cause(a) == (day, why)], why, today)) for day, why in causes]


def _line(voice: Voice, found: Sequence[Absence], why: str, today: date) -> str:
    lessons = ", ".join(dict.fromkeys(_lesson(voice, absence) for absence in found))
    day = found[0].day
    on = f"{voice.day(day, today.year)}, " if day != today else ""
    return f"{on}{lessons}{f' ({why})' if why else ''}"


def _lesson(voice: Voice, absence: Absence) -> str:
    if absence.subject:
        return absence.subject
    return voice.say("{n}-й урок", n=absence.number) if absence.number else voice.say("весь день")


def cause_words(voice: Voice, code: str) -> str:
    """«по болезни»; "" for a lateness and for a code unknown to us."""
    known = {
        "ill": voice.say("по болезни"),
        "excused": voice.say("по уважительной причине"),
        "unexcused": voice.say("без уважительной причины"),
        "absent": voice.say("причина не указана"),
    }
    return known.get(code, "")


def lessons_words(voice: Voice, found: Sequence[Absence], level: Level) -> list[str]:
    """«Физкультура, Музыка (по болезни)», «Физика (опоздание на 5 минут)»: lessons with the same cause together."""
    ordered = sorted(found, key=lambda absence: absence.number or 0)
    causes = dict.fromkeys(_whole_cause(voice, absence, level) for absence in ordered)
    return [
        _line(voice, [one for one in ordered if _whole_cause(voice, one, level) == why], why, ordered[0].day)
        for why in causes
    ]


def _whole_cause(voice: Voice, absence: Absence, level: Level) -> str:
    cause = _cause(voice, absence, level)
    return " ".join(part for part in (voice.say("опоздание"), cause) if part) if absence.code == "late" else cause


def _cause(voice: Voice, absence: Absence, level: Level) -> str:
    why = cause_words(voice, absence.code)
    if absence.code == "late" and absence.minutes_late:
        why = voice.plural("на {n} минуту", "на {n} минут", absence.minutes_late)
    comment = absence.comment if level is Level.FULL else None  # free text may well name the child
    return ", ".join(part for part in (why, comment) if part)
