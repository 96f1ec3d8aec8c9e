"""What happened or will happen on days: absences of students, control works of classes."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Absence, Work
from storage.tables import attendance
from storage.tables import works as table


async def absences(
    connection: AsyncConnection, student_ids: Sequence[int], first: date, last: date
) -> tuple[Absence, ...]:
    """The students' absences and latenesses of these days, both included, in order."""
    days = attendance.c.day.between(first, last)
    query = (
        select(attendance)
        .where(attendance.c.student_id.in_(student_ids) & days)
        .order_by(attendance.c.day, attendance.c.number, attendance.c.id)
    )
    return tuple(
        Absence(row.student_id, row.day, row.code, row.number, row.subject, row.minutes_late, row.comment)
        for row in await connection.execute(query)
    )


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
