"""Everything that the school keeps, for the one who answers for it: two administrators, one row in the audit."""

from datetime import datetime

from actions.four_eyes import spend_look
from actions.refusal import Refused
from school.access import may_decide
from school.institution import Person
from storage import audit
from storage.database import Database
from storage.everything import EXPORTED, Rows, everything


async def export_everything(database: Database, by: Person, *, key: bytes, now: datetime) -> dict[str, Rows]:
    """Every table of the school's data by name, a row of titles first. Raises Refused without a second look."""
    if not may_decide(by.role, by.duties):
        raise Refused("Это может только администратор этой школы.")
    async with database.write() as connection:
        await spend_look(connection, "export", by, now)
        found = await everything(connection)
        subject = f"school:{by.school_id} tables:{len(EXPORTED)}"
        actor = f"person:{by.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="export_everything", subject=subject)
    return found
