"""Is the journal kept in time: teacher by teacher what is missing or late, and lessons held against the plan.

R21-R23, R33, R36. When a record was entered is the journal's own word where it gives one (homework, marks), else the
instant at which an import first saw it: a journal that is loaded once a day can be judged to the day only. What was
there before we looked (the first import) is never late.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from school.clock import instant, today
from school.facts import Lesson, Student, Turn
from school.institution import School
from storage.audience import school_classes
from storage.database import Database
from storage.diary import SchoolYear, plans, school_year
from storage.diary import entries as journal
from storage.diary.entries import Entry

NOBODY = ""
"""Stands for a teacher where the timetable names none."""


@dataclass(frozen=True, slots=True)
class TeacherLine:
    """One teacher and the days asked about. `late_…` of so many records; lessons are those that were held."""

    teacher: str  # «Белова И. П.»; NOBODY
    lessons: int = 0
    no_topic: int = 0  # by the end of the lesson's day
    no_homework: int = 0  # an hour after the lesson
    marks: int = 0
    late_marks: int = 0
    absences: int = 0
    late_absences: int = 0
    finals: int = 0
    late_finals: int = 0

    @property
    def late(self) -> int:
        """Everything missing or late."""
        return self.no_topic + self.no_homework + self.late_marks + self.late_absences + self.late_finals


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Lessons of one subject in one class since the term began: planned, cancelled, and held (with a topic)."""

    school_class: str
    subject: str
    planned: int
    held: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Timeliness:
    """`measured`: the journal has been watched for all of these days."""

    first: date
    last: date
    teachers: tuple[TeacherLine, ...]  # most behind first
    measured: bool
    journal_at: datetime | None  # UTC; when the journal last answered


@dataclass(slots=True)
class _Tally:
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def add(self, teacher: str | None, what: str, times: int = 1) -> None:
        self.counts[teacher or NOBODY][what] += times


async def timeliness(database: Database, school_id: int, first: date, last: date, *, now: datetime) -> Timeliness:
    """The table of regulation R3.5 for the days from `first` to `last`, both included; lessons ahead are left out."""
    async with database.read() as connection:
        return await timeliness_of(connection, school_id, first, last, now)


async def timeliness_of(
    connection: AsyncConnection, school_id: int, first: date, last: date, now: datetime
) -> Timeliness:
    """The same on an open connection."""
    year = await school_year(connection, school_id)
    classes = await school_classes(connection, school_id)
    ids, school = [one for one, _ in classes], year.school
    taught = await _lessons(connection, year, classes, first, min(last, today(now, school.zone)))
    who = _teachers(taught)
    tally, reads = _Tally(), (ids, first, last)
    topics = _by_lesson(await journal.topic_entries(connection, *reads))
    tasks = _by_subject(await journal.homework_entries(connection, *reads))
    for (class_id, day), lessons in taught.items():
        for lesson in (one for one in lessons if one.takes_place):
            _judge_lesson(tally, school, class_id, day, lesson, topics, tasks, now)
    for kind, found, limit in (
        ("marks", await journal.mark_entries(connection, *reads), school.profile.marks_entered),
        ("absences", await journal.absence_entries(connection, *reads), timedelta(0)),
    ):
        for entry in found:
            teacher = who.get((entry.class_id, entry.subject, entry.day)) or who.get(
                (entry.class_id, entry.subject, None)
            )
            until = _end_of(school, entry.day, limit) if entry.day else None
            _judge_record(tally, school, teacher, kind, entry, until)
    await _finals(connection, tally, year, classes, who, first, last)
    lines = (TeacherLine(teacher, **counts) for teacher, counts in tally.counts.items())
    watched = school.first_import_at is not None and school.local(school.first_import_at).date() < first
    ordered = tuple(sorted(lines, key=lambda line: (-line.late, line.teacher)))
    return Timeliness(first, last, ordered, watched, school.journal_at)


async def lessons_held(database: Database, school_id: int, first: date, last: date) -> tuple[HeldLine, ...]:
    """Lessons held against the timetable by class and subject, in these days, both included (R36)."""
    async with database.read() as connection:
        year = await school_year(connection, school_id)
        classes = await school_classes(connection, school_id)
        taught = await _lessons(connection, year, classes, first, last)
        topics = _by_lesson(await journal.topic_entries(connection, [one for one, _ in classes], first, last))
    titles, lines = dict(classes), dict[tuple[str, str], HeldLine]()
    for (class_id, day), lessons in taught.items():
        for lesson in lessons:
            for subject, change in _counts(lesson, bool(topics.get((class_id, lesson.subject, day)))):
                key = (titles[class_id], subject)
                line = lines.get(key) or HeldLine(*key, 0, 0, 0)
                lines[key] = replace(line, **{name: getattr(line, name) + more for name, more in change.items()})
    return tuple(lines[key] for key in sorted(lines))


