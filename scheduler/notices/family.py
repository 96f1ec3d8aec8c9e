"""What is told of the link itself: that a child left the school, that another adult or messenger was linked."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school import wording
from school.outbox import Reason
from school.wording.second import new_account, new_adult
from storage.decisions import decisions
from storage.requests import link_requests


async def word_farewells(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The last message about a student who left."""
    return {one.row.id: Worded(wording.farewell(one.voice, one.sights[0].student, level=one.level)) for one in ready}


async def word_new_adults(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Another adult may now hear of the child; who it is, the school says."""
    return {one.row.id: Worded(new_adult(one.voice, one.sights[0].student, level=one.level)) for one in ready}


async def word_new_accounts(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """One more messenger of the reader's own; nothing when its approval was taken back by now."""
    ids = sorted({one.row.ref_id for one in ready if one.row.ref_id})
    decided = await decisions(connection, ids)
    channels = {
        card.contact_id: card.channel
        for card in await link_requests(connection, ids)
        if card.contact_id in decided and decided[card.contact_id].state == "approved"
    }
    return {
        one.row.id: Worded(new_account(one.voice, channels[one.row.ref_id], level=one.level))
        if one.row.ref_id in channels
        else Reason.GONE
        for one in ready
    }
