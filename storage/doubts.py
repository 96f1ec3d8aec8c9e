"""Links that are doubted, and requests that wait long: set-based, for the clock and for imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState, Role
from storage.tables import accounts, contacts, inbox, people

FAMILY = (Role.GUARDIAN, Role.STUDENT)


@dataclass(frozen=True, slots=True)
class Doubted:
    """A link that waits again."""

    contact_id: int
    person_id: int
    school_id: int
    channel: str


async def doubt_changed_phones(connection: AsyncConnection, school_id: int, now: datetime) -> tuple[Doubted, ...]:
    """The approved links of a school whose person has another phone than when they were approved: they wait now."""
    changed = people.c.phone.is_not(None) & (people.c.phone != contacts.c.phone_seen)
    return await _doubt(connection, (people.c.school_id == school_id) & changed, "phone", now)


async def see_phones(connection: AsyncConnection, school_id: int) -> None:
    """Approved links that remember no phone remember today's."""
    mine = contacts.c.person_id.in_(select(people.c.id).where(people.c.school_id == school_id))
    unseen = mine & (contacts.c.state == ContactState.APPROVED) & contacts.c.phone_seen.is_(None)
    await connection.execute(update(contacts).where(unseen).values(phone_seen=phone_of_person()))


async def remember_heard(connection: AsyncConnection, now: datetime) -> None:
    """When each account last wrote or pressed, from the inbox, before it forgets; now, where nobody ever looked."""
    last = select(inbox.c.channel, inbox.c.chat, func.max(inbox.c.received_at).label("at"))
    rows = (await connection.execute(last.group_by(inbox.c.channel, inbox.c.chat))).all()
    heard = [{"in_channel": row.channel, "in_chat": row.chat, "heard": row.at} for row in rows]
    if heard:
        here = (accounts.c.channel == bindparam("in_channel")) & (accounts.c.chat == bindparam("in_chat"))
        heard_at = bindparam("heard", type_=accounts.c.heard_at.type)
        newer = or_(accounts.c.heard_at.is_(None), accounts.c.heard_at < heard_at)
        await connection.execute(update(accounts).where(here & newer).values(heard_at=heard_at), heard)
    await connection.execute(update(accounts).where(accounts.c.heard_at.is_(None)).values(heard_at=now))


async def doubt_silent_since(connection: AsyncConnection, since: datetime, now: datetime) -> tuple[Doubted, ...]:
    """The approved links, decided before an instant, of accounts not heard since: they wait now."""
    quiet = (accounts.c.heard_at < since) & (func.coalesce(contacts.c.decided_at, contacts.c.requested_at) < since)
    return await _doubt(connection, quiet, "silence", now)


async def confirm_silent(connection: AsyncConnection, account_id: int, now: datetime) -> tuple[int, ...]:
    """The links of an account that wait for its own word are approved again; their ids."""
    waits = (contacts.c.account_id == account_id) & (contacts.c.state == ContactState.WAITING)
    values = {"state": ContactState.APPROVED, "decided_at": now, "doubt": None}
    done = update(contacts).where(waits & (contacts.c.doubt == "silence")).values(**values)
    return tuple((await connection.execute(done.returning(contacts.c.id))).scalars())


async def doubt_of(connection: AsyncConnection, contact_ids: Sequence[int]) -> dict[int, str]:
    """Why these links wait again; those that wait for the first time are left out."""
    waits = contacts.c.id.in_(contact_ids) & (contacts.c.state == ContactState.WAITING)
    query = select(contacts.c.id, contacts.c.doubt).where(waits & contacts.c.doubt.is_not(None))
    return {row.id: row.doubt for row in await connection.execute(query)}


async def waiting_since(connection: AsyncConnection, since: datetime) -> list[tuple[int, int, datetime]]:
    """Requests made at or before an instant that still wait: (school, contact, when)."""
    query = select(people.c.school_id, contacts.c.id, contacts.c.requested_at)
    query = query.join(people, people.c.id == contacts.c.person_id)
    waits = (contacts.c.state == ContactState.WAITING) & (contacts.c.requested_at <= since)
    return [(row.school_id, row.id, row.requested_at) for row in await connection.execute(query.where(waits))]


def phone_of_person() -> Any:
    """The phone that the journal gives the person of a link now."""
    return select(people.c.phone).where(people.c.id == contacts.c.person_id).scalar_subquery()


async def _doubt(
    connection: AsyncConnection, which: ColumnElement[bool], why: str, now: datetime
) -> tuple[Doubted, ...]:
    family = people.c.role.in_(FAMILY) & (contacts.c.state == ContactState.APPROVED)
    query = select(contacts.c.id, contacts.c.person_id, people.c.school_id, accounts.c.channel)
    query = query.join(people, people.c.id == contacts.c.person_id)
    query = query.join(accounts, accounts.c.id == contacts.c.account_id)
    found = tuple(Doubted(*row) for row in await connection.execute(query.where(family & which)))
    values = {"state": ContactState.WAITING, "requested_at": now, "decided_at": None, "decided_by": None, "doubt": why}
    these = contacts.c.id.in_([one.contact_id for one in found])
    if found:
        await connection.execute(update(contacts).where(these).values(**values))
    return found
