"""One diary week of «Сетевой Город» to records. Keys may be missing, null or of another type: servers differ."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from journal import cells, moments
from journal.cells import Wrong, shown
from journal.diary_marks import marks_of
from journal.diary_words import HOMEWORK, plain
from journal.records import (
    AttendanceRecord,
    DatedLessonRecord,
    HomeworkRecord,
    MarkRecord,
    Problem,
    Record,
    TopicRecord,
)

_LONGEST_WEEK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wrongs:
    """Where we are in a file, and the list that problems go to."""

    file: str
    problems: list[Problem]
    place: str = ""

    def within(self, place: str) -> "Wrongs":
        return Wrongs(self.file, self.problems, f"{self.place}.{place}".strip("."))

    def fatal(self, place: str, wrong: str, expected: str) -> None:
        self.problems.append(Problem(self.file, "", 0, self.within(place).place, wrong, expected))

    def warn(self, place: str, wrong: str, expected: str) -> None:
        self.problems.append(Problem(self.file, "", 0, self.within(place).place, wrong, expected, fatal=False))


@dataclass(frozen=True, slots=True)
class Dated:
    """A record with its sheet and the day whose lesson told it."""

    sheet: str
    day: date
    record: Record


@dataclass(slots=True)
class Week:
    """A week read: the days it is complete for, its records, and whose marks the journal says these are."""

    file: str
    spans: list[tuple[date, date]]
    records: list[Dated] = field(default_factory=list)
    journal_students: set[str] = field(default_factory=set)

    @property
    def days(self) -> list[date]:
        return [first + timedelta(n) for first, last in self.spans for n in range((last - first).days + 1)]


def read_week(raw: dict[str, Any], student: str, at: Wrongs) -> Week | None:
    """The week of that student; None when it is not a week at all (a problem then says why)."""
    days = raw.get("weekDays") or []
    if not isinstance(days, list):
        at.fatal("weekDays", "это не список дней", "список дней недели")
        return None
    read = [each for number, day in enumerate(days) if (each := _day(day, at.within(f"weekDays[{number}]")))]
    span = _span(raw, [day for day, _, _ in read], at)
    if span is None:
        return None
    outside = [(day, day) for day, _, _ in read if not span[0] <= day <= span[1]]
    week = Week(at.file, [span, *outside])
    for day, lessons, place in read:
        for number, lesson in enumerate(lessons, start=1):
            _lesson(week, student, day, number, lesson, place.within(f"lessons[{number - 1}]"))
    return week


def _span(raw: dict[str, Any], days: list[date], at: Wrongs) -> tuple[date, date] | None:
    first, last = _date(raw.get("weekStart")), _date(raw.get("weekEnd"))
    first = first or (min(days) if days else None)
    if first is None:
        at.fatal("weekStart", "неизвестно, какая это неделя", "дата начала недели")
        return None
    last = last or max([first + timedelta(days=6), *days] if raw.get("weekStart") else days)
    if last < first or last - first > _LONGEST_WEEK:
        at.fatal("weekEnd", f"конец {shown(last)} не подходит к началу {shown(first)}", "дата конца недели")
        return None
    return first, last


def _day(raw: Any, at: Wrongs) -> tuple[date, list[Any], Wrongs] | None:
    if not isinstance(raw, dict):
        at.fatal("", "это не день", "объект с date и lessons")
        return None
    lessons = raw.get("lessons") or []
    if not isinstance(lessons, list):
        at.fatal("lessons", "это не список уроков", "список уроков")
        return None
    inside = next((found for each in lessons if isinstance(each, dict) and (found := _date(each.get("day")))), None)
    day = _date(raw.get("date")) or inside
    if day is None:
        at.fatal("date", f"{shown(str(raw.get('date')))} — это не дата", "дата дня, например 2026-09-01T00:00:00")
        return None
    return day, lessons, at


def _lesson(week: Week, student: str, day: date, number: int, raw: Any, at: Wrongs) -> None:
    subject = plain(raw.get("subjectName")) if isinstance(raw, dict) else None
    if subject is None:
        at.fatal("subjectName", "нет названия предмета", "урок с названием предмета")
        return
    subject = " ".join(subject.split())
    given = _whole(raw.get("number"))
    number = given if given is not None and 0 <= given <= 20 else number  # its place in the day is the next best
    lesson = DatedLessonRecord(
        student=student,
        day=day,
        number=number,
        subject=subject,
        shift=_whole(raw.get("relay")) or 1,
        room=_room(raw.get("room")),
        starts=_time(raw.get("startTime"), at.within("startTime")),
        ends=_time(raw.get("endTime"), at.within("endTime")),
        extracurricular=raw.get("isEaLesson") is True,
    )
    week.records.append(Dated("dated_lessons", day, lesson))
    assignments = raw.get("assignments") or []
    if not isinstance(assignments, list):
        at.fatal("assignments", "это не список заданий", "список заданий урока")
        return
    for place, each in enumerate(assignments):
        _assignment(week, lesson, each, at.within(f"assignments[{place}]"))
    return


def _assignment(week: Week, lesson: DatedLessonRecord, raw: Any, at: Wrongs) -> None:
    if not isinstance(raw, dict):
        at.fatal("", "это не задание", "объект с id, typeId, assignmentName")
        return
    text = plain(raw.get("assignmentName"))
    text = None if text is None or cells.says_nothing(text) else text
    if text is not None:
        week.records.extend(_text(week, lesson, raw, text))
    found, strangers = marks_of(raw, lesson, text, lambda wrong, expected: at.warn("mark", wrong, expected))
    week.journal_students |= strangers
    week.records.extend(Dated(_sheet(record), lesson.day, record) for record in found)
    return


def _sheet(record: MarkRecord | AttendanceRecord) -> str:
    return "marks" if isinstance(record, MarkRecord) else "attendance"


def _text(week: Week, lesson: DatedLessonRecord, raw: dict[str, Any], text: str) -> Iterator[Dated]:
    if _whole(raw.get("typeId")) != HOMEWORK:
        topic = TopicRecord(None, lesson.subject, lesson.day, text, lesson.number, lesson.student)
        yield Dated("topics", lesson.day, topic)
        return
    due = _date(raw.get("dueDate"))
    if due is None or not any(first <= due <= last for first, last in week.spans):
        due = lesson.day  # a date outside the week would lie outside the days this file is complete for
    yield Dated("homework", lesson.day, HomeworkRecord(None, lesson.subject, due, text, student=lesson.student))


def _date(raw: Any) -> date | None:
    try:
        return moments.day(raw) if isinstance(raw, str) else None
    except Wrong:
        return None


def _time(raw: Any, at: Wrongs) -> time | None:
    if raw in (None, ""):
        return None
    try:
        return moments.time_of_day(raw.partition("T")[2] or raw if isinstance(raw, str) else None)
    except Wrong as wrong:
        at.warn("", f"{shown(str(raw))} — {wrong.what}, пропущено", wrong.expected)
        return None


def _whole(raw: Any) -> int | None:
    try:
        return cells.whole(-(10**9), 10**9)(raw) if isinstance(raw, int | float | str) else None
    except Wrong:
        return None


def _room(raw: Any) -> str | None:
    if isinstance(raw, dict):
        raw = raw.get("name")
    return plain(str(raw)) if isinstance(raw, str | int) and not isinstance(raw, bool) else None
