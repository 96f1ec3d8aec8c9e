"""Messenger accounts and their links to people (contacts)."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState, Role
from school.institution import Account, Contact
from storage.database import insert_ignoring
from storage.doubts import phone_of_person
from storage.people import COLUMNS, person_of
from storage.tables import accounts, contacts, people


async def add_account(connection: AsyncConnection, channel: str, chat: str, language: str, now: datetime) -> None:
    """Remember a chat that wrote for the first time; one already known stays as it is."""
    values = {"channel": channel, "chat": chat, "language": language, "created_at": now}
    values |= {"reachable": True, "digest": True}
    await connection.execute(insert_ignoring(connection, accounts, ("channel", "chat")).values(**values))


async def account(connection: AsyncConnection, channel: str, chat: str) -> Account | None:
    """A chat with its links, whatever their state; None when it never wrote. One statement."""
    return await _one(connection, (accounts.c.channel == channel) & (accounts.c.chat == chat))


async def account_of_contact(connection: AsyncConnection, contact_id: int) -> Account | None:
    """The account a link belongs to, with all its links."""
    owner = select(contacts.c.account_id).where(contacts.c.id == contact_id).scalar_subquery()
    return await _one(connection, accounts.c.id == owner)


async def change_account(connection: AsyncConnection, account_id: int, **values: Any) -> None:
    """Set columns of an account: language, digest, digest_time, dialog, child_id, reachable, unreachable_why."""
    await connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


async def request_contact(
    connection: AsyncConnection, account_id: int, person_id: int, state: ContactState, now: datetime
) -> int:
    """Link an account to a person in a state, or return the link there is to that state; its id."""
    where = (contacts.c.account_id == account_id) & (contacts.c.person_id == person_id)
    values = {"state": state, "requested_at": now, "decided_at": None, "decided_by": None, "reason": None}
    values |= {"doubt": None, "phone_seen": None}
    known = (await connection.execute(update(contacts).where(where).values(**values).returning(contacts.c.id))).scalar()
    if known is not None:
        return int(known)
    added = insert(contacts).values(account_id=account_id, person_id=person_id, **values).returning(contacts.c.id)
    return int((await connection.execute(added)).scalar_one())


async def drop_contact(connection: AsyncConnection, contact_id: int) -> None:
    """Take a link back that was made in this transaction."""
    await connection.execute(delete(contacts).where(contacts.c.id == contact_id))


async def decide_contact(
    connection: AsyncConnection, contact_id: int, state: ContactState, by: int | None, reason: str | None, now: datetime
) -> bool:
    """Decide a link that waits; False when it waits no longer (somebody else was first)."""
    waits = (contacts.c.id == contact_id) & (contacts.c.state == ContactState.WAITING)
    values = {"state": state, "decided_at": now, "decided_by": by, "reason": reason}
    values |= {"doubt": None, "phone_seen": phone_of_person()}
    return (await connection.execute(update(contacts).where(waits).values(**values))).rowcount == 1


async def stop_contacts(connection: AsyncConnection, account_id: int, now: datetime) -> tuple[int, ...]:
    """The person said /stop: approved links of the account stop, waiting ones are dropped; ids of both."""
    waits = contacts.c.state == ContactState.WAITING
    alive = waits | (contacts.c.state == ContactState.APPROVED)
    state = case((waits, ContactState.REJECTED.value), else_=ContactState.STOPPED.value)
    query = update(contacts).where((contacts.c.account_id == account_id) & alive)
    done = query.values(state=state, decided_at=now).returning(contacts.c.id)
    return tuple(row.id for row in await connection.execute(done))


async def resume_contacts(connection: AsyncConnection, account_id: int) -> tuple[int, ...]:
    """The links that the person stopped are approved again; their ids."""
    stopped = (contacts.c.account_id == account_id) & (contacts.c.state == ContactState.STOPPED)
    query = update(contacts).where(stopped).values(state=ContactState.APPROVED).returning(contacts.c.id)
    return tuple((await connection.execute(query)).scalars())


async def decider_name(connection: AsyncConnection, contact_id: int) -> str | None:
    """Who decided on a link, as «Фамилия Имя»; None while it waits, or when nobody in particular did."""
    query = (
        select(people.c.last_name, people.c.first_name)
        .join(contacts, contacts.c.decided_by == people.c.id)
        .where(contacts.c.id == contact_id)
    )
    row = (await connection.execute(query)).one_or_none()
    return f"{row.last_name} {row.first_name}" if row else None


async def contact_ids_of(connection: AsyncConnection, person_id: int) -> frozenset[int]:
    """Ids of every link of a person, on all channels."""
    return frozenset(
        (await connection.execute(select(contacts.c.id).where(contacts.c.person_id == person_id))).scalars()
    )


async def waiting_contacts(connection: AsyncConnection, school_id: int) -> tuple[int, ...]:
    """Ids of the links of a school that wait for a decision, oldest first."""
    query = (
        select(contacts.c.id)
        .join(people, people.c.id == contacts.c.person_id)
        .where((contacts.c.state == ContactState.WAITING) & (people.c.school_id == school_id))
        .order_by(contacts.c.requested_at, contacts.c.id)
    )
    return tuple((await connection.execute(query)).scalars())


async def digest_times(connection: AsyncConnection) -> tuple[time | None, ...]:
    """Every digest time that some account chose, and None for those that keep the school's."""
    query = select(accounts.c.digest_time).where(accounts.c.digest).distinct()
    return tuple((await connection.execute(query)).scalars())


async def staff_contacts(connection: AsyncConnection, school_id: int, duty: str) -> tuple[tuple[int, str], ...]:
    """(contact id, channel) of the approved links of the school's staff with a duty."""
    query = (
        select(contacts.c.id, accounts.c.channel, people.c.duties)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where((contacts.c.state == ContactState.APPROVED) & (people.c.school_id == school_id))
        .where(people.c.role == Role.STAFF)
        .order_by(contacts.c.id)
    )
    return tuple((row.id, row.channel) for row in await connection.execute(query) if duty in (row.duties or ()))


async def _one(connection: AsyncConnection, where: Any) -> Account | None:
    own = [
        column.label(f"account_{column.name}")
        for column in accounts.c
        if column.name not in ("created_at", "unreachable_why")
    ]
    link = [contacts.c.id.label("contact_id"), contacts.c.state.label("contact_state")]
    query = (
        select(*own, *link, *COLUMNS)
        .outerjoin(contacts, contacts.c.account_id == accounts.c.id)
        .outerjoin(people, people.c.id == contacts.c.person_id)
        .where(where)
        .order_by(contacts.c.id)
    )
    return _account((await connection.execute(query)).all())


def _account(rows: Sequence[Any]) -> Account | None:
    if not rows:
        return None
    first = rows[0]
    links = tuple(
        Contact(row.contact_id, ContactState(row.contact_state), person_of(row)) for row in rows if row.contact_id
    )
    return Account(
        id=first.account_id,
        channel=first.account_channel,
        chat=first.account_chat,
        language=first.account_language,
        reachable=first.account_reachable,
        digest=first.account_digest,
        digest_time=first.account_digest_time,
        quiet=first.account_quiet,
        dialog=first.account_dialog,
        child_id=first.account_child_id,
        rich=first.account_rich,
        contacts=links,
    )
