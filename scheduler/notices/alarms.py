"""What administrators hear of the house itself: alarms, and the end of the audit."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school import wording
from school.outbox import Hold, Reason
from school.wording.alarms import clock_jumped, password_locked
from school.wording.restored import restored
from storage.audit import head_at
from storage.restoring import hold_of


async def word_audit_heads(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """How many rows the audit had, and its seal then."""
    heads = {row_id: await head_at(connection, row_id) for row_id in {one.row.ref_id or 0 for one in ready}}
    worded: dict[int, Outcome] = {}
    for one in ready:
        head = heads[one.row.ref_id or 0]
        day = one.row.ref_day or one.today
        worded[one.row.id] = Worded(wording.audit_head(one.voice, day, head.rows, head.mark)) if head else Reason.GONE
    return worded


async def word_leaks(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """A message that the last look held."""
    return {one.row.id: Worded(wording.leak_held(one.voice, one.row.ref_id)) for one in ready}


async def word_locks(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Too many wrong codes in the whole school: codes and phones are not looked at for a while."""
    return {one.row.id: Worded(wording.linking_locked(one.voice)) for one in ready}


async def word_passwords(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """A colleague's password was locked; `ref_id` is whose, and is not said."""
    return {one.row.id: Worded(password_locked(one.voice)) for one in ready}


async def word_clocks(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The server's clock jumped by `ref_id` seconds."""
    return {one.row.id: Worded(clock_jumped(one.voice, one.row.ref_id or 0)) for one in ready}


async def word_restored(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The database was restored, and the queue waits; nothing when it is released by now."""
    hold, held = await hold_of(connection)
    answers = hold is not Hold.EVERYTHING
    return {
        one.row.id: Worded(restored(one.voice, held, answers=answers)) if hold else Reason.NOTHING_TO_SAY
        for one in ready
    }