def _counts(lesson: Lesson, topic: bool) -> Iterable[tuple[str, dict[str, int]]]:
    if not lesson.takes_place:
        yield lesson.subject, {"planned": 1, "cancelled": int(lesson.turn is Turn.CANCELLED)}
        return
    extra = lesson.turn in (Turn.EXTRA, Turn.MOVED_HERE)
    if lesson.planned_subject:
        yield lesson.planned_subject, {"planned": 1}
        extra = True
    yield lesson.subject, {"planned": 0 if extra else 1, "held": int(topic)}


def _judge_lesson(
    tally: _Tally,
    school: School,
    class_id: int,
    day: date,
    lesson: Lesson,
    topics: dict[tuple[int, str, date], list[Entry]],
    tasks: dict[tuple[int, str], list[Entry]],
    now: datetime,
) -> None:
    tally.add(lesson.teacher, "lessons")
    evening = _end_of(school, day, timedelta(0))
    if now > evening and not _in_time(topics.get((class_id, lesson.subject, day), ()), evening, school):
        tally.add(lesson.teacher, "no_topic")
    over = instant(day, lesson.ends, school.zone) if lesson.ends else evening
    until = over + school.profile.homework_entered
    given = [one for one in tasks.get((class_id, lesson.subject), ()) if _given(one, day)]
    if now > until and not _in_time(given, until, school):
        tally.add(lesson.teacher, "no_homework")


def _given(entry: Entry, day: date) -> bool:
    """Was this homework given at the lesson of a day? Without a date of the lesson: due within the next two weeks."""
    if entry.day:
        return entry.day == day
    return entry.due is not None and day < entry.due <= day + timedelta(days=14)


def _in_time(entries: Iterable[Entry], until: datetime, school: School) -> bool:
    return any(not _is_late(one, until, school) for one in entries)


def _is_late(entry: Entry, until: datetime, school: School) -> bool:
    """What the first import brought was there before we looked."""
    seen = entry.entered
    return seen is not None and seen > until and (school.first_import_at is None or seen > school.first_import_at)


def _judge_record(
    tally: _Tally, school: School, teacher: str | None, kind: str, entry: Entry, until: datetime | None
) -> None:
    tally.add(teacher, kind, entry.count)
    if until and _is_late(entry, until, school):
        tally.add(teacher, f"late_{kind}", entry.count)


async def _finals(
    connection: AsyncConnection,
    tally: _Tally,
    year: SchoolYear,
    classes: Sequence[tuple[int, str]],
    who: dict[tuple[int, str, date | None], str | None],
    first: date,
    last: date,
) -> None:
    """Term marks of the terms whose time to be entered ended in these days."""
    titles, school = dict(classes), year.school
    for entry in await journal.final_entries(connection, list(titles)):
        ends = next((term.end for term in year.terms(titles[entry.class_id]) if term.title == entry.term), None)
        if ends and first <= ends + school.profile.terms_entered <= last:
            until = _end_of(school, ends, school.profile.terms_entered)
            _judge_record(tally, school, who.get((entry.class_id, entry.subject, None)), "finals", entry, until)


Taught = dict[tuple[int, date], tuple[Lesson, ...]]


async def _lessons(
    connection: AsyncConnection, year: SchoolYear, classes: Sequence[tuple[int, str]], first: date, last: date
) -> Taught:
    """The lessons of every class and day, changes merged in."""
    nobody = [Student(0, "", "", title, class_id) for class_id, title in classes]
    if last < first:
        return {}
    known = await plans(connection, nobody, first, last)
    return {
        (one.class_id or 0, day.day): day.lessons
        for one in nobody
        for day in known.days(one, first, last, year.terms(one.school_class))
    }


def _teachers(taught: Taught) -> dict[tuple[int, str, date | None], str | None]:
    """Who teaches a subject in a class on a day; with None for the day: at all."""
    found: dict[tuple[int, str, date | None], str | None] = {}
    for (class_id, day), lessons in taught.items():
        for lesson in lessons:
            found[class_id, lesson.subject, day] = lesson.teacher
            found.setdefault((class_id, lesson.subject, None), lesson.teacher)
    return found


def _by_lesson(entries: Iterable[Entry]) -> dict[tuple[int, str, date], list[Entry]]:
    found: dict[tuple[int, str, date], list[Entry]] = {}
    for one in entries:
        if one.day:
            found.setdefault((one.class_id, one.subject, one.day), []).append(one)
    return found


def _by_subject(entries: Iterable[Entry]) -> dict[tuple[int, str], list[Entry]]:
    found: dict[tuple[int, str], list[Entry]] = {}
    for one in entries:
        found.setdefault((one.class_id, one.subject), []).append(one)
    return found


def _end_of(school: School, day: date, more: timedelta) -> datetime:
    """The end of a day and so much more, UTC."""
    return instant(day + timedelta(days=1), time(0), school.zone) + more
