"""The outbox: rows are references (what happened, for whom, on which contact), never texts. See docs/delivery.md.

claim → commit → re-check → word → mark as leaving → send → settle. A lease has an owner and an epoch: whoever marks or
settles with an older epoch does nothing (fencing). A leased row that is not marked has surely not left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, exists, false, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState, ContactState
from school.messenger import Address, Channel
from school.outbox import AT_MOST_ONCE, OPEN_STATES, Reason, State
from school.purposes import ABOUT_CHILDREN
from school.told import Telling
from storage.consents import Consent
from storage.database import insert_ignoring
from storage.expressions import given, later, one_of
from storage.tables import accounts, contacts, outbox, schools
from storage.tables.columns import Instant

OPEN = [str(state) for state in OPEN_STATES]
_IS_OPEN, _IS_LEASED = one_of(outbox.c.state, OPEN), one_of(outbox.c.state, [State.LEASED])
_NEEDED = (
    outbox.c.id,
    outbox.c.epoch,
    outbox.c.school_id,
    outbox.c.contact_id,
    outbox.c.channel,
    outbox.c.kind,
    outbox.c.urgency,
    outbox.c.ref_id,
    outbox.c.ref_day,
    outbox.c.student_id,
    outbox.c.attempts,
    outbox.c.repeated,
    outbox.c.created_at,
    outbox.c.send_by,
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row leased to us, with what sending needs of its contact and account."""

    id: int
    epoch: int
    school_id: int
    contact_id: int
    person_id: int
    account_id: int
    address: Address
    language: str
    reachable: bool
    approved: bool
    kind: str
    urgency: int
    ref_id: int | None
    ref_day: date | None
    student_id: int | None
    attempts: int
    repeated: bool
    created_at: datetime
    send_by: datetime | None
    quiet: dict[str, str] | None = None  # the person's own quiet hours by weekday


@dataclass(frozen=True, slots=True)
class Settlement:
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


@dataclass(frozen=True, slots=True)
class Lease:
    """Somebody's lease as it stands: when it is renewed, `until` changes."""

    id: int
    epoch: int
    until: datetime | None


async def add_notice(connection: AsyncConnection, **values: Any) -> None:
    """Queue one row; one with the same dedupe_key stays as it is. Columns as in storage.tables.outbox."""
    values = {"state": State.QUEUED, "attempts": 0, "repeated": False, "epoch": 0} | values
    await connection.execute(insert_ignoring(connection, outbox, ("dedupe_key",)).values(**values))


