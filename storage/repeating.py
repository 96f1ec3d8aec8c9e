"""Telling what was told before once more: a reminder, a correction; one row per row that got there (R32)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import State, Urgency
from storage.database import insert_ignoring
from storage.fanout import COLUMNS, Moment
from storage.tables import outbox
from storage.tables.columns import Instant

GONE = (State.SENT.value, State.LEASED.value, State.AMBIGUOUS.value)
"""States of a message that its reader may have."""
AT_ONCE = 5_000  # ids in one statement


async def queue_repeats(
    connection: AsyncConnection,
    announcement_id: int,
    kind: str,
    which: str,
    moment: Moment,
    send_by: datetime,
    row_ids: Sequence[int] | None = None,
) -> int:
    """Queue a row of `kind` for each row of an announcement that went out, or for these; how many.

    `which` makes it one notice however often this is called: "announcement_fix:12:1:contact".
    """
    if row_ids is None:
        return await _queue(connection, announcement_id, kind, which, moment, send_by, None)
    parts = [row_ids[at : at + AT_ONCE] for at in range(0, len(row_ids), AT_ONCE)]
    return sum([await _queue(connection, announcement_id, kind, which, moment, send_by, part) for part in parts])


async def _queue(
    connection: AsyncConnection,
    announcement_id: int,
    kind: str,
    which: str,
    moment: Moment,
    send_by: datetime,
    row_ids: Sequence[int] | None,
) -> int:
    gone = (outbox.c.kind == "announcement") & (outbox.c.ref_id == announcement_id) & outbox.c.state.in_(GONE)
    key = literal(f"{kind}:{announcement_id}:{which}:", String) + cast(outbox.c.contact_id, String)
    due = literal(send_by, Instant)
    rows = select(
        outbox.c.school_id,
        outbox.c.contact_id,
        outbox.c.channel,
        literal(kind),
        outbox.c.ref_id,
        outbox.c.ref_day,
        outbox.c.student_id,
        key,
        literal(int(Urgency.ANNOUNCEMENT)),
        moment.not_before(due),
        due,
        literal(State.QUEUED.value),
        literal(moment.now, Instant),
        literal(0),
        literal(False),
        literal(0),
    ).where(gone if row_ids is None else gone & outbox.c.id.in_(row_ids))
    insert = insert_ignoring(connection, outbox, ("dedupe_key",))
    return (await connection.execute(insert.from_select(COLUMNS, rows))).rowcount
