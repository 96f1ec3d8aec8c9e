"""What the chart of a term says: the data of its drawing, in words of the reader's language."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from locales import Voice
from school.facts import Mark, Period, Student
from school.grading import Graded, Rule, Scale, graded, mean, scale_of
from school.policy import Level
from school.trend import Way, trend
from school.wording.averages import cut
from school.wording.marks import by_subject, title_of
from school.wording.phrases import who

_TONES = ((Fraction(9, 10), "best"), (Fraction(7, 10), "good"), (Fraction(1, 2), "fair"), (Fraction(0), "poor"))


def chart_data(
    voice: Voice, student: Student, found: Sequence[Mark], period: Period, today: date, level: Level, rule: Rule
) -> dict[str, Any]:
    """What `drawings/marks.typ` draws: a row per subject, its marks from the oldest, its average."""
    days = voice.days(period.first, min(period.last, today), today.year)
    return {
        "title": title_of(voice, period, today),
        "subtitle": f"{who(voice, student, level)} · {days}",
        "rows": [_row(voice, subject, of, rule) for subject, of in by_subject(found)],
        "note": voice.say("Справа — средний балл по правилу школы; стрелка — куда он идёт."),
    }


def chart_alt(voice: Voice) -> str:
    """What is said where the picture can't be shown; the marks themselves stand below it in any case."""
    return voice.say("График оценок по предметам")


def _row(voice: Voice, subject: str, found: Sequence[Mark], rule: Rule) -> dict[str, Any]:
    counted = [number for mark in found if (number := graded(mark.value, mark.weight))]
    average, scale = mean(counted, rule), scale_of(counted)
    drawn = average if len(counted) > 1 else None
    return {
        "subject": subject,
        "marks": [{"value": mark.value, "tone": _tone(graded(mark.value), scale)} for mark in found],
        "way": _way(counted, rule),
        "average": "" if drawn is None else cut(voice, drawn, rule),
        "share": 0 if drawn is None else float((drawn - scale.lowest) / (scale.top - scale.lowest)),
    }


def _way(counted: Sequence[Graded], rule: Rule) -> str:
    """up | down, "" when neither can be said."""
    found = trend(counted, rule)
    return "" if found is None or found.way is Way.STEADY else str(found.way)


def _tone(mark: Graded | None, scale: Scale) -> str:
    """Of five points: 5 best, 4 good, 3 fair, below poor; a word has none."""
    if mark is None:
        return "other"
    return next(tone for border, tone in _TONES if Fraction(mark.value, scale.top) >= border)
