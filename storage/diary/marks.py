"""Marks of students."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Mark
from storage.tables import marks as table

SLIP = timedelta(minutes=20)  # a mark put right so soon after it came was a slip, and no correction


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
    return tuple(map(_mark, await connection.execute(query)))


async def fresh_marks(
    connection: AsyncConnection, student_ids: Sequence[int], day: date, since: datetime
) -> tuple[Mark, ...]:
    """The marks that are news on `day`: for its lessons, or for earlier ones and first seen after `since` (UTC).

    History that an import brought silently is news on the day of its lesson only.
    """
    late = (table.c.seen_at > since) & ~table.c.history & (table.c.day < day)
    query = (
        select(table)
        .where(table.c.student_id.in_(student_ids) & or_(table.c.day == day, late))
        .order_by(table.c.day, table.c.subject, table.c.ordinal, table.c.id)
    )
    return tuple(map(_mark, await connection.execute(query)))


def _mark(row: Any) -> Mark:
    was = row.was if row.changed_at and row.changed_at - row.seen_at >= SLIP and row.was != row.value else None
    return Mark(row.student_id, row.subject, row.day, row.value, row.kind, row.weight, row.topic, row.comment, was)
