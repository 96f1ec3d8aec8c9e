"""Marks in words: by day, by subject, and why there are none."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from locales import Voice
from school.facts import Mark, Period, Student
from school.grading import Rule, graded, mean
from school.message import Block, Line, Listing, Message, Span, Table, bold, line, plain
from school.policy import Level
from school.wording.averages import both, way_words
from school.wording.phrases import discreet, heading, not_loaded, paragraph, quoted, section, small, source_note, who
from school.wording.silence import unknown_since

SIMPLE = Rule()


@discreet
def marks(
    voice: Voice,
    student: Student,
    found: Sequence[Mark],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    last: date | None = None,
) -> Message:
    """The marks of a period day by day, newest first; `last` is the day of the last mark before an empty period."""
    days = sorted({mark.day for mark in found}, reverse=True)
    lists: list[Block] = [_day(voice, day, found, today, level) for day in days]
    body = lists or [nothing(voice, period, today, as_of, last)]
    return Message(
        (heading(title_of(voice, period, today), who(voice, student, level)), *body, source_note(voice, as_of, today))
    )


@discreet
def marks_by_subject(
    voice: Voice,
    student: Student,
    found: Sequence[Mark],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    last: date | None = None,
    rule: Rule = SIMPLE,
) -> Message:
    """The marks of a period subject by subject, oldest first, each with its average by the school's rule."""
    body: Block = _table(voice, by_subject(found), rule) if found else nothing(voice, period, today, as_of, last)
    head, put_right = (
        heading(title_of(voice, period, today), who(voice, student, level)),
        corrections(voice, found, today),
    )
    return Message((head, body, *put_right, source_note(voice, as_of, today)))


def by_subject(found: Iterable[Mark]) -> list[tuple[str, list[Mark]]]:
    """Subjects in alphabetical order, each with its marks from the oldest to the newest."""
    ordered = sorted(found, key=attrgetter("subject", "day"))
    return [(subject, list(of)) for subject, of in groupby(ordered, key=attrgetter("subject"))]


def subject_line(voice: Voice, subject: str, found: Sequence[Mark], day: date, level: Level) -> Line:
    """«Алгебра **5** · контрольная «Квадратные уравнения», вес 3»; a mark of another day names it."""
    spans: list[Span] = [plain(f"{subject} ")]
    for place, mark in enumerate(found):
        about = details(voice, mark, day, level)
        spans += [plain("; ")] if place else []
        spans += value_spans(voice, mark)
        spans += [plain(f" · {about}")] if about else []
    return tuple(spans)


def value_spans(voice: Voice, mark: Mark) -> Line:
    """«**5**», and «**5** (было 4)» when it was corrected."""
    was = (plain(voice.say(" (было {was})", was=mark.was)),) if mark.was else ()
    return bold(mark.value), *was


def corrections(voice: Voice, found: Iterable[Mark], today: date) -> tuple[Block, ...]:
    """«Алгебра, 20 ноября — было 4, стало 5», the newest first: where marks stand without their days."""
    items = tuple(
        line(
            f"{mark.subject}, {voice.day(mark.day, today.year)} — ",
            voice.say("было {was}, стало {value}", was=mark.was, value=mark.value),
        )
        for mark in sorted(found, key=lambda one: one.day, reverse=True)
        if mark.was
    )
    return (Listing(items, line(bold(voice.say("Исправлены")))),) if items else ()


def average(found: Iterable[Mark], rule: Rule = SIMPLE) -> float | None:
    """The average of the marks that are numbers («4-» counts as 4), with weights by the rule; None when none is."""
    exact = exact_average(found, rule)
    return None if exact is None else float(exact)


def exact_average(found: Iterable[Mark], rule: Rule) -> Fraction | None:
    """The same as a fraction: a border is reached or it is not."""
    return mean([number for mark in found if (number := graded(mark.value, mark.weight))], rule)


def details(voice: Voice, mark: Mark, day: date, level: Level) -> str:
    """«контрольная «Квадратные уравнения», вес 3, урок 20 ноября»: what the journal says; the day when not `day`."""
    on = voice.day(mark.day, day.year) if mark.day != day else ""
    said = _work(voice, mark.kind, mark.topic, mark.weight, on)
    if mark.comment and level is Level.FULL:  # a comment is free text and may well name the child
        said += ("; " if said else "") + voice.say("учитель: «{comment}»", comment=mark.comment)
    return said


