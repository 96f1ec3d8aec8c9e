"""Is it still you; and the request that has waited for a week."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school.opening import open_by
from school.outbox import Reason
from school.wording.confirming import request_late, still_you
from storage.decisions import decisions
from storage.doubts import doubt_of
from storage.requests import link_requests


async def word_confirms(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To the person; nothing when it is decided by now."""
    doubts = await doubt_of(connection, [one.row.contact_id for one in ready])
    return {
        one.row.id: Worded(still_you(one.voice, doubts[one.row.contact_id]))
        if one.row.contact_id in doubts
        else Reason.SUPERSEDED
        for one in ready
    }


async def word_late_requests(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To administrators; nothing when it is decided by now."""
    ids = sorted({one.row.ref_id for one in ready if one.row.ref_id})
    cards = {card.contact_id: card for card in await link_requests(connection, ids)}
    decided = await decisions(connection, ids)
    worded: dict[int, Outcome] = {}
    for one in ready:
        card = cards.get(one.row.ref_id or 0)
        worded[one.row.id] = Reason.SUPERSEDED
        if card and card.contact_id not in decided:
            day = one.school.local(open_by(card.requested_at)).date()
            worded[one.row.id] = Worded(request_late(one.voice, card.contact_id, day))
    return worded
