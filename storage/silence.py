"""What still waits for a contact, and its end when the right to it ends: in the transaction that ends the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import OPEN_STATES, Reason, State
from storage.expressions import one_of
from storage.tables import outbox

_UNSENT = [*map(str, OPEN_STATES), State.LEASED.value]


@dataclass(frozen=True, slots=True)
class Unsent:
    """A row that is queued, or leased and not settled yet."""

    id: int
    contact_id: int
    kind: str
    student_id: int | None


async def unsent_rows(connection: AsyncConnection, contact_ids: Sequence[int]) -> tuple[Unsent, ...]:
    """What is queued or on its way for these contacts."""
    query = select(outbox.c.id, outbox.c.contact_id, outbox.c.kind, outbox.c.student_id)
    mine = outbox.c.contact_id.in_(contact_ids) & one_of(outbox.c.state, _UNSENT)
    rows = await connection.execute(query.where(mine).order_by(outbox.c.id))
    return tuple(Unsent(row.id, row.contact_id, row.kind, row.student_id) for row in rows)


async def cancel_rows(connection: AsyncConnection, reasons: Mapping[int, Reason], now: datetime) -> int:
    """Cancel unsent rows by id, each with its word; how many. A leased one is dropped before it leaves (handing)."""
    cancelled = 0
    for reason in dict.fromkeys(reasons.values()):
        ids = [row_id for row_id, why in reasons.items() if why is reason]
        which = outbox.c.id.in_(ids) & one_of(outbox.c.state, _UNSENT)
        values = {"state": State.CANCELLED, "reason": reason, "settled_at": now}
        cancelled += (await connection.execute(update(outbox).where(which).values(**values))).rowcount
    return cancelled
