"""When a person read what was sent, as far as a platform tells (VK does; Telegram tells no bot)."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import State
from storage.tables import contacts, outbox


async def unread_rows(connection: AsyncConnection, account_id: int) -> tuple[tuple[int, str], ...]:
    """(row id, the platform's message id) of what was sent to an account and is not known to be read."""
    mine = outbox.c.contact_id.in_(select(contacts.c.id).where(contacts.c.account_id == account_id))
    unread = (outbox.c.state == State.SENT) & outbox.c.read_at.is_(None) & outbox.c.message_id.is_not(None)
    query = select(outbox.c.id, outbox.c.message_id).where(mine & unread)
    return tuple((row.id, row.message_id) for row in await connection.execute(query))


async def mark_read(connection: AsyncConnection, row_ids: list[int], at: datetime) -> None:
    """These rows were read at an instant."""
    await connection.execute(update(outbox).where(outbox.c.id.in_(row_ids)).values(read_at=at))
