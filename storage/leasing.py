"""Rows in the hands of the engine: claimed, marked, settled, taken back. See docs/delivery.md.

claim → commit → re-check → word → mark as leaving → send → settle. A lease has an owner and an epoch: whoever marks or
settles with an older epoch does nothing (fencing). A leased row that is not marked has surely not left.

Every message comes through here three times, so the statements are built once and read rows by position.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate, Update

from school.access import ContactState
from school.messenger import Address, Channel
from school.outbox import AT_MOST_ONCE, OPEN_STATES, Reason, State
from school.purposes import ABOUT_CHILDREN
from school.told import Telling
from storage.expressions import given, given_ids, one_of, packed, prepared
from storage.tables import accounts, contacts, outbox, schools
from storage.tables.columns import Instant

OPEN = frozenset(map(str, OPEN_STATES))
_IS_OPEN, _IS_LEASED = one_of(outbox.c.state, OPEN_STATES), one_of(outbox.c.state, [State.LEASED])


class Claimed(NamedTuple):
    """A row leased to us, with what sending needs of its contact and account."""

    id: int
    epoch: int
    school_id: int
    contact_id: int
    kind: str
    urgency: int
    ref_id: int | None
    ref_day: date | None
    student_id: int | None
    attempts: int
    repeated: bool
    created_at: datetime
    send_by: datetime | None
    person_id: int
    account_id: int
    language: str
    reachable: bool
    quiet: dict[str, str] | None  # the person's own quiet hours by weekday
    approved: bool
    address: Address


class Settlement(NamedTuple):
    """How a claimed row ends, or when it is tried again (`not_before`, for states that stay open)."""

    id: int
    epoch: int
    state: State
    reason: str | None = None
    message_id: str | None = None
    not_before: datetime | None = None
    repeated: bool = False
    tried: bool = True  # counts as an attempt
    tells: tuple[Telling, ...] = ()  # what the reader knows, once it is sent
    message_ids: str | None = None  # of all parts, when there are several


class Lease(NamedTuple):
    """Somebody's lease as it stands: when it is renewed, `until` changes."""

    id: int
    epoch: int
    until: datetime | None


async def most_urgent(connection: AsyncConnection, channel: Channel, now: datetime) -> int | None:
    """The urgency of the most urgent row of a channel that is due, None when nothing is."""
    due = {"lane": channel, "now": now}
    urgency: int | None = (await connection.execute(_most_urgent(connection), due)).scalar()
    return urgency


async def claim(
    connection: AsyncConnection, channel: Channel, owner: str, now: datetime, *, until: datetime, limit: int
) -> dict[int, str]:
    """Lease the most urgent due rows of a channel; their kinds by id. Rows that others hold are passed over."""
    due = {"lane": channel, "now": now, "most": limit, "us": owner, "till": until}
    return {row[0]: row[1] for row in (await connection.execute(_claiming(connection), due)).all()}


async def claim_grouped(
    connection: AsyncConnection, ids: Sequence[int], kinds: Sequence[str], owner: str, until: datetime
) -> tuple[int, ...]:
    """Lease the open rows that go into one message with these leased ones (same kind, contact, student); their ids."""
    lead = outbox.alias("lead")
    same = (lead.c.kind == outbox.c.kind) & (lead.c.contact_id == outbox.c.contact_id)
    same = same & (lead.c.student_id == outbox.c.student_id)
    together = exists().where(lead.c.id.in_(ids) & lead.c.kind.in_(kinds) & same)
    leased = update(outbox).where(_IS_OPEN & together).values(_LEASE).returning(outbox.c.id)
    return tuple((await connection.execute(leased, {"us": owner, "till": until})).scalars())


async def claimed(connection: AsyncConnection, ids: Iterable[int]) -> tuple[Claimed, ...]:
    """The leased rows with these ids, most urgent first, with their contacts and accounts."""
    rows = (await connection.execute(_claimed(connection), {"ids": packed(ids)})).all()
    return tuple([_read(*row) for row in rows])


def _read(*row: Any) -> Claimed:
    *known, contact_state, channel, chat = row
    return Claimed._make((*known, contact_state == ContactState.APPROVED, Address(_CHANNELS[channel], chat)))


