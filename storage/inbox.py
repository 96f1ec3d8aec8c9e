"""The inbox: every update is stored under a unique key before its platform is told that it was received."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import last_seal
from storage.database import insert_ignoring
from storage.tables import inbox


@dataclass(frozen=True, slots=True)
class Stored:
    """An update waiting for its answer."""

    id: int
    channel: str
    chat: str
    payload: dict[str, Any]
    attempts: int


async def store_update(
    connection: AsyncConnection, channel: str, event_id: str, chat: str, payload: dict[str, Any], now: datetime
) -> bool:
    """Keep an update; False when this (channel, event id) is here already."""
    insert = insert_ignoring(connection, inbox, ("channel", "event_id"))
    values = {"channel": channel, "event_id": event_id, "chat": chat, "payload": payload}
    done = await connection.execute(insert.values(**values, received_at=now, attempts=0))
    return done.rowcount == 1


async def waiting_updates(connection: AsyncConnection, channel: str, after: int, limit: int) -> tuple[Stored, ...]:
    """Unanswered updates of a channel with an id above `after`, oldest first."""
    query = (
        select(inbox.c.id, inbox.c.channel, inbox.c.chat, inbox.c.payload, inbox.c.attempts)
        .where((inbox.c.channel == channel) & inbox.c.done_at.is_(None) & (inbox.c.id > after))
        .order_by(inbox.c.id)
        .limit(limit)
    )
    rows = await connection.execute(query)
    return tuple(Stored(row.id, row.channel, row.chat, row.payload, row.attempts) for row in rows)


async def count_attempt(connection: AsyncConnection, update_id: int) -> None:
    """The update is about to be handled once more; one that kills the process is parked by its count."""
    await connection.execute(update(inbox).where(inbox.c.id == update_id).values(attempts=inbox.c.attempts + 1))


async def finish_update(
    connection: AsyncConnection, update_id: int, now: datetime, trouble: str | None = None
) -> bytes | None:
    """Answered, or parked with a word for why; what the person wrote is not kept. The audit's last seal comes with it,
    so that noting what the answer disclosed costs one more statement, not two.
    """
    done = update(inbox).where(inbox.c.id == update_id).values(done_at=now, payload=null(), trouble=trouble)
    seal: bytes | None = (await connection.execute(done.returning(last_seal()))).scalar()
    return seal


async def forget_updates(connection: AsyncConnection, before: datetime) -> None:
    """Drop the ids of updates answered before an instant (UTC)."""
    await connection.execute(delete(inbox).where(inbox.c.done_at < before))