@lru_cache(maxsize=1024)  # a whole class has marks for the same work
def _work(voice: Voice, kind: str | None, topic: str | None, weight: float | None, on: str) -> str:
    what = " ".join(filter(None, (small(kind) if kind else "", quoted(voice, topic) if topic else "")))
    weighed = voice.say("вес {weight}", weight=voice.number(weight)) if weight not in (None, 1) else ""
    return ", ".join(filter(None, (what, weighed, voice.say("урок {day}", day=on) if on else "")))


def _day(voice: Voice, day: date, found: Sequence[Mark], today: date, level: Level) -> Listing:
    items = [
        subject_line(voice, subject, of, day, level) for subject, of in by_subject(m for m in found if m.day == day)
    ]
    return Listing(tuple(items), line(bold(voice.day_heading(day, today.year))))


def _table(voice: Voice, found: Sequence[tuple[str, list[Mark]]], rule: Rule) -> Table:
    """A row per subject: its marks, their average, where they go; in lines where there are no tables."""
    header = (voice.say("Предмет"), voice.say("Оценки"), voice.say("Средний балл"))
    cells = [(subject, *_row(voice, of, rule)) for subject, of in found]
    rows = tuple(
        (line(subject), values, line(middle, f", {way}" if way else "")) for subject, values, middle, way in cells
    )
    return Table(header, rows, plain=tuple(_line(voice, *row) for row in cells))


def _row(voice: Voice, found: Sequence[Mark], rule: Rule) -> tuple[Line, str, str]:
    counted = [number for mark in found if (number := graded(mark.value, mark.weight))]
    return (
        line(bold(" ".join(mark.value for mark in found))),
        both(voice, counted, rule),
        way_words(voice, counted, rule),
    )


def _line(voice: Voice, subject: str, values: Line, middle: str, way: str) -> Line:
    said = voice.say(" · средний балл {mean}", mean=middle) if middle else ""
    return line(f"• {subject} ", *values, said, f" · {way}" if way else "")


def title_of(voice: Voice, period: Period, today: date) -> str:
    """«Оценки за сегодня», «Оценки: 2 четверть»"""
    match period.kind:
        case "day" if period.first == today:
            return voice.say("Оценки за сегодня")
        case "day":
            return voice.say("Оценки за {days}", days=voice.day(period.first, today.year))
        case "week" if period.first <= today <= period.last:
            return voice.say("Оценки за эту неделю")
        case "week" | "days":
            return voice.say("Оценки за {days}", days=voice.days(period.first, period.last, today.year))
        case _:
            return voice.say("Оценки: {title}", title=small(period.title)) if period.title else voice.say("Оценки")


def nothing(voice: Voice, period: Period, today: date, as_of: datetime | None, last: date | None) -> Block:
    """Why there are no marks, and of when the last one is."""
    if as_of is None:
        return not_loaded(voice)
    if period.last > as_of.date() and (unknown := unknown_since(voice, as_of, today)):
        return unknown
    match period.kind:
        case "day" if period.first == today:
            empty = voice.say("Сегодня оценок пока нет.")
        case "day":
            empty = voice.say("За {day} оценок нет.", day=voice.day(period.first, today.year))
        case "week" if period.first <= today <= period.last:
            empty = voice.say("За эту неделю оценок пока нет.")
        case "week":
            empty = voice.say("За эту неделю оценок нет.")
        case _:
            empty = voice.say("За этот период оценок пока нет.")
    ago = voice.say("Последняя — {day}.", day=voice.day(last, today.year)) if last else ""
    return paragraph(f"{empty} {ago}".strip())


def marks_section(voice: Voice, found: Sequence[Mark], today: date, level: Level) -> tuple[Block, ...]:
    """The digest's section of today's marks."""
    items = [subject_line(voice, subject, of, today, level) for subject, of in by_subject(found)]
    return section(voice.say("Оценки сегодня"), items)
