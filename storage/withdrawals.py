"""Messages of recalled announcements that the platforms are asked to delete, until they did or said no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.messenger import Address, Channel
from school.outbox import State
from storage.database import insert_ignoring
from storage.tables import accounts, announcements, contacts, outbox, withdrawals
from storage.tables.columns import Instant

WAITING, DELETED, KEPT = "waiting", "deleted", "kept"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One message to delete: where, and the platform's ids of its parts."""

    id: int
    address: Address
    message_ids: tuple[str, ...]
    tries: int


async def add_withdrawals(
    connection: AsyncConnection, announcement_id: int, kinds: Sequence[str], now: datetime
) -> int:
    """Ask for everything that was sent of an announcement to be deleted; how many messages. Repeatable."""
    sent = outbox.c.kind.in_(kinds) & (outbox.c.ref_id == announcement_id) & (outbox.c.state == State.SENT)
    rows = (
        select(
            literal(announcement_id),
            contacts.c.account_id,
            outbox.c.id,
            func.coalesce(outbox.c.message_ids, outbox.c.message_id),
            literal(WAITING),
            literal(0),
            literal(now, Instant),
        )
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .where(sent & outbox.c.message_id.is_not(None) & ~_edited(kinds))
    )
    columns = ("announcement_id", "account_id", "row_id", "message_ids", "state", "tries", "not_before")
    insert = insert_ignoring(connection, withdrawals, ("row_id",))
    return (await connection.execute(insert.from_select(columns, rows))).rowcount


def _edited(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Whether a row changed the message of an earlier one: a correction in place is no message of its own."""
    before = outbox.alias("before")
    same = (before.c.contact_id == outbox.c.contact_id) & (before.c.message_id == outbox.c.message_id)
    return exists().where(
        before.c.kind.in_(kinds) & (before.c.ref_id == outbox.c.ref_id) & same & (before.c.id < outbox.c.id)
    )


async def late_arrivals(connection: AsyncConnection, kinds: Sequence[str], since: datetime) -> tuple[int, ...]:
    """Announcements recalled since an instant of which something was on the wire then and has arrived."""
    asked = select(withdrawals.c.row_id)
    arrived = outbox.c.kind.in_(kinds) & (outbox.c.state == State.SENT) & outbox.c.id.not_in(asked) & ~_edited(kinds)
    query = select(announcements.c.id).join(outbox, outbox.c.ref_id == announcements.c.id)
    found = query.where(arrived & (announcements.c.recalled_at >= since)).distinct()
    return tuple((await connection.execute(found)).scalars())


async def waiting_withdrawals(
    connection: AsyncConnection, channel: Channel, now: datetime, limit: int
) -> tuple[Withdrawal, ...]:
    """What is to be deleted on a channel now."""
    query = (
        select(withdrawals.c.id, withdrawals.c.message_ids, withdrawals.c.tries, accounts.c.chat)
        .join(accounts, accounts.c.id == withdrawals.c.account_id)
        .where((withdrawals.c.state == WAITING) & (withdrawals.c.not_before <= now) & (accounts.c.channel == channel))
        .order_by(withdrawals.c.id)
        .limit(limit)
    )
    return tuple(
        Withdrawal(row.id, Address(channel, row.chat), tuple(row.message_ids.split()), row.tries)
        for row in await connection.execute(query)
    )


async def end_withdrawals(connection: AsyncConnection, ids: Sequence[int], state: str) -> None:
    """These are deleted, or stay (`kept`)."""
    await connection.execute(update(withdrawals).where(withdrawals.c.id.in_(ids)).values(state=state))


async def put_off(connection: AsyncConnection, withdrawal_id: int, not_before: datetime) -> None:
    """Try again later."""
    values = {"not_before": not_before, "tries": withdrawals.c.tries + 1}
    await connection.execute(update(withdrawals).where(withdrawals.c.id == withdrawal_id).values(**values))


async def ends_of(connection: AsyncConnection, announcement_id: int) -> tuple[int, int]:
    """How many messages of an announcement were deleted, and how many a platform would not delete."""
    deleted = func.coalesce(func.sum(case((withdrawals.c.state == DELETED, 1), else_=0)), 0)
    kept = func.coalesce(func.sum(case((withdrawals.c.state == KEPT, 1), else_=0)), 0)
    row = (
        await connection.execute(select(deleted, kept).where(withdrawals.c.announcement_id == announcement_id))
    ).one()
    return int(row[0]), int(row[1])
