"""What is planned for students: lessons, changes, homework, read together so that a question costs one statement."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Integer, String, Text, Time, cast, literal, null, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from school.due import OWED
from school.facts import Change, Homework, Mark, SchoolDay, Student, Term, Work
from school.parts import folded, own_day, own_homework
from school.timetable import DatedLesson, WeeklyLesson, school_day
from storage.diary.names import brief_name
from storage.tables import changes, dated_lessons, homework, lessons, marks, people, subgroups, works

_SHAPE: dict[str, type[TypeEngine[Any]]] = {
    "id": Integer,
    "class_id": Integer,
    "student_id": Integer,
    "weekday": Integer,
    "day": Date,
    "number": Integer,
    "kind": String,
    "subject": String,
    "subgroup": String,
    "room": String,
    "starts": Time,
    "ends": Time,
    "valid_from": Date,
    "valid_to": Date,
    "to_day": Date,
    "to_number": Integer,
    "text": Text,
    "last_name": String,
    "first_name": String,
    "middle_name": String,
}


Key = tuple[str, str, int]  # what, whose ("student" or "class"), id


class Plans:
    """What the journal plans for a set of students between two days.

    Rows of the union, kept by student and class. Most of a class have the same day: it is made once.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: dict[Key, list[Any]] = {}
        self._own: dict[int, dict[str, str]] = {}
        for row in rows:
            if row.what == "subgroup":
                self._own.setdefault(row.student_id, {})[folded(row.subject)] = folded(row.subgroup)
                continue
            if row.class_id is not None:
                self._rows.setdefault((row.what, "class", row.class_id), []).append(row)
            if row.student_id is not None:
                self._rows.setdefault((row.what, "student", row.student_id), []).append(row)
        self._days: dict[tuple[int | None, date, tuple[Term, ...]], SchoolDay] = {}
        self._weeks: dict[Key, tuple[WeeklyLesson, ...]] = {}

    def shared(self, student: Student) -> bool:
        """Whether the student has nothing of their own: all is as the whole class has it."""
        alone = any((what, "student", student.id) in self._rows for what in ("lesson", "change", "dated", "homework"))
        return student.class_id is not None and not alone and student.id not in self._own

    def day(self, student: Student, day: date, terms: Sequence[Term]) -> SchoolDay:
        """The student's lessons on a day with the changes merged in, or why there are none.

        Of parallel lessons only the student's own, where the journal says which these are.
        """
        return own_day(self._whole_day(student, day, terms), self._own.get(student.id, {}))

    def _whole_day(self, student: Student, day: date, terms: Sequence[Term]) -> SchoolDay:
        if any((what, "student", student.id) in self._rows for what in ("lesson", "change", "dated")):
            return self._day(student, day, terms)
        key = (student.class_id, day, tuple(terms))
        if key not in self._days:
            self._days[key] = self._day(student, day, terms)
        return self._days[key]

    def days(self, student: Student, first: date, last: date, terms: Sequence[Term]) -> tuple[SchoolDay, ...]:
        """The same for each day, both included."""
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(self.day(student, day, terms) for day in span)

    def homework(self, student: Student) -> tuple[Homework, ...]:
        """The class's and the student's own homework, by the day it is due."""
        own = self._own.get(student.id, {})
        rows = (row for row in self._of("homework", student) if row.student_id in (None, student.id))
        return tuple(
            item
            for row in sorted(rows, key=lambda row: (row.day, row.subject, row.id))
            if own_homework(item := _task(student, row), own)
        )

    def works(self, student: Student) -> tuple[Work, ...]:
        """The control works of the student's class by day, when they were read as well."""
        rows = sorted(self._of("work", student), key=lambda row: (row.day, row.id))
        return tuple(Work(row.day, row.subject, row.kind, row.text) for row in rows)

    def owed(self, student: Student) -> tuple[Mark, ...]:
        """The works that the student still owes, by day, when they were read as well."""
        rows = sorted(self._rows.get(("owed", "student", student.id), ()), key=lambda row: (row.day, row.id))
        return tuple(Mark(student.id, row.subject, row.day, OWED[0], row.kind, topic=row.text) for row in rows)

    def _of(self, what: str, student: Student) -> Iterable[Any]:
        shared = self._rows.get((what, "class", student.class_id), ()) if student.class_id is not None else ()
        yield from shared
        for row in self._rows.get((what, "student", student.id), ()):
            if row.class_id is None or row.class_id != student.class_id:
                yield row

    def _day(self, student: Student, day: date, terms: Sequence[Term]) -> SchoolDay:
        return school_day(day, self._weekly(student), self._changes(student), self._dated(student), terms)

    def _weekly(self, student: Student) -> tuple[WeeklyLesson, ...]:
        key = ("lesson", "class", student.class_id or 0)
        if key not in self._weeks:
            self._weeks[key] = tuple(map(_weekly_lesson, self._of("lesson", student)))
        return self._weeks[key]

    def _changes(self, student: Student) -> tuple[Change, ...]:
        return tuple(map(_change, self._of("change", student)))

    def _dated(self, student: Student) -> tuple[DatedLesson, ...]:
        return tuple(map(_dated_lesson, self._of("dated", student)))


