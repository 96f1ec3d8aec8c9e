"""A platform says how far a person has read: the proof keeps when."""

from datetime import datetime

from school.institution import Account
from storage.database import Database
from storage.reading import mark_read, unread_rows


async def note_read(database: Database, account: Account, upto: str, *, now: datetime) -> int:
    """Everything sent to the account up to this message id is read; how many rows. Ids grow with time (VK)."""
    if not upto.isdecimal():
        return 0
    async with database.read() as connection:
        unread = await unread_rows(connection, account.id)
    read = [row_id for row_id, message_id in unread if message_id.isdecimal() and int(message_id) <= int(upto)]
    if read:
        async with database.write() as connection:
            await mark_read(connection, read, now)
    return len(read)