async def mark_leaving(connection: AsyncConnection, owner: str, epochs: Mapping[int, int], until: datetime) -> int:
    """Renew leases (epochs by row id); from now on the rows may be on their way. How many are still ours."""
    ours = {"given": packed(epochs.items()), "us": owner, "till": until}
    return (await connection.execute(_marking(connection), ours)).rowcount


async def still_leased(connection: AsyncConnection, epochs: Mapping[int, int], owner: str) -> frozenset[int]:
    """Which of these rows (epochs by id) are leased to `owner`. Nobody else can cancel them before the end of it."""
    ours = {"given": packed(epochs.items()), "us": owner}
    return frozenset((await connection.execute(_ours(connection), ours)).scalars())


async def settle(connection: AsyncConnection, settlements: Iterable[Settlement], now: datetime) -> int:
    """End or re-queue claimed rows, those that share their end in one statement; how many were still ours."""
    alike: dict[tuple[Any, ...], list[Settlement]] = {}
    for one in settlements:
        alike.setdefault((one.state, one.reason, one.not_before, one.repeated, one.tried), []).append(one)
    settled = 0
    for (state, reason, not_before, repeated, tried), ends in alike.items():
        end = {"end": state, "why": reason, "next": not_before, "again": repeated, "tries": int(tried)}
        end |= {"at": None if str(state) in OPEN else now, "given": packed(map(_end, ends))}
        settled += (await connection.execute(_settling(connection), end)).rowcount
    return settled


async def renew(connection: AsyncConnection, owner: str, ids: Sequence[int], until: datetime) -> int:
    """Renew these leases where they are still ours. How many were."""
    ours = outbox.c.id.in_(ids) & (outbox.c.owner == owner) & _IS_LEASED
    return (await connection.execute(update(outbox).where(ours).values(leased_until=until))).rowcount


async def leases(connection: AsyncConnection) -> tuple[Lease, ...]:
    """Everything that is leased, by whomever."""
    query = select(outbox.c.id, outbox.c.epoch, outbox.c.leased_until).where(_IS_LEASED)
    return tuple(Lease(*row) for row in await connection.execute(query))


async def take_back_own(connection: AsyncConnection, owner: str, dedupes: Sequence[str], now: datetime) -> int:
    """Free every lease of `owner`: us, before we died. How many."""
    return await _take_back(connection, outbox.c.owner == owner, dedupes, now)


async def take_back(connection: AsyncConnection, lease: Lease, dedupes: Sequence[str], now: datetime) -> int:
    """Free a lease whose owner is gone; 0 when it changed meanwhile."""
    same = (outbox.c.id == lease.id) & (outbox.c.epoch == lease.epoch) & (outbox.c.leased_until == lease.until)
    return await _take_back(connection, same, dedupes, now)


async def _take_back(
    connection: AsyncConnection, which: ColumnElement[bool], dedupes: Sequence[str], now: datetime
) -> int:
    """What was leased but not marked is simply sent; so is what was, on channels that drop a second copy.

    Elsewhere a marked row may have got there: at-most-once classes end as maybe sent, the rest is repeated, saying so,
    after every crash anew: two crashes in a row may both have come before the first byte.
    """
    doubtful = (outbox.c.reason == Reason.MAYBE_SENT) & ~outbox.c.channel.in_(dedupes)
    once = doubtful & outbox.c.urgency.in_([int(urgency) for urgency in AT_MOST_ONCE])
    values: dict[str, Any] = {
        "state": case((once, State.AMBIGUOUS.value), else_=State.RETRY.value),
        "repeated": case((doubtful, literal(True)), else_=outbox.c.repeated),
        "reason": case((once, Reason.MAYBE_SENT.value), else_=None),
        "settled_at": case((once, literal(now, Instant)), else_=None),
        "owner": None,
        "leased_until": None,
    }
    lost = which & _IS_LEASED
    return (await connection.execute(update(outbox).where(lost).values(**values))).rowcount


def _not_held_back() -> ColumnElement[bool]:
    """A school that was restored tells nothing about a child by itself until it is released (storage.restoring)."""
    held = select(schools.c.id).where(schools.c.hold.is_not(None))
    return ~one_of(outbox.c.kind, ABOUT_CHILDREN) | outbox.c.school_id.not_in(held)


