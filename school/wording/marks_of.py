"""The marks of one subject: each with its day, kind, topic and weight, and what they come to."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.facts import Mark, Period, Student
from school.grading import Graded, Rule, graded, mark_of, mean
from school.message import Block, Line, Message, Table, Text, line
from school.policy import Level
from school.wording.averages import both, trend_words
from school.wording.marks import details, nothing, title_of, value_spans
from school.wording.periods import page
from school.wording.phrases import discreet, heading, who


@discreet
def marks_of(
    voice: Voice,
    student: Student,
    subject: str,
    found: Sequence[Mark],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    rule: Rule,
    last: date | None = None,
) -> Message:
    """The marks of a subject in a period, the newest first."""
    head = heading(title_of(voice, period, today), subject, who(voice, student, level))
    if not found:
        return page(voice, head, (nothing(voice, period, today, as_of, last),), as_of, today)
    newest = sorted(found, key=lambda mark: mark.day, reverse=True)
    header = (voice.say("День"), voice.say("Оценка"), voice.say("За что"))
    rows = tuple(_cells(voice, mark, today, level) for mark in newest)
    lines = tuple(_line(voice, mark, today, level) for mark in newest)
    body: tuple[Block, ...] = (Table(header, rows, plain=lines),)
    oldest_first = sorted(found, key=lambda mark: mark.day)
    counted = [number for mark in oldest_first if (number := graded(mark.value, mark.weight))]
    return page(voice, head, (*body, *_sum(voice, counted, rule)), as_of, today)


def _cells(voice: Voice, mark: Mark, today: date, level: Level) -> tuple[Line, Line, Line]:
    day, about = voice.short_day(mark.day, today.year), details(voice, mark, mark.day, level)
    return line(day), value_spans(voice, mark), line(about)


def _line(voice: Voice, mark: Mark, today: date, level: Level) -> Line:
    about = details(voice, mark, mark.day, level)
    return line(
        f"• {voice.short_day(mark.day, today.year)} — ", *value_spans(voice, mark), f" · {about}" if about else ""
    )


def _sum(voice: Voice, counted: Sequence[Graded], rule: Rule) -> tuple[Block, ...]:
    """«Средний балл 4,33, с весами 4,5 — сейчас выходит 5.» and the trend. Nothing of a single mark."""
    by_rule, middle = mean(counted, rule), both(voice, counted, rule)
    if by_rule is None or not middle:
        return ()
    said = voice.say("Средний балл {mean}", mean=middle)
    comes = voice.say(" — сейчас выходит {mark}.", mark=mark_of(by_rule, rule))
    going = trend_words(voice, counted, rule)
    return (Text(line(said, comes, f" {going}" if going else "")),)
