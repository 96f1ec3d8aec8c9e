"""Calendar links: made and ended by a person for oneself, and read by a phone's calendar."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from storage import audit, feeds
from storage.database import Database
from storage.feeds import Feed

BYTES = 24  # 192 random bits


def new_token() -> str:
    """A fresh secret, as it stands in a link; only its hash is kept."""
    return secrets.token_urlsafe(BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token. Random enough to need no salt."""
    return sha256(token.encode()).hexdigest()


async def open_feed(
    database: Database, contact_id: int, student_id: int, token: str, *, key: bytes, now: datetime
) -> None:
    """The contact's link about the student from now on; an earlier one ends. The caller has asked the access rule."""
    actor, subject = f"contact:{contact_id}", f"contact:{contact_id} student:{student_id}"
    async with database.write() as connection:
        await feeds.keep_feed(connection, contact_id, student_id, token_hash(token), now)
        await audit.record(connection, key=key, at=now, actor=actor, act="open_feed", subject=subject)


async def close_feeds(database: Database, pairs: Sequence[tuple[int, int]], *, key: bytes, now: datetime) -> None:
    """These links (contact, student) end; one that is not there leaves no trace."""
    async with database.write() as connection:
        for contact_id, student_id in pairs:
            if await feeds.forget_feed(connection, contact_id, student_id):
                actor, subject = f"contact:{contact_id}", f"contact:{contact_id} student:{student_id}"
                await audit.record(connection, key=key, at=now, actor=actor, act="close_feed", subject=subject)


async def note_fetch(database: Database, feed: Feed, day: date, *, key: bytes, now: datetime) -> None:
    """A calendar took the facts; noted by kind, once a day for each link however often it asks."""
    if feed.read_on is not None and feed.read_on >= day:
        return
    async with database.write() as connection:
        if await feeds.first_reading(connection, feed.id, day):
            actor, subject = f"contact:{feed.contact_id}", f"student:{feed.student_id}"
            await audit.record(connection, key=key, at=now, actor=actor, act="read_feed", subject=subject)