_CHANNELS = {str(channel): channel for channel in Channel}
_US, _NOW = bindparam("us", type_=String), bindparam("now", type_=Instant)
_LEASE = {
    outbox.c.state: State.LEASED,
    outbox.c.reason: None,
    outbox.c.owner: _US,
    outbox.c.epoch: outbox.c.epoch + 1,
    outbox.c.leased_until: bindparam("till", type_=Instant),
}
_DUE = (outbox.c.channel == bindparam("lane")) & _IS_OPEN & (outbox.c.not_before <= _NOW) & _not_held_back()


@prepared
def _most_urgent(_dialect: str) -> Select[Any]:
    return select(outbox.c.urgency).where(_DUE).order_by(outbox.c.urgency).limit(1)


@prepared
def _claiming(_dialect: str) -> ReturningUpdate[Any]:
    order = (outbox.c.urgency, outbox.c.not_before, outbox.c.id)
    due = select(outbox.c.id).where(_DUE).order_by(*order).limit(bindparam("most", type_=Integer))
    due = due.with_for_update(skip_locked=True)  # SQLite leaves it out: one writer at a time
    which = outbox.c.id.in_(due.scalar_subquery())
    return update(outbox).where(which).values(_LEASE).returning(outbox.c.id, outbox.c.kind)


@prepared
def _claimed(dialect: str) -> Select[Any]:
    """In the order of `Claimed`, up to `approved`."""
    row, contact, account = outbox.c, contacts.c, accounts.c
    return (
        select(row.id, row.epoch, row.school_id, row.contact_id, row.kind, row.urgency, row.ref_id, row.ref_day)
        .add_columns(row.student_id, row.attempts, row.repeated, row.created_at, row.send_by)
        .add_columns(contact.person_id, contact.account_id, account.language, account.reachable, account.quiet)
        .add_columns(contact.state, row.channel, account.chat)
        .join(contacts, contact.id == row.contact_id)
        .join(accounts, account.id == contact.account_id)
        .where(row.id.in_(given_ids(dialect)) & _IS_LEASED)
        .order_by(row.urgency, row.not_before, row.id)
    )


@prepared
def _marking(dialect: str) -> Update:
    values = {"reason": Reason.MAYBE_SENT, "leased_until": _LEASE[outbox.c.leased_until]}
    return update(outbox).where(_still_ours(dialect)).values(**values)


@prepared
def _ours(dialect: str) -> Select[Any]:
    ours = select(outbox.c.id).where(_still_ours(dialect))
    return ours.with_for_update(read=True, of=outbox)  # SQLite: one writer at a time


def _still_ours(dialect: str) -> ColumnElement[bool]:
    rows = given(dialect, id=Integer, epoch=Integer)
    return (outbox.c.id == rows.c.id) & (outbox.c.epoch == rows.c.epoch) & (outbox.c.owner == _US) & _IS_LEASED


def _end(one: Settlement) -> tuple[Any, ...]:
    return one.id, one.epoch, one.message_id, one.message_ids


@prepared
def _settling(dialect: str) -> Update:
    new = given(dialect, id=Integer, epoch=Integer, message_id=String, message_ids=String)
    end = bindparam("end", type_=String)
    too_late = and_(end == State.SENT.value, one_of(outbox.c.state, [State.CANCELLED]))  # it was on the wire
    ours = (outbox.c.id == new.c.id) & (outbox.c.epoch == new.c.epoch) & or_(_IS_LEASED, too_late)
    values = {
        "state": end,
        "reason": bindparam("why", type_=String),
        "message_id": new.c.message_id,
        "message_ids": new.c.message_ids,
        "settled_at": bindparam("at", type_=Instant),
        "not_before": func.coalesce(bindparam("next", type_=Instant), outbox.c.not_before),
        "repeated": bindparam("again", type_=Boolean),
        "attempts": outbox.c.attempts + bindparam("tries", type_=Integer),
        "owner": None,
        "leased_until": None,
    }
    return update(outbox).where(ours).values(**values)
