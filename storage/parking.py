"""What an administrator does with rows that are stuck: send them once more, or take them out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, literal, null, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import OPEN_STATES, Reason, State
from storage.tables import inbox, outbox

STUCK = tuple(map(str, (State.HELD, State.AMBIGUOUS, State.UNDELIVERABLE, State.EXPIRED, State.RETRY)))
DROPPABLE = tuple(map(str, (*OPEN_STATES, State.HELD, State.AMBIGUOUS)))


async def retry_rows(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Queue stuck rows again, at once; their ids. One that may have been sent says that it is a repetition."""
    repeated = case((outbox.c.state == State.AMBIGUOUS, literal(True)), else_=outbox.c.repeated)
    values = {"state": State.QUEUED, "reason": None, "attempts": 0, "not_before": now, "settled_at": None}
    where = outbox.c.id.in_(ids) & outbox.c.state.in_(STUCK)
    done = update(outbox).where(where).values(**values, repeated=repeated, epoch=outbox.c.epoch + 1)
    return tuple((await connection.execute(done.returning(outbox.c.id))).scalars())


async def drop_rows(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Take rows out of the queue; the ids of those that were in it. What is on its way can't be taken back."""
    values = {"state": State.CANCELLED, "reason": Reason.DROPPED, "settled_at": now, "epoch": outbox.c.epoch + 1}
    where = outbox.c.id.in_(ids) & outbox.c.state.in_(DROPPABLE)
    done = update(outbox).where(where).values(**values).returning(outbox.c.id)
    return tuple((await connection.execute(done)).scalars())


async def drop_updates(connection: AsyncConnection, ids: Sequence[int]) -> tuple[int, ...]:
    """Strike parked updates off the list of troubles; their ids. What was written in them is gone already."""
    where = inbox.c.id.in_(ids) & inbox.c.trouble.is_not(None)
    done = update(inbox).where(where).values(trouble=null()).returning(inbox.c.id)
    return tuple((await connection.execute(done)).scalars())
