"""The outbox: rows are references (what happened, for whom, on which contact), never texts. See docs/delivery.md.

claim → commit → re-check → word → send → settle. A lease has an owner and an epoch: whoever settles with an older epoch
settles nothing (fencing).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState, ContactState
from school.messenger import Address, Channel
from school.outbox import AT_MOST_ONCE, OPEN_STATES, Reason, State
from storage.consents import Consent
from storage.database import insert_ignoring
from storage.tables import accounts, contacts, outbox
from storage.tables.columns import Instant

OPEN = [str(state) for state in OPEN_STATES]


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


async def add_notice(connection: AsyncConnection, **values: Any) -> None:
    """Queue one row; one with the same dedupe_key stays as it is. Columns as in storage.tables.outbox."""
    values = {"state": State.QUEUED, "attempts": 0, "repeated": False, "epoch": 0} | values
    await connection.execute(insert_ignoring(connection, outbox, ("dedupe_key",)).values(**values))


async def claim(
    connection: AsyncConnection, channel: Channel, owner: str, now: datetime, *, until: datetime, limit: int
) -> tuple[int, ...]:
    """Lease the most urgent due rows of a channel; their ids. Rows that others hold are passed over."""
    due = (
        select(outbox.c.id)
        .where((outbox.c.channel == channel) & outbox.c.state.in_(OPEN) & (outbox.c.not_before <= now))
        .order_by(outbox.c.urgency, outbox.c.not_before, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite leaves it out: one writer at a time
    )
    which = outbox.c.id.in_(due.scalar_subquery())
    leased = update(outbox).where(which).values(**_lease(owner, until)).returning(outbox.c.id)
    return tuple((await connection.execute(leased)).scalars())


async def claim_grouped(
    connection: AsyncConnection, ids: Sequence[int], kinds: Sequence[str], owner: str, until: datetime
) -> tuple[int, ...]:
    """Lease the open rows that go into one message with these leased ones (same kind, contact, student); their ids."""
    lead = outbox.alias("lead")
    same = (lead.c.kind == outbox.c.kind) & (lead.c.contact_id == outbox.c.contact_id)
    same = same & (lead.c.student_id == outbox.c.student_id)
    together = exists().where(lead.c.id.in_(ids) & lead.c.kind.in_(kinds) & same)
    which = outbox.c.state.in_(OPEN) & together
    leased = update(outbox).where(which).values(**_lease(owner, until)).returning(outbox.c.id)
    return tuple((await connection.execute(leased)).scalars())


async def claimed(connection: AsyncConnection, ids: Sequence[int]) -> tuple[Claimed, ...]:
    """The leased rows with these ids, most urgent first, with their contacts and accounts."""
    query = (
        select(outbox, contacts.c.person_id, contacts.c.account_id, contacts.c.state.label("contact_state"))
        .add_columns(accounts.c.chat, accounts.c.language, accounts.c.reachable)
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where(outbox.c.id.in_(ids) & (outbox.c.state == State.LEASED))
        .order_by(outbox.c.urgency, outbox.c.not_before, outbox.c.id)
    )
    return tuple(map(_claimed, await connection.execute(query)))


async def settle(connection: AsyncConnection, settlements: Iterable[Settlement], now: datetime) -> int:
    """End or re-queue claimed rows, all in one statement; how many were still ours."""
    rows = [_settled(settlement, now) for settlement in settlements]
    if not rows:
        return 0
    ours = (outbox.c.id == bindparam("row_id")) & (outbox.c.epoch == bindparam("row_epoch"))
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=outbox.c[name].type)
        for name in ("state", "reason", "message_id", "settled_at", "repeated")
    }
    later = func.coalesce(bindparam("new_not_before", type_=Instant()), outbox.c.not_before)
    statement = (
        update(outbox)
        .where(ours & (outbox.c.state == State.LEASED))
        .values(**values, not_before=later, attempts=outbox.c.attempts + 1, owner=None, leased_until=None)
    )
    return (await connection.execute(statement, rows)).rowcount


async def take_back(connection: AsyncConnection, now: datetime, owner: str, dedupes: Sequence[str]) -> int:
    """Free leases that ran out, and all of `owner` (us, before we died). How many.

    What was leased may have been sent: on channels that dedupe it is simply sent again; elsewhere at-most-once classes
    end as maybe sent, and the rest is repeated, saying so.
    """
    lost = (outbox.c.state == State.LEASED) & or_(outbox.c.owner == owner, outbox.c.leased_until < now)
    safe = outbox.c.channel.in_(dedupes)
    once = outbox.c.urgency.in_([int(urgency) for urgency in AT_MOST_ONCE]) & ~safe
    values: dict[str, Any] = {
        "state": case((once, State.AMBIGUOUS.value), else_=State.RETRY.value),
        "repeated": case((safe, outbox.c.repeated), else_=literal(True)),
        "reason": case((once, Reason.MAYBE_SENT.value), else_=None),
        "owner": None,
        "leased_until": None,
    }
    return (await connection.execute(update(outbox).where(lost).values(**values))).rowcount


async def supersede_older(connection: AsyncConnection, kinds: Sequence[str], now: datetime) -> int:
    """Of several open rows of a contact about the same thing only the newest is told. How many ended."""
    newer = outbox.alias("newer")
    same = (newer.c.kind == outbox.c.kind) & (newer.c.contact_id == outbox.c.contact_id)
    same = same & (newer.c.ref_id == outbox.c.ref_id) & (newer.c.id > outbox.c.id)
    old = outbox.c.state.in_(OPEN) & outbox.c.kind.in_(kinds) & exists().where(same)
    values = {"state": State.SUPERSEDED, "reason": Reason.SUPERSEDED, "settled_at": now}
    return (await connection.execute(update(outbox).where(old).values(**values))).rowcount


async def expire(connection: AsyncConnection, now: datetime, kinds: Sequence[str]) -> int:
    """End queued rows of these kinds whose `send_by` is over. How many. Results never expire: late is reported."""
    over = outbox.c.state.in_(OPEN) & outbox.c.kind.in_(kinds) & (outbox.c.send_by < now)
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


async def next_due(connection: AsyncConnection, channel: Channel) -> datetime | None:
    """When the earliest open row of a channel becomes due (UTC), None when nothing is queued."""
    open_rows = (outbox.c.channel == channel) & outbox.c.state.in_(OPEN)
    query = select(outbox.c.not_before).where(open_rows).order_by(outbox.c.not_before).limit(1)
    due: datetime | None = (await connection.execute(query)).scalar()
    return due


async def _cancel(connection: AsyncConnection, which: ColumnElement[bool], reason: Reason, now: datetime) -> int:
    values = {"state": State.CANCELLED, "reason": reason, "settled_at": now}
    return (await connection.execute(update(outbox).where(which & outbox.c.state.in_(OPEN)).values(**values))).rowcount


def _lease(owner: str, until: datetime) -> dict[str, Any]:
    return {"state": State.LEASED, "owner": owner, "epoch": outbox.c.epoch + 1, "leased_until": until}


def _contacts_of(person_id: int, channel: str) -> ColumnElement[bool]:
    theirs = select(contacts.c.id).where(contacts.c.person_id == person_id)
    return outbox.c.contact_id.in_(theirs) & (outbox.c.channel == channel)


def _why(consent: Consent) -> Reason:
    return Reason.REFUSED if consent.state is ConsentState.REFUSED else Reason.WITHDRAWN


def _settled(settlement: Settlement, now: datetime) -> dict[str, Any]:
    stays_open = str(settlement.state) in OPEN
    return {
        "row_id": settlement.id,
        "row_epoch": settlement.epoch,
        "new_state": settlement.state,
        "new_reason": settlement.reason,
        "new_message_id": settlement.message_id,
        "new_not_before": settlement.not_before,
        "new_settled_at": None if stays_open else now,
        "new_repeated": settlement.repeated,
    }


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
    )
