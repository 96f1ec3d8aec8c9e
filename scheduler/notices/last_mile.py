"""To staff: what a class teacher is to tell in person, and what administrators are warned of (R18, R33)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.deadlines import LedgerLine, ledger_lines, still_due
from actions.last_mile import list_of_class
from scheduler.notices.kinds import Outcome, Ready, Word, Worded
from school import wording
from school.lateness import Case, batch_of, threshold
from school.outbox import Reason

UNOWED = frozenset({Reason.RESTRICTED, Reason.NOT_ENROLLED})


async def word_last_mile(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The list of a class as it stands now."""
    ids = {one.row.ref_id or 0 for one in ready}
    listed = {class_id: await list_of_class(connection, class_id) for class_id in ids}
    return {one.row.id: _list(one, listed[one.row.ref_id or 0]) for one in ready}


def _list(one: Ready, cases: Sequence[Case]) -> Outcome:
    if not cases:
        return Reason.NOTHING_TO_SAY
    title, local = cases[0].student.school_class, one.school.local(one.now)
    return Worded(wording.last_mile(one.voice, title, cases, local, level=one.level))


def warning_of(percent: int) -> Word:
    """Words the warning that so many per cent of the time are over."""

    async def word_warnings(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
        """What a batch still owes; nothing when it is told, or when the next warning says it better."""
        ids = {one.school.id for one in ready}
        lines = {school_id: await ledger_lines(connection, ready[0].now, school_id) for school_id in ids}
        return {one.row.id: _warning(one, percent, lines[one.school.id]) for one in ready}

    return word_warnings


def _warning(one: Ready, percent: int, lines: Sequence[LedgerLine]) -> Outcome:
    batch = tuple(line for line in lines if batch_of(line.send_by) == one.row.ref_id)
    due = still_due(tuple(line for line in batch if line.reason not in UNOWED))
    if not due:
        return Reason.NOTHING_TO_SAY
    if all((threshold(line.received_at, line.send_by, one.now) or 100) > percent for line in batch):
        return Reason.SUPERSEDED
    return Worded(wording.warning(one.voice, percent, due, one.now, level=one.level))
