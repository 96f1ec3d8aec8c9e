"""Silence from the commit on: whatever ends a right cancels, in its own transaction, what waits by that right."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import Reason
from school.purposes import FAMILY_KINDS, PURPOSE_OF
from storage.silence import Unsent, cancel_rows, unsent_rows
from storage.ties import Sight, sights


async def silence(connection: AsyncConnection, contact_ids: Iterable[int], now: datetime) -> int:
    """Cancel what is queued for these contacts and what the access rule no longer lets them be told; how many rows.

    The rule is asked as it stands in this transaction. What says nothing of a child (decisions) stays.
    """
    ids = sorted(set(contact_ids))
    waiting = [row for row in await unsent_rows(connection, ids) if row.kind in PURPOSE_OF] if ids else []
    denied: dict[int, Reason] = {}
    for purpose in dict.fromkeys(PURPOSE_OF[row.kind] for row in waiting):
        seen = await sights(connection, now, contact_ids=ids, purpose=purpose)
        for row in waiting:
            reason = _denied(row, seen) if PURPOSE_OF[row.kind] is purpose else None
            if reason:
                denied[row.id] = reason
    return await cancel_rows(connection, denied, now)


def _denied(row: Unsent, seen: Sequence[Sight]) -> Reason | None:
    mine = [sight for sight in seen if sight.contact_id == row.contact_id]
    if row.kind not in FAMILY_KINDS:
        mine = [sight for sight in mine if sight.student.id == row.student_id]
    if any(sight.verdict.allowed for sight in mine):
        return None
    reason = next((sight.verdict.reason for sight in mine if sight.verdict.reason), Reason.NO_GUARDIANSHIP)
    return None if reason is Reason.RESTORED else reason  # nothing leaves meanwhile; what may is seen on release
