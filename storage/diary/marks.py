"""Marks of students."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Mark
from storage.tables import marks as table


async def marks(
    connection: AsyncConnection, student_ids: Sequence[int], first: date, last: date, *, and_before: bool = False
) -> tuple[Mark, ...]:
    """The students' marks for lessons of these days, both included, oldest first.

    With `and_before`, also those of the last day before `first` on which each student has any: an empty answer can then
    say since when.
    """
    within = table.c.day >= first
    if and_before:
        earlier = table.alias("earlier")
        same = (earlier.c.student_id == table.c.student_id) & (earlier.c.day < first)
        within = or_(within, table.c.day == select(func.max(earlier.c.day)).where(same).scalar_subquery())
    query = (
        select(table)
        .where(table.c.student_id.in_(student_ids) & (table.c.day <= last) & within)
        .order_by(table.c.day, table.c.subject, table.c.ordinal, table.c.id)
    )
    return tuple(
        Mark(row.student_id, row.subject, row.day, row.value, row.kind, row.weight, row.topic, row.comment)
        for row in await connection.execute(query)
    )
