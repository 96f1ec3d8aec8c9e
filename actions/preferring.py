"""What a person chooses for oneself: language, digest, quiet hours, kinds of notice, the child asked about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from school.institution import Account
from storage.accounts import change_account
from storage.database import Database
from storage.wishes import cancel_unwanted, set_wish


async def prefer(database: Database, account: Account, **changes: Any) -> None:
    """Keep choices of an account: language, digest, digest_time, quiet, dialog, child_id, reachable. One's own only."""
    async with database.write() as connection:
        await change_account(connection, account.id, **changes)


async def wish(
    database: Database, people: Sequence[int], kind: str, student_id: int | None, *, wanted: bool, now: datetime
) -> None:
    """Keep whether these people (one's own) want a kind, about a child or about all; what waits unwanted is dropped."""
    async with database.write() as connection:
        for person_id in people:
            await set_wish(connection, person_id, kind, student_id, wanted=wanted)
            if not wanted:
                await cancel_unwanted(connection, person_id, kind, student_id, now)
