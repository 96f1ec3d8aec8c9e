"""Answers that families give to the question of an announcement: one per person, the last one counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import upsert
from storage.repeating import GONE
from storage.tables import announcement_answers as answers
from storage.tables import contacts, outbox


async def told_people(
    connection: AsyncConnection, announcement_id: int, contact_ids: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """(contact, person) of these contacts to whom the announcement went."""
    about = (outbox.c.kind == "announcement") & (outbox.c.ref_id == announcement_id)
    gone = outbox.c.state.in_(GONE)
    query = select(contacts.c.id, contacts.c.person_id).join(outbox, outbox.c.contact_id == contacts.c.id)
    rows = await connection.execute(query.where(about & gone & contacts.c.id.in_(contact_ids)))
    return tuple((row.id, row.person_id) for row in rows)


async def set_answer(
    connection: AsyncConnection, announcement_id: int, people: Sequence[int], number: int, now: datetime
) -> None:
    """These people answered so; an earlier answer of theirs gives way."""
    rows = [
        {"announcement_id": announcement_id, "person_id": one, "number": number, "answered_at": now} for one in people
    ]
    if rows:
        changed = upsert(connection, answers, ("announcement_id", "person_id"), ("number", "answered_at"))
        await connection.execute(changed, rows)


async def answers_of(connection: AsyncConnection, announcement_id: int) -> dict[int, int]:
    """The number of the answer by person."""
    query = select(answers.c.person_id, answers.c.number).where(answers.c.announcement_id == announcement_id)
    return {row.person_id: row.number for row in await connection.execute(query)}
