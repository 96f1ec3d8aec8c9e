"""What is planned for students: lessons, changes, homework, read together so that a question costs one statement."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from school.due import OWED
from school.facts import Change, Homework, Mark, SchoolDay, Student, Term, Work
from school.parts import folded, own_day, own_homework
from school.timetable import DatedLesson, WeeklyLesson, school_day
from storage.diary.names import brief_name
from storage.diary.planned import planned
from storage.expressions import packed

Key = tuple[str, str, int]  # what, whose ("student" or "class"), id


class Plans:
    """What the journal plans for a set of students between two days.

    Rows of the union, kept by student and class. Most of a class have the same day: it is made once.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: dict[Key, list[Any]] = {}
        self._own: dict[int, dict[str, str]] = {}
        self._apart: set[int] = set()  # students with lessons or tasks of their own
        for row in rows:
            what, class_id, student_id = row.what, row.class_id, row.student_id
            if what == "subgroup":
                self._own.setdefault(student_id, {})[folded(row.subject)] = folded(row.subgroup)
                continue
            if class_id is not None:
                self._rows.setdefault((what, "class", class_id), []).append(row)
            if student_id is not None:
                self._rows.setdefault((what, "student", student_id), []).append(row)
                self._apart.add(student_id)
        self._days: dict[tuple[int | None, date, tuple[Term, ...]], SchoolDay] = {}
        self._weeks: dict[Key, tuple[WeeklyLesson, ...]] = {}

    def alike(self, student: Student) -> Hashable:
        """What the students have in common for whom the very same is planned; None: nobody else has it as this one."""
        if student.class_id is None or student.id in self._apart:
            return None
        return student.class_id, frozenset(self._own.get(student.id, {}).items())

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

    def changed_days(self, student: Student, first: date, last: date, terms: Sequence[Term]) -> tuple[SchoolDay, ...]:
        """Those of them that a change concerns."""
        touched = {day for row in self._of("change", student) for day in (row.day, row.to_day) if day}
        return tuple(self.day(student, day, terms) for day in sorted(touched) if first <= day <= last)

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
    given = {
        "ids": packed(one.id for one in students),
        "classes": packed({one.class_id for one in students if one.class_id is not None}),
        "first": first,
        "last": last,
    }
    given |= {"owed_since": owed_since} if owed_since else {}
    query = planned(connection.dialect.name, with_works=with_works, owed=owed_since is not None)
    return Plans((await connection.execute(query, given)).all())


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
