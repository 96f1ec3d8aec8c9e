"""Restrictions that the school recorded itself; they outlive every import of the journal."""

from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import upsert
from storage.tables import guardianships, restrictions

_SAME = (restrictions.c.guardian_id == guardianships.c.guardian_id) & (
    restrictions.c.student_id == guardianships.c.student_id
)


async def keep_restriction(
    connection: AsyncConnection, guardian_id: int, student_id: int, document: str, now: datetime, by: str
) -> bool:
    """This guardian may not receive about this student, by a document; False when there is no such guardianship."""
    values = {"document": document, "recorded_at": now, "recorded_by": by}
    query = upsert(connection, restrictions, ("guardian_id", "student_id"), tuple(values))
    await connection.execute(query.values(guardian_id=guardian_id, student_id=student_id, **values))
    tie = (guardianships.c.guardian_id == guardian_id) & (guardianships.c.student_id == student_id)
    return (await connection.execute(update(guardianships).where(tie).values(restriction=document))).rowcount == 1


async def lift_restriction(connection: AsyncConnection, guardian_id: int, student_id: int) -> bool:
    """A restriction of the school's own ends; False when there was none (the journal's own stays)."""
    pair = (restrictions.c.guardian_id == guardian_id) & (restrictions.c.student_id == student_id)
    if not (await connection.execute(delete(restrictions).where(pair))).rowcount:
        return False
    tie = (guardianships.c.guardian_id == guardian_id) & (guardianships.c.student_id == student_id)
    await connection.execute(update(guardianships).where(tie).values(restriction=None))
    return True


async def restore_restrictions(connection: AsyncConnection) -> int:
    """After an import: what the school restricted itself is restricted still; how many the journal had forgotten."""
    document = select(restrictions.c.document).where(_SAME).scalar_subquery()
    forgotten = guardianships.c.restriction.is_(None) & exists().where(_SAME)
    return (await connection.execute(update(guardianships).where(forgotten).values(restriction=document))).rowcount
