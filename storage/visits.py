"""Who looks, by week: no days and no times of day are kept (R27, R28)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.clock import today
from storage.database import insert_ignoring
from storage.tables import contacts, outbox, people, schools, visits


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


async def note_visits(connection: AsyncConnection, contact_ids: Iterable[int], now: datetime) -> None:
    """Somebody behind these contacts asked something: once more this week, by the school's calendar."""
    query = (
        select(contacts.c.person_id, schools.c.timezone)
        .join(people, people.c.id == contacts.c.person_id)
        .join(schools, schools.c.id == people.c.school_id)
        .where(contacts.c.id.in_(set(contact_ids)) & (people.c.role != "staff"))
    )
    for zone, people_there in _by_zone((await connection.execute(query)).all()).items():
        day = today(now, ZoneInfo(zone))
        when = {"week": week_of(day), "month": day.replace(day=1)}
        rows = [{"person_id": one, "count": 0, **when} for one in people_there]
        await connection.execute(insert_ignoring(connection, visits, ("person_id", "week", "month")), rows)
        here = (
            visits.c.person_id.in_(people_there) & (visits.c.week == when["week"]) & (visits.c.month == when["month"])
        )
        await connection.execute(update(visits).where(here).values(count=visits.c.count + 1))


def _by_zone(rows: Iterable[Any]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(row.timezone, set()).add(row.person_id)
    return found


async def visits_since(
    connection: AsyncConnection, person_ids: Sequence[int], since: date
) -> dict[int, dict[date, int]]:
    """How often these people looked, by person and week, in weeks that begin on or after a day."""
    query = select(visits.c.person_id, visits.c.week, func.sum(visits.c.count).label("times"))
    mine = visits.c.person_id.in_(person_ids) & (visits.c.week >= since)
    found: dict[int, dict[date, int]] = {}
    for row in await connection.execute(query.where(mine).group_by(visits.c.person_id, visits.c.week)):
        found.setdefault(row.person_id, {})[row.week] = int(row.times)
    return found


async def months_of(connection: AsyncConnection, person_ids: Sequence[int], since: date) -> dict[int, dict[date, int]]:
    """How often these people looked, by person and month."""
    query = select(visits.c.person_id, visits.c.month, func.sum(visits.c.count).label("times"))
    mine = visits.c.person_id.in_(person_ids) & (visits.c.month >= since)
    found: dict[int, dict[date, int]] = {}
    for row in await connection.execute(query.where(mine).group_by(visits.c.person_id, visits.c.month)):
        found.setdefault(row.person_id, {})[row.month] = int(row.times)
    return found


async def reminded_since(connection: AsyncConnection, person_ids: Sequence[int], since: datetime) -> frozenset[int]:
    """Whom of these people a reminder to look was queued for since an instant."""
    query = select(contacts.c.person_id).join(outbox, outbox.c.contact_id == contacts.c.id)
    mine = contacts.c.person_id.in_(person_ids) & (outbox.c.kind == "visit_reminder") & (outbox.c.created_at > since)
    return frozenset((await connection.execute(query.where(mine))).scalars())


async def forget_visits(connection: AsyncConnection, before: date) -> None:
    """Weeks before a day are of no use any more."""
    await connection.execute(visits.delete().where(visits.c.week < before))
