"""The outbox: rows are references (what happened, for whom, on which contact), never texts. See docs/delivery.md.

What is queued, put off and cancelled; how a row is taken, sent and settled is in `storage.leasing`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState
from school.outbox import OPEN_STATES, Reason, State
from storage.consents import Consent
from storage.database import insert_ignoring
from storage.expressions import later, one_of
from storage.tables import contacts, outbox

_IS_OPEN = one_of(outbox.c.state, OPEN_STATES)


async def add_notice(connection: AsyncConnection, **values: Any) -> None:
    """Queue one row; one with the same dedupe_key stays as it is. Columns as in storage.tables.outbox."""
    values = {"state": State.QUEUED, "attempts": 0, "repeated": False, "epoch": 0} | values
    await connection.execute(insert_ignoring(connection, outbox, ("dedupe_key",)).values(**values))


async def bring_forward(connection: AsyncConnection, now: datetime) -> int:
    """The clock was set back: what was due by the old clock, or to be tried again by it, is due now. How many rows.

    What waits for the end of the quiet hours goes on waiting.
    """
    was_due = (outbox.c.created_at > now) & (outbox.c.not_before <= outbox.c.created_at)
    waits = _IS_OPEN & (outbox.c.not_before > now) & (was_due | (outbox.c.state == State.RETRY))
    return (await connection.execute(update(outbox).where(waits).values(not_before=now))).rowcount


async def put_off(connection: AsyncConnection, kinds: Sequence[str], now: datetime, by: timedelta) -> int:
    """The clock was set forward: rows of these kinds that had not expired at `now`, its old time, get `by` more."""
    waits = one_of(outbox.c.state, [*OPEN_STATES, State.LEASED]) & outbox.c.kind.in_(kinds) & (outbox.c.send_by >= now)
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


async def _cancel(connection: AsyncConnection, which: ColumnElement[bool], reason: Reason, now: datetime) -> int:
    values = {"state": State.CANCELLED, "reason": reason, "settled_at": now}
    return (await connection.execute(update(outbox).where(which & _IS_OPEN).values(**values))).rowcount


def _contacts_of(person_id: int, channel: str) -> ColumnElement[bool]:
    theirs = select(contacts.c.id).where(contacts.c.person_id == person_id)
    return outbox.c.contact_id.in_(theirs) & (outbox.c.channel == channel)


def _why(consent: Consent) -> Reason:
    return Reason.REFUSED if consent.state is ConsentState.REFUSED else Reason.WITHDRAWN
