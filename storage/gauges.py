"""Numbers about the queues, for monitoring: no names, no texts. Conditions repeat the partial indexes word for word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import State
from storage.tables import audit, cases, inbox, outbox

_OPEN: ColumnElement[bool] = literal_column("outbox.state IN ('queued', 'retry')")
_LEASED: ColumnElement[bool] = literal_column("outbox.state = 'leased'")
_PARKED: ColumnElement[bool] = literal_column("outbox.state IN ('held', 'ambiguous')")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one channel, kind and state that are not done."""

    channel: str
    kind: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Parked:
    """An outbox row or an update that somebody must look at. `id` of an update has a `u` before it."""

    id: str
    channel: str
    kind: str
    reason: str
    attempts: int
    since: datetime | None


async def waiting_rows(connection: AsyncConnection) -> tuple[Waiting, ...]:
    """How many rows are open, leased or parked, by channel, kind and state."""
    by = (outbox.c.channel, outbox.c.kind, outbox.c.state)
    found = [select(*by, func.count().label("n")).where(which).group_by(*by) for which in (_OPEN, _LEASED, _PARKED)]
    rows = await connection.execute(union_all(*found))
    return tuple(sorted((Waiting(*row) for row in rows), key=lambda one: (one.channel, one.kind, one.state)))


async def oldest_due(connection: AsyncConnection, now: datetime) -> dict[str, datetime]:
    """When the row that has waited longest on a channel became due (UTC); channels with nothing due are left out."""
    query = select(outbox.c.channel, func.min(outbox.c.not_before).label("at")).where(_OPEN)
    rows = await connection.execute(query.where(outbox.c.not_before <= now).group_by(outbox.c.channel))
    return {row.channel: row.at for row in rows}


async def nearest_deadlines(connection: AsyncConnection) -> dict[str, datetime]:
    """The nearest deadline (UTC) of what is on its way, by kind, and of what a class teacher tells (`last_mile`)."""
    query = select(outbox.c.kind, func.min(outbox.c.send_by).label("at")).where(_OPEN & outbox.c.send_by.is_not(None))
    found = {row.kind: row.at for row in await connection.execute(query.group_by(outbox.c.kind))}
    by_hand = select(func.min(cases.c.send_by)).where(cases.c.closed_at.is_(None) & cases.c.listed_at.is_not(None))
    nearest = (await connection.execute(by_hand)).scalar()
    return found | ({"last_mile": nearest} if nearest else {})


async def waiting_updates_count(connection: AsyncConnection) -> dict[str, int]:
    """Updates that are not answered yet, by channel."""
    query = select(inbox.c.channel, func.count().label("n")).where(literal_column("inbox.done_at IS NULL"))
    return {row.channel: row.n for row in await connection.execute(query.group_by(inbox.c.channel))}


async def listed_count(connection: AsyncConnection) -> int:
    """Results that class teachers are to tell in person now."""
    query = select(func.count()).where(cases.c.closed_at.is_(None) & cases.c.listed_at.is_not(None))
    return int((await connection.execute(query)).scalar_one())


async def parked(connection: AsyncConnection) -> tuple[Parked, ...]:
    """Rows held or ambiguous, and updates that could not be answered; oldest first."""
    rows = await connection.execute(select(outbox).where(_PARKED).order_by(outbox.c.id))
    held = [Parked(str(one.id), one.channel, one.kind, one.reason or "", one.attempts, one.settled_at) for one in rows]
    lost = await connection.execute(select(inbox).where(inbox.c.trouble.is_not(None)).order_by(inbox.c.id))
    return (
        *held,
        *(Parked(f"u{one.id}", one.channel, "update", one.trouble, one.attempts, one.done_at) for one in lost),
    )


async def sent_since(connection: AsyncConnection, since: datetime) -> dict[str, int]:
    """How many rows were sent since an instant, by channel."""
    query = select(outbox.c.channel, func.count().label("n"))
    query = query.where((outbox.c.state == State.SENT) & (outbox.c.settled_at > since)).group_by(outbox.c.channel)
    return {row.channel: row.n for row in await connection.execute(query)}


async def last_written(connection: AsyncConnection) -> datetime | None:
    """The latest instant that our own clock left in the database (UTC)."""
    newest: list[Any] = []
    for column in (outbox.c.created_at, inbox.c.received_at, audit.c.at):
        newest += [(await connection.execute(select(column).order_by(column.table.c.id.desc()).limit(1))).scalar()]
    return max((at for at in newest if at), default=None)
