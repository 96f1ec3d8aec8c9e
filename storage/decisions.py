"""What was decided on requests to be linked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from storage.tables import contacts, people


@dataclass(frozen=True, slots=True)
class Decision:
    """approved | rejected, by whom («Фамилия Имя»), and the reason of a rejection."""

    state: str
    by: str | None
    reason: str | None


async def decisions(connection: AsyncConnection, contact_ids: Sequence[int]) -> dict[int, Decision]:
    """The decisions on these links, by contact id; those that wait are missing."""
    decided = contacts.c.state.in_((ContactState.APPROVED, ContactState.REJECTED))
    query = (
        select(contacts.c.id, contacts.c.state, contacts.c.reason, people.c.last_name, people.c.first_name)
        .outerjoin(people, people.c.id == contacts.c.decided_by)
        .where(contacts.c.id.in_(contact_ids) & decided)
    )
    rows = await connection.execute(query)
    return {
        row.id: Decision(row.state, f"{row.last_name} {row.first_name}" if row.last_name else None, row.reason)
        for row in rows
    }
