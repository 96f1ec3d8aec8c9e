"""Letters under an announcement: a family's words to its author, and the author's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import accounts, announcements, contacts, letters, outbox, people


@dataclass(frozen=True, slots=True)
class Letter:
    """`contact_id` is of the family's person, `to_person` the announcement's author."""

    id: int
    announcement_id: int
    announced: str  # the announcement's text
    contact_id: int
    channel: str
    who: str  # «Орлова Анна»
    from_family: bool
    to_person: int
    text: str
    written_at: datetime


async def add_letter(
    connection: AsyncConnection, announcement_id: int, contact_id: int, teacher_id: int | None, text: str, now: datetime
) -> int:
    """Keep a letter; its id. `teacher_id`: who wrote it, None when the family did."""
    values = {"announcement_id": announcement_id, "contact_id": contact_id, "teacher_id": teacher_id}
    query = insert(letters).values(**values, text=text, written_at=now).returning(letters.c.id)
    return int((await connection.execute(query)).scalar_one())


async def last_told(connection: AsyncConnection, contact_ids: Sequence[int], since: datetime) -> int | None:
    """The announcement that last reached one of these contacts since an instant; None when there was none."""
    mine = outbox.c.contact_id.in_(contact_ids) & (outbox.c.kind == "announcement") & (outbox.c.settled_at > since)
    query = select(outbox.c.ref_id).where(mine & (outbox.c.state == "sent")).order_by(outbox.c.settled_at.desc())
    found: int | None = (await connection.execute(query.limit(1))).scalar()
    return found


async def letters_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Letter]:
    """These letters, by id."""
    query = (
        select(letters, accounts.c.channel, people.c.last_name, people.c.first_name)
        .add_columns(announcements.c.author_id, announcements.c.text.label("announced"))
        .join(contacts, contacts.c.id == letters.c.contact_id)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .join(announcements, announcements.c.id == letters.c.announcement_id)
        .where(letters.c.id.in_(ids))
    )
    return {
        row.id: Letter(
            id=row.id,
            announcement_id=row.announcement_id,
            announced=row.announced,
            contact_id=row.contact_id,
            channel=row.channel,
            who=f"{row.last_name} {row.first_name}",
            from_family=row.teacher_id is None,
            to_person=row.author_id,
            text=row.text,
            written_at=row.written_at,
        )
        for row in await connection.execute(query)
    }
