"""What a person wants to be told: a word for all children, and one for a child, which outweighs it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import OPEN_STATES, Reason, State
from storage.expressions import given_ids, one_of, packed, prepared
from storage.tables import contacts, outbox, wishes

Wishes = dict[tuple[str, int | None], bool]
"""By (kind, student id or None for all)."""


async def wishes_of(connection: AsyncConnection, person_id: int) -> Wishes:
    """The words of a person; what is missing is as the kind's default says."""
    query = select(wishes).where(wishes.c.person_id == person_id).order_by(wishes.c.id)
    return {(row.kind, row.student_id): row.wanted for row in await connection.execute(query)}


async def set_wish(
    connection: AsyncConnection, person_id: int, kind: str, student_id: int | None, *, wanted: bool
) -> None:
    """Keep a word in the place of the one before. Said about all children, it replaces those about one."""
    mine = (wishes.c.person_id == person_id) & (wishes.c.kind == kind)
    if student_id is not None:
        mine = mine & (wishes.c.student_id == student_id)
    await connection.execute(delete(wishes).where(mine))
    values = {"person_id": person_id, "kind": kind, "student_id": student_id, "wanted": wanted}
    await connection.execute(insert(wishes).values(**values))


async def unwanted_children(
    connection: AsyncConnection, person_ids: Iterable[int], kind: str
) -> frozenset[tuple[int, int]]:
    """(reader, student) whom a reader wants left out of a kind that speaks of all children."""
    rows = await connection.execute(_unwanted(connection), {"ids": packed(person_ids), "kind": kind})
    return frozenset((person_id, student_id) for person_id, student_id in rows)


@prepared
def _unwanted(dialect: str) -> Select[Any]:
    query = select(wishes.c.person_id, wishes.c.student_id).where(wishes.c.person_id.in_(given_ids(dialect)))
    this_kind = wishes.c.kind == bindparam("kind", type_=String)
    return query.where(this_kind & wishes.c.student_id.is_not(None) & ~wishes.c.wanted)


async def cancel_unwanted(
    connection: AsyncConnection, person_id: int, kind: str, student_id: int | None, now: datetime
) -> int:
    """Cancel what waits of a kind for a person's contacts, about one student or all. How many."""
    theirs = outbox.c.contact_id.in_(select(contacts.c.id).where(contacts.c.person_id == person_id))
    which = theirs & (outbox.c.kind == kind) & one_of(outbox.c.state, map(str, OPEN_STATES))
    which = which & (outbox.c.student_id == student_id) if student_id is not None else which
    values = {"state": State.CANCELLED, "reason": Reason.UNWANTED, "settled_at": now}
    return (await connection.execute(update(outbox).where(which).values(**values))).rowcount
