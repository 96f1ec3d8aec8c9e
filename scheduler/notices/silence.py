"""The journal does not answer: administrators hear of it once a day."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school.outbox import Reason
from school.wording.silence import journal_silent


async def word_silence(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Since when; nothing once it has answered."""
    return {
        one.row.id: Reason.SUPERSEDED
        if one.as_of and one.as_of.date() >= (one.row.ref_day or one.today)
        else Worded(journal_silent(one.voice, one.as_of, one.today))
        for one in ready
    }