async def plans(
    connection: AsyncConnection,
    students: Sequence[Student],
    first: date,
    last: date,
    *,
    with_works: bool = False,
    owed_since: date | None = None,
) -> Plans:
    """The weekly timetable, and the changes, diary lessons, homework (and control works) of these days.

    With `owed_since`, also the works owed since that day.
    """
    ids, classes = [one.id for one in students], [one.class_id for one in students if one.class_id is not None]
    parts = [_subgroups(ids), _lessons(classes), _all_changes(classes, first, last), _dated_lessons(ids, first, last)]
    parts += [_works(classes, first, last)] if with_works else []
    parts += [_owed(ids, owed_since)] if owed_since else []
    rows = await connection.execute(union_all(*parts, _homework(ids, classes, first, last)).order_by("id"))
    return Plans(rows)


def _columns(what: str, **given: Any) -> list[Any]:
    """A row of the union: what is not given is NULL, typed, because PostgreSQL asks for types."""
    shaped = [given.get(name, cast(null(), kind)).label(name) for name, kind in _SHAPE.items()]
    return [literal(what).label("what"), *shaped]


def _same_named(table: Any) -> dict[str, Any]:
    return {name: table.c[name] for name in _SHAPE if name in table.c}


def _with_teacher(what: str, table: Any, **given: Any) -> Any:
    teacher = {name: people.c[name] for name in ("last_name", "first_name", "middle_name")}
    columns = _columns(what, **(_same_named(table) | teacher | given))
    return select(*columns).select_from(table).outerjoin(people, people.c.id == table.c.teacher_id)


def _lessons(classes: Sequence[int]) -> Any:
    return _with_teacher("lesson", lessons).where(lessons.c.class_id.in_(classes))


def _subgroups(ids: Sequence[int]) -> Any:
    return select(*_columns("subgroup", **_same_named(subgroups))).where(subgroups.c.student_id.in_(ids))


def _all_changes(classes: Sequence[int], first: date, last: date) -> Any:
    near = or_(changes.c.day.between(first, last), changes.c.to_day.between(first, last))
    return _with_teacher("change", changes, text=changes.c.note).where(changes.c.class_id.in_(classes) & near)


def _dated_lessons(ids: Sequence[int], first: date, last: date) -> Any:
    table = dated_lessons.c
    columns = _columns("dated", **_same_named(dated_lessons))
    return select(*columns).where(table.student_id.in_(ids) & table.day.between(first, last))


def _homework(ids: Sequence[int], classes: Sequence[int], first: date, last: date) -> Any:
    table = homework.c
    concerned = or_(table.student_id.in_(ids), table.class_id.in_(classes) & table.student_id.is_(None))
    columns = _columns("homework", **(_same_named(homework) | {"day": table.due_date}))
    return select(*columns).where(concerned & table.due_date.between(first, last))


def _works(classes: Sequence[int], first: date, last: date) -> Any:
    columns = _columns("work", **(_same_named(works) | {"text": works.c.topic}))
    return select(*columns).where(works.c.class_id.in_(classes) & works.c.day.between(first, last))


def _owed(ids: Sequence[int], since: date) -> Any:
    table = marks.c
    given = {name: table[name] for name in ("id", "student_id", "day", "subject", "kind")}
    columns = _columns("owed", **given, text=table.topic)
    return select(*columns).where(table.student_id.in_(ids) & (table.day >= since) & table.value.in_(OWED))


def _task(student: Student, row: Any) -> Homework:
    return Homework(student.id, row.subject, row.day, row.text, _individual(row), row.subgroup)


def _individual(row: Any) -> bool:
    return row.student_id is not None and row.class_id is not None


def _weekly_lesson(row: Any) -> WeeklyLesson:
    return WeeklyLesson(
        weekday=row.weekday,
        number=row.number,
        subject=row.subject,
        subgroup=row.subgroup,
        teacher=brief_name(row),
        room=row.room,
        starts=row.starts,
        ends=row.ends,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _change(row: Any) -> Change:
    return Change(
        day=row.day,
        number=row.number,
        kind=row.kind,
        subject=row.subject,
        room=row.room,
        teacher=brief_name(row),
        subgroup=row.subgroup,
        to_day=row.to_day,
        to_number=row.to_number,
        note=row.text,
    )


def _dated_lesson(row: Any) -> DatedLesson:
    return DatedLesson(row.day, row.number, row.subject, row.room, row.starts, row.ends)
