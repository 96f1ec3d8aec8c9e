"""Marks of students."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Mark
from school.told import Current
from storage.expressions import given_ids, later, packed, prepared
from storage.tables import marks as table
from storage.tables.columns import Instant

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


@dataclass(frozen=True, slots=True)
class Evening:
    """The marks that a day's digest is made of, by student: those it may say, and those that may be news.

    What is said shows its correction; what may be news does not, and is known by its row.
    """

    said: dict[int, list[Current]] = field(default_factory=dict)
    fresh: dict[int, list[Current]] = field(default_factory=dict)


async def evening_marks(
    connection: AsyncConnection,
    student_ids: Iterable[int],
    day: date,
    late_since: datetime,
    since: date,
    fresh_since: datetime,
) -> Evening:
    """Said are the marks for the day's lessons, and those for earlier ones first seen after `late_since` (UTC).

    Fresh are those for lessons since a day, first seen after `fresh_since`. History that an import brought silently is
    said on the day of its lesson only, and never fresh.
    """
    given = {"ids": packed(student_ids), "day": day, "late_since": late_since}
    given |= {"first": min(day, since), "since": since, "fresh_since": fresh_since}
    found = Evening()
    for row in (await connection.execute(_evening(connection), given)).all():
        mark_id, was, said, fresh, *about = row
        mark = Mark(*about)
        if said:
            shown = Current(mark_id, replace(mark, was=was) if was else mark)
            found.said.setdefault(mark.student_id, []).append(shown)
        if fresh:
            found.fresh.setdefault(mark.student_id, []).append(Current(mark_id, mark, fresh=True))
    return found


@prepared
def _evening(dialect: str) -> Select[Any]:
    t = table.c
    day, since, first = (bindparam(name, type_=Date) for name in ("day", "since", "first"))
    late_since, fresh_since = (bindparam(name, type_=Instant) for name in ("late_since", "fresh_since"))
    said = or_(t.day == day, ~t.history & (t.seen_at > late_since) & (t.day < day))
    fresh = ~t.history & (t.seen_at > fresh_since) & (t.day >= since)
    corrected = (t.was != t.value) & (t.changed_at >= later(t.seen_at, SLIP))
    about = (t.student_id, t.subject, t.day, t.value, t.kind, t.weight, t.topic, t.comment)
    return (
        select(t.id, case((corrected, t.was)).label("was"), said.label("said"), fresh.label("fresh"), *about)
        .where(t.student_id.in_(given_ids(dialect)) & (t.day >= first) & or_(said, fresh))
        .order_by(t.day, t.subject, t.ordinal, t.id)
    )


def _mark(row: Any) -> Mark:
    was = row.was if row.changed_at and row.changed_at - row.seen_at >= SLIP and row.was != row.value else None
    return Mark(row.student_id, row.subject, row.day, row.value, row.kind, row.weight, row.topic, row.comment, was)
