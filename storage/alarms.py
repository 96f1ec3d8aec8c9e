"""What administrators were alarmed of, as the queue keeps it: one row for each alarm, however many heard it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm: its kind, what it is about, and when it was last raised (UTC)."""

    kind: str
    ref_id: int | None
    ref_day: date | None
    at: datetime


async def alarms_since(
    connection: AsyncConnection, school_id: int, kinds: Sequence[str], since: datetime
) -> tuple[Raised, ...]:
    """The alarms of these kinds since an instant, newest first."""
    about = (outbox.c.kind, outbox.c.ref_id, outbox.c.ref_day)
    last = func.max(outbox.c.created_at).label("at")
    mine = (outbox.c.school_id == school_id) & outbox.c.kind.in_(kinds) & (outbox.c.created_at > since)
    rows = await connection.execute(select(*about, last).where(mine).group_by(*about).order_by(last.desc()))
    return tuple(Raised(*row) for row in rows)
