"""Links between people and messengers as staff look at them: whose, since when, by whom; and their ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from storage.tables import accounts, contacts, people


@dataclass(frozen=True, slots=True)
class Linked:
    """One messenger of one person, and its last decision. Instants are UTC."""

    id: int
    person_id: int
    school_id: int
    channel: str
    state: ContactState
    reachable: bool
    unreachable_why: str | None
    requested_at: datetime
    decided_at: datetime | None
    decided_by: str | None  # «Фамилия Имя»
    reason: str | None


_decider = people.alias("decider")


async def links_of_people(connection: AsyncConnection, person_ids: Sequence[int]) -> tuple[Linked, ...]:
    """Every link of these people, whatever its state, in the order asked for."""
    return await _links(connection, contacts.c.person_id.in_(person_ids))


async def link_by_id(connection: AsyncConnection, contact_id: int) -> Linked | None:
    """One link; None when there is none."""
    return next(iter(await _links(connection, contacts.c.id == contact_id)), None)


async def decided_since(connection: AsyncConnection, school_id: int, since: datetime) -> tuple[Linked, ...]:
    """The links of a school that somebody decided on after an instant, latest first."""
    decided = contacts.c.decided_by.is_not(None) & (contacts.c.decided_at > since) & (people.c.school_id == school_id)
    return tuple(sorted(await _links(connection, decided), key=lambda one: one.decided_at or since, reverse=True))


async def linked_counts(connection: AsyncConnection, school_id: int) -> dict[str, int]:
    """How many people of a school are linked on each channel."""
    query = (
        select(accounts.c.channel, func.count(contacts.c.person_id.distinct()))
        .join(contacts, contacts.c.account_id == accounts.c.id)
        .join(people, people.c.id == contacts.c.person_id)
        .where((people.c.school_id == school_id) & (contacts.c.state == ContactState.APPROVED))
        .group_by(accounts.c.channel)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def approvals_since(connection: AsyncConnection, person_id: int, since: datetime) -> int:
    """How many links one person approved after an instant."""
    mine = (contacts.c.decided_by == person_id) & (contacts.c.decided_at >= since)
    query = select(func.count()).where(mine & (contacts.c.state == ContactState.APPROVED))
    return int((await connection.execute(query)).scalar_one())


async def reopen_link(connection: AsyncConnection, contact_id: int, since: datetime) -> bool:
    """An approval of after `since` is taken back: the request waits again; False when there is no such approval."""
    fresh = (contacts.c.id == contact_id) & (contacts.c.state == ContactState.APPROVED)
    fresh &= contacts.c.decided_by.is_not(None) & (contacts.c.decided_at > since)
    values = {"state": ContactState.WAITING, "decided_at": None, "decided_by": None, "reason": None}
    return (await connection.execute(update(contacts).where(fresh).values(**values))).rowcount == 1


async def end_link(connection: AsyncConnection, contact_id: int, by: int, reason: str, now: datetime) -> bool:
    """A link ends, by somebody and for a reason; False when it was no link (any more)."""
    alive = (contacts.c.id == contact_id) & contacts.c.state.in_((ContactState.APPROVED, ContactState.STOPPED))
    values = {"state": ContactState.REJECTED, "decided_at": now, "decided_by": by, "reason": reason}
    return (await connection.execute(update(contacts).where(alive).values(**values))).rowcount == 1


async def _links(connection: AsyncConnection, where: ColumnElement[bool]) -> tuple[Linked, ...]:
    query = (
        select(contacts.c.id, contacts.c.person_id, people.c.school_id, accounts.c.channel, contacts.c.state)
        .add_columns(accounts.c.reachable, accounts.c.unreachable_why, contacts.c.requested_at)
        .add_columns(contacts.c.decided_at, contacts.c.reason)
        .add_columns(_decider.c.last_name.label("by_last"), _decider.c.first_name.label("by_first"))
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .outerjoin(_decider, _decider.c.id == contacts.c.decided_by)
        .where(where)
        .order_by(contacts.c.requested_at, contacts.c.id)
    )
    return tuple(map(_link, await connection.execute(query)))


def _link(row: Any) -> Linked:
    return Linked(
        id=row.id,
        person_id=row.person_id,
        school_id=row.school_id,
        channel=row.channel,
        state=ContactState(row.state),
        reachable=row.reachable,
        unreachable_why=row.unreachable_why,
        requested_at=row.requested_at,
        decided_at=row.decided_at,
        decided_by=f"{row.by_last} {row.by_first}" if row.by_last else None,
        reason=row.reason,
    )
