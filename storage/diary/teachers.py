"""Who teaches the students: from the weekly timetable, and from the lessons that a diary gives one student alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, String, cast, literal, null, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Student, Taught
from storage.diary.names import whole_name
from storage.tables import classes, dated_lessons, lessons, people

_NEAR = timedelta(days=14)  # a diary's lessons this near tell what the student is taught now


@dataclass(frozen=True, slots=True)
class Faculty:
    """Who leads the class, and the subjects with their teachers, in alphabetical order."""

    homeroom: str | None = None
    taught: tuple[Taught, ...] = ()


async def faculty(connection: AsyncConnection, students: Sequence[Student], today: date) -> dict[int, Faculty]:
    """The teachers of each student as the journal has them today, by student id."""
    ids, own = [one.class_id for one in students if one.class_id is not None], [one.id for one in students]
    rows = (await connection.execute(union(_of_class(ids, today), _homeroom(ids), _own(own, today)))).all()
    return {one.id: _faculty(one, rows) for one in students}


def _of_class(ids: Sequence[int], today: date) -> Any:
    t = lessons.c
    held = or_(t.valid_from.is_(None), t.valid_from <= today) & or_(t.valid_to.is_(None), t.valid_to >= today)
    joined = lessons.outerjoin(people, people.c.id == t.teacher_id)
    columns = (literal("lesson").label("what"), t.class_id.label("of_id"), t.subject, t.subgroup, *_names())
    return select(*columns).select_from(joined).where(t.class_id.in_(ids) & held)


def _homeroom(ids: Sequence[int]) -> Any:
    columns = (literal("homeroom"), classes.c.id, _nothing(), _nothing(), *_names())
    leader = people.c.id == classes.c.homeroom_teacher_id
    return select(*columns).select_from(classes.join(people, leader)).where(classes.c.id.in_(ids))


def _own(ids: Sequence[int], today: date) -> Any:
    t = dated_lessons.c
    columns = (literal("own"), cast(t.student_id, Integer), t.subject, _nothing(), _nothing(), _nothing(), _nothing())
    return select(*columns).where(t.student_id.in_(ids) & t.day.between(today - _NEAR, today + _NEAR))


def _names() -> tuple[Any, ...]:
    return people.c.last_name, people.c.first_name, people.c.middle_name


def _nothing() -> Any:
    return cast(null(), String)


def _faculty(student: Student, rows: Iterable[Any]) -> Faculty:
    mine = [row for row in rows if row.of_id == (student.id if row.what == "own" else student.class_id)]
    leader = next((whole_name(row) for row in mine if row.what == "homeroom"), None)
    of_class = [Taught(row.subject, whole_name(row), row.subgroup) for row in mine if row.what == "lesson"]
    known = {one.subject.casefold() for one in of_class}
    own = [row.subject for row in mine if row.what == "own" and row.subject.casefold() not in known]
    found = of_class + [Taught(subject, own=bool(of_class)) for subject in own]
    return Faculty(leader, tuple(sorted(found, key=lambda one: (one.subject, one.subgroup or "", one.teacher or ""))))
