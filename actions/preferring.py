"""What a person chooses about one's own account: language, digest, the child asked about, the step of a dialog."""

from typing import Any

from school.institution import Account
from storage.accounts import change_account
from storage.database import Database


async def prefer(database: Database, account: Account, **changes: Any) -> None:
    """Keep choices of an account: language, digest, digest_time, dialog, child_id, reachable. One's own only."""
    async with database.write() as connection:
        await change_account(connection, account.id, **changes)
