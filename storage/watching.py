"""What watching deadlines reads and queues: the ways to a person, and second attempts that make sense by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from school.outbox import Reason, State
from storage.database import insert_ignoring
from storage.tables import accounts, contacts, outbox
from storage.tables.columns import Instant

KINDS = ("exam_result", "final")
DEAD = tuple(map(str, (Reason.BLOCKED, Reason.NEVER_WROTE, Reason.ADDRESS_DEAD)))


@dataclass(frozen=True, slots=True)
class Way:
    """An approved contact of a person."""

    contact_id: int
    person_id: int
    channel: str
    reachable: bool


async def ways_to(connection: AsyncConnection, person_ids: Sequence[int]) -> tuple[Way, ...]:
    """Every approved contact of these people, oldest first."""
    query = (
        select(contacts.c.id, contacts.c.person_id, accounts.c.channel, accounts.c.reachable)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where((contacts.c.state == ContactState.APPROVED) & contacts.c.person_id.in_(person_ids))
        .order_by(contacts.c.id)
    )
    return tuple(Way(*row) for row in await connection.execute(query))


async def queue_reachable(connection: AsyncConnection, now: datetime, since: datetime) -> int:
    """Queue again what no dead address took since `since`, for people who can be reached again. How many rows.

    Once per failure (`again:ROW`), only the newest row about a thing, and nothing that the person got elsewhere.
    """
    other, owner = outbox.alias("other"), contacts.alias("owner")
    same = (other.c.kind == outbox.c.kind) & (other.c.ref_id == outbox.c.ref_id)
    newer = exists().where(same & (other.c.contact_id == outbox.c.contact_id) & (other.c.id > outbox.c.id))
    own = select(owner.c.id).where(owner.c.person_id == contacts.c.person_id).correlate(contacts)
    theirs = other.c.contact_id.in_(own)
    got = exists().where(same & theirs & (other.c.state == State.SENT) & (other.c.created_at >= outbox.c.created_at))
    lost = (outbox.c.state == State.UNDELIVERABLE) & outbox.c.reason.in_(DEAD) & outbox.c.kind.in_(KINDS)
    where = lost & (outbox.c.settled_at > since) & accounts.c.reachable & (contacts.c.state == ContactState.APPROVED)
    source = outbox.join(contacts, contacts.c.id == outbox.c.contact_id)
    source = source.join(accounts, accounts.c.id == contacts.c.account_id)
    rows = select(*_again(now).values()).select_from(source).where(where & ~newer & ~got)
    return await _insert(connection, now, rows)


async def queue_again(connection: AsyncConnection, row_ids: Sequence[int], now: datetime) -> int:
    """Queue anew what these ended rows told of, on the same contacts; each at most once. How many rows."""
    rows = select(*_again(now).values()).select_from(outbox).where(outbox.c.id.in_(row_ids))
    return await _insert(connection, now, rows)


async def queue_like(connection: AsyncConnection, row_id: int, contact_id: int, channel: str, now: datetime) -> int:
    """Queue what a row tells of on another contact, if nothing of the kind is there. 1, or 0."""
    begins = select(outbox.c.dedupe_key, outbox.c.contact_id).where(outbox.c.id == row_id)
    found = (await connection.execute(begins)).one_or_none()
    if found is None:
        return 0
    key = ":".join([*found.dedupe_key.split(":")[:3], str(contact_id)])
    other = {"contact_id": literal(contact_id), "channel": literal(channel), "dedupe_key": literal(key)}
    rows = select(*(_again(now) | other).values()).select_from(outbox).where(outbox.c.id == row_id)
    return await _insert(connection, now, rows)


def _again(now: datetime) -> dict[str, Any]:
    """The columns of a second attempt. Its key begins as the first one's: the ledger knows it by that."""
    kept: dict[str, Any] = {name: outbox.c[name] for name in _KEPT}
    fresh = {
        "dedupe_key": outbox.c.dedupe_key + literal(":again:", String) + cast(outbox.c.id, String),
        "not_before": literal(now, Instant),
        "state": literal(State.QUEUED.value),
        "created_at": literal(now, Instant),
        "attempts": literal(0),
        "repeated": literal(False),
        "epoch": literal(0),
    }
    return kept | fresh


_KEPT = ("school_id", "contact_id", "channel", "kind", "ref_id", "ref_day", "student_id", "urgency", "send_by")


async def _insert(connection: AsyncConnection, now: datetime, rows: Select[Any]) -> int:
    insert = insert_ignoring(connection, outbox, ("dedupe_key",))
    return (await connection.execute(insert.from_select(list(_again(now)), rows))).rowcount
