"""What happened or will happen on days: absences of students, control works of classes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Absence, Work
from storage.expressions import given_ids, packed, prepared
from storage.tables import attendance
from storage.tables import works as table


async def absences(
    connection: AsyncConnection, student_ids: Iterable[int], first: date, last: date
) -> tuple[Absence, ...]:
    """The students' absences and latenesses of these days, both included, in order."""
    given = {"ids": packed(student_ids), "first": first, "last": last}
    return tuple(Absence(*row) for row in (await connection.execute(_absences(connection), given)).all())


@prepared
def _absences(dialect: str) -> Select[Any]:
    t = attendance.c
    days = t.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date))
    query = select(t.student_id, t.day, t.code, t.number, t.subject, t.minutes_late, t.comment)
    return query.where(t.student_id.in_(given_ids(dialect)) & days).order_by(t.day, t.number, t.id)


async def works(
    connection: AsyncConnection, class_ids: Sequence[int], first: date, last: date
) -> dict[int, tuple[Work, ...]]:
    """The control works of these days, both included, by class id."""
    query = (
        select(table)
        .where(table.c.class_id.in_(class_ids) & table.c.day.between(first, last))
        .order_by(table.c.day, table.c.id)
    )
    found: dict[int, tuple[Work, ...]] = {}
    for row in await connection.execute(query):
        work = Work(row.day, row.subject, row.kind, row.topic, row.was_day if row.was_day != row.day else None)
        found[row.class_id] = (*found.get(row.class_id, ()), work)
    return found
