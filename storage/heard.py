"""Whether readers have heard of fresh marks, without all that they were told in the weeks before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.told import Current
from storage.expressions import given_ids, packed, prepared
from storage.tables import marks, told
from storage.telling import Pair


@dataclass(frozen=True, slots=True)
class Heard:
    """By reader and student: the marks told, by their rows; and who was told a mark of these days that is gone now."""

    marks: set[tuple[int, int, int]] = field(default_factory=set)  # reader, student, mark
    gone: set[Pair] = field(default_factory=set)


async def heard_marks(
    connection: AsyncConnection,
    person_ids: Iterable[int],
    student_ids: Iterable[int],
    since: date,
    fresh: Iterable[Current],
) -> Heard:
    """What these readers were told, of lessons since a day, of these students' fresh marks and of the same days."""
    days, ids = {one.mark.day for one in fresh}, [one.id for one in fresh]
    heard = Heard()
    if not ids:
        return heard
    given: dict[str, Any] = {"persons": packed(person_ids), "students": packed(student_ids), "ids": packed(ids)}
    given |= {"since": since, "first": min(days), "last": max(days)}
    for person_id, student_id, mark_id, stands in (await connection.execute(_heard(connection), given)).all():
        heard.marks.add((person_id, student_id, mark_id))
        if stands is None:
            heard.gone.add((person_id, student_id))
    return heard


@prepared
def _heard(dialect: str) -> Select[Any]:
    since, first, last = (bindparam(name, type_=Date) for name in ("since", "first", "last"))
    same = and_(marks.c.id == told.c.ref_id, marks.c.student_id == told.c.student_id, marks.c.day >= since)
    readers = told.c.person_id.in_(given_ids(dialect, "persons"))
    theirs = readers & told.c.student_id.in_(given_ids(dialect, "students")) & (told.c.what == "mark")
    near = or_(told.c.day.between(first, last), told.c.ref_id.in_(given_ids(dialect)))
    return (
        select(told.c.person_id, told.c.student_id, told.c.ref_id, marks.c.id)
        .select_from(told)
        .outerjoin(marks, same)
        .where(theirs & (told.c.day >= since) & near)
    )