async def claim(
    connection: AsyncConnection, channel: Channel, owner: str, now: datetime, *, until: datetime, limit: int
) -> dict[int, str]:
    """Lease the most urgent due rows of a channel; their kinds by id. Rows that others hold are passed over."""
    due = (
        select(outbox.c.id)
        .where((outbox.c.channel == channel) & _IS_OPEN & (outbox.c.not_before <= now) & _not_held_back())
        .order_by(outbox.c.urgency, outbox.c.not_before, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite leaves it out: one writer at a time
    )
    which = outbox.c.id.in_(due.scalar_subquery())
    leased = update(outbox).where(which).values(**_lease(owner, until)).returning(outbox.c.id, outbox.c.kind)
    return {row.id: row.kind for row in await connection.execute(leased)}


async def claim_grouped(
    connection: AsyncConnection, ids: Sequence[int], kinds: Sequence[str], owner: str, until: datetime
) -> tuple[int, ...]:
    """Lease the open rows that go into one message with these leased ones (same kind, contact, student); their ids."""
    lead = outbox.alias("lead")
    same = (lead.c.kind == outbox.c.kind) & (lead.c.contact_id == outbox.c.contact_id)
    same = same & (lead.c.student_id == outbox.c.student_id)
    together = exists().where(lead.c.id.in_(ids) & lead.c.kind.in_(kinds) & same)
    which = _IS_OPEN & together
    leased = update(outbox).where(which).values(**_lease(owner, until)).returning(outbox.c.id)
    return tuple((await connection.execute(leased)).scalars())


async def claimed(connection: AsyncConnection, ids: Sequence[int]) -> tuple[Claimed, ...]:
    """The leased rows with these ids, most urgent first, with their contacts and accounts."""
    query = (
        select(*_NEEDED, contacts.c.person_id, contacts.c.account_id, contacts.c.state.label("contact_state"))
        .add_columns(accounts.c.chat, accounts.c.language, accounts.c.reachable, accounts.c.quiet)
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where(outbox.c.id.in_(ids) & _IS_LEASED)
        .order_by(outbox.c.urgency, outbox.c.not_before, outbox.c.id)
    )
    return tuple(map(_claimed, await connection.execute(query)))


async def mark_leaving(connection: AsyncConnection, owner: str, epochs: Mapping[int, int], until: datetime) -> int:
    """Renew leases (epochs by row id); from now on the rows may be on their way. How many are still ours."""
    rows = given(connection, {"id": Integer, "epoch": Integer}, list(epochs.items()))
    ours = (outbox.c.id == rows.c.id) & (outbox.c.epoch == rows.c.epoch) & (outbox.c.owner == owner) & _IS_LEASED
    values = {"reason": Reason.MAYBE_SENT, "leased_until": until}
    return (await connection.execute(update(outbox).where(ours).values(**values))).rowcount


async def renew(connection: AsyncConnection, owner: str, ids: Sequence[int], until: datetime) -> int:
    """Renew these leases where they are still ours. How many were."""
    ours = outbox.c.id.in_(ids) & (outbox.c.owner == owner) & _IS_LEASED
    return (await connection.execute(update(outbox).where(ours).values(leased_until=until))).rowcount


async def settle(connection: AsyncConnection, settlements: Iterable[Settlement], now: datetime) -> int:
    """End or re-queue claimed rows, those that share their end in one statement; how many were still ours."""
    alike: dict[tuple[Any, ...], list[Settlement]] = {}
    for one in settlements:
        end = (one.state, one.reason, one.not_before, one.repeated, one.tried)
        alike.setdefault(end, []).append(one)
    return sum([await _settle_alike(connection, ends, now) for ends in alike.values()])


async def _settle_alike(connection: AsyncConnection, ends: Sequence[Settlement], now: datetime) -> int:
    end, rows = ends[0], [(one.id, one.epoch, one.message_id, one.message_ids) for one in ends]
    columns = {"id": Integer, "epoch": Integer, "message_id": String, "message_ids": String}
    new = given(connection, columns, rows)
    too_late = one_of(outbox.c.state, [State.CANCELLED]) if end.state is State.SENT else false()  # it was on the wire
    ours = (outbox.c.id == new.c.id) & (outbox.c.epoch == new.c.epoch) & or_(_IS_LEASED, too_late)
    values: dict[str, Any] = {
        "state": end.state,
        "reason": end.reason,
        "message_id": new.c.message_id,
        "message_ids": new.c.message_ids,
        "settled_at": None if str(end.state) in OPEN else now,
        "repeated": end.repeated,
        "attempts": outbox.c.attempts + int(end.tried),
        "owner": None,
        "leased_until": None,
    }
    later = {"not_before": end.not_before} if end.not_before else {}
    return (await connection.execute(update(outbox).where(ours).values(**values, **later))).rowcount


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


async def bring_forward(connection: AsyncConnection, now: datetime) -> int:
    """The clock was set back: what was due by the old clock, or to be tried again by it, is due now. How many rows.

    What waits for the end of the quiet hours goes on waiting.
    """
    was_due = (outbox.c.created_at > now) & (outbox.c.not_before <= outbox.c.created_at)
    waits = _IS_OPEN & (outbox.c.not_before > now) & (was_due | (outbox.c.state == State.RETRY))
    return (await connection.execute(update(outbox).where(waits).values(not_before=now))).rowcount


async def put_off(connection: AsyncConnection, kinds: Sequence[str], now: datetime, by: timedelta) -> int:
    """The clock was set forward: rows of these kinds that had not expired at `now`, its old time, get `by` more."""
    waits = one_of(outbox.c.state, [*OPEN, State.LEASED]) & outbox.c.kind.in_(kinds) & (outbox.c.send_by >= now)
    moved = update(outbox).where(waits).values(send_by=later(outbox.c.send_by, by))
    return (await connection.execute(moved)).rowcount


async def supersede_older(connection: AsyncConnection, kinds: Sequence[str], now: datetime) -> int:
    """Of several open rows of a contact about the same thing only the newest is told. How many ended."""
    newer = outbox.alias("newer")
    same = (newer.c.kind == outbox.c.kind) & (newer.c.contact_id == outbox.c.contact_id)
    same = same & (newer.c.ref_id == outbox.c.ref_id) & (newer.c.id > outbox.c.id)
    old = _IS_OPEN & outbox.c.kind.in_(kinds) & exists().where(same)
    values = {"state": State.SUPERSEDED, "reason": Reason.SUPERSEDED, "settled_at": now}
    return (await connection.execute(update(outbox).where(old).values(**values))).rowcount


async def expire(connection: AsyncConnection, now: datetime, kinds: Sequence[str]) -> int:
    """End queued rows of these kinds whose `send_by` is over. How many. Results never expire: late is reported."""
    over = _IS_OPEN & outbox.c.kind.in_(kinds) & (outbox.c.send_by < now)
    values = {"state": State.EXPIRED, "reason": Reason.EXPIRED, "settled_at": now}
    return (await connection.execute(update(outbox).where(over).values(**values))).rowcount


async def cancel_of_guardian(connection: AsyncConnection, consent: Consent, now: datetime) -> int:
    """Cancel what is queued for a guardian about a student on a channel; the consent says why. How many."""
    theirs = _contacts_of(consent.guardian_id, consent.channel) & (outbox.c.student_id == consent.student_id)
    return await _cancel(connection, theirs, _why(consent), now)


async def cancel_of_student(connection: AsyncConnection, consent: Consent, now: datetime) -> int:
    """Cancel what is queued for a student's own contacts on a channel. How many."""
    return await _cancel(connection, _contacts_of(consent.student_id, consent.channel), _why(consent), now)


async def cancel_of_contacts(connection: AsyncConnection, ids: Sequence[int], reason: Reason, now: datetime) -> int:
    """Cancel everything that is queued for these contacts. How many."""
    return await _cancel(connection, outbox.c.contact_id.in_(ids), reason, now)


async def cancel_of_ref(connection: AsyncConnection, kind: str, ref_id: int, reason: Reason, now: datetime) -> int:
    """Cancel what is queued about one thing (an announcement that is recalled). How many."""
    return await _cancel(connection, (outbox.c.kind == kind) & (outbox.c.ref_id == ref_id), reason, now)


async def acknowledge_rows(
    connection: AsyncConnection, kind: str, ref_id: int, contact_ids: Sequence[int], now: datetime
) -> int:
    """The person pressed «Ознакомлен»: the sent rows about it, of these contacts, that were not yet acknowledged."""
    mine = outbox.c.contact_id.in_(contact_ids) & (outbox.c.kind == kind) & (outbox.c.ref_id == ref_id)
    fresh = mine & outbox.c.acknowledged_at.is_(None)
    return (await connection.execute(update(outbox).where(fresh).values(acknowledged_at=now))).rowcount


async def most_urgent(connection: AsyncConnection, channel: Channel, now: datetime) -> int | None:
    """The urgency of the most urgent row of a channel that is due, None when nothing is."""
    due = (outbox.c.channel == channel) & _IS_OPEN & (outbox.c.not_before <= now) & _not_held_back()
    query = select(outbox.c.urgency).where(due).order_by(outbox.c.urgency).limit(1)
    urgency: int | None = (await connection.execute(query)).scalar()
    return urgency


async def _cancel(connection: AsyncConnection, which: ColumnElement[bool], reason: Reason, now: datetime) -> int:
    values = {"state": State.CANCELLED, "reason": reason, "settled_at": now}
    return (await connection.execute(update(outbox).where(which & _IS_OPEN).values(**values))).rowcount


def _not_held_back() -> ColumnElement[bool]:
    """A school that was restored tells nothing about a child by itself until it is released (storage.restoring)."""
    held = select(schools.c.id).where(schools.c.hold.is_not(None))
    return outbox.c.kind.not_in(ABOUT_CHILDREN) | outbox.c.school_id.not_in(held)


def _lease(owner: str, until: datetime) -> dict[str, Any]:
    return {"state": State.LEASED, "reason": None, "owner": owner, "epoch": outbox.c.epoch + 1, "leased_until": until}


def _contacts_of(person_id: int, channel: str) -> ColumnElement[bool]:
    theirs = select(contacts.c.id).where(contacts.c.person_id == person_id)
    return outbox.c.contact_id.in_(theirs) & (outbox.c.channel == channel)


def _why(consent: Consent) -> Reason:
    return Reason.REFUSED if consent.state is ConsentState.REFUSED else Reason.WITHDRAWN


def _claimed(row: Any) -> Claimed:
    return Claimed(
        id=row.id,
        epoch=row.epoch,
        school_id=row.school_id,
        contact_id=row.contact_id,
        person_id=row.person_id,
        account_id=row.account_id,
        address=Address(Channel(row.channel), row.chat),
        language=row.language,
        reachable=row.reachable,
        approved=row.contact_state == ContactState.APPROVED,
        kind=row.kind,
        urgency=row.urgency,
        ref_id=row.ref_id,
        ref_day=row.ref_day,
        student_id=row.student_id,
        attempts=row.attempts,
        repeated=row.repeated,
        created_at=row.created_at,
        send_by=row.send_by,
        quiet=row.quiet,
    )
