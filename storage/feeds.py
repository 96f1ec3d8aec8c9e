"""Calendar links, found by the hash of their token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import upsert
from storage.tables import feeds


@dataclass(frozen=True, slots=True)
class Feed:
    """A link: whose it is and whom it is about."""

    id: int
    contact_id: int
    student_id: int
    read_on: date | None  # the last day on which reading it was noted


async def feed_of(connection: AsyncConnection, token_hash: str) -> Feed | None:
    """The link with this token, None when there is none (any more)."""
    query = select(feeds).where(feeds.c.token_hash == token_hash)
    row = (await connection.execute(query)).one_or_none()
    return Feed(row.id, row.contact_id, row.student_id, row.read_on) if row else None


async def feeds_of(connection: AsyncConnection, contact_ids: Sequence[int]) -> frozenset[tuple[int, int]]:
    """The links of these contacts, as (contact, student)."""
    query = select(feeds.c.contact_id, feeds.c.student_id).where(feeds.c.contact_id.in_(contact_ids))
    return frozenset((row.contact_id, row.student_id) for row in await connection.execute(query))


async def keep_feed(
    connection: AsyncConnection, contact_id: int, student_id: int, token_hash: str, now: datetime
) -> None:
    """The contact's one link about the student; an earlier one ends."""
    values = {"contact_id": contact_id, "student_id": student_id, "token_hash": token_hash, "created_at": now}
    made = upsert(connection, feeds, ("contact_id", "student_id"), ("token_hash", "created_at", "read_on"))
    await connection.execute(made.values(**values, read_on=None))


async def forget_feed(connection: AsyncConnection, contact_id: int, student_id: int) -> bool:
    """The link ends; False when there was none."""
    query = delete(feeds).where((feeds.c.contact_id == contact_id) & (feeds.c.student_id == student_id))
    return (await connection.execute(query)).rowcount > 0


async def first_reading(connection: AsyncConnection, feed_id: int, day: date) -> bool:
    """Note that a link is read on a day; True for the first time that day."""
    unread = or_(feeds.c.read_on.is_(None), feeds.c.read_on < day)
    query = update(feeds).where((feeds.c.id == feed_id) & unread).values(read_on=day)
    return (await connection.execute(query)).rowcount > 0
