"""Requests to be linked: the card for administrators, its end, and the answer to the person."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school import wording
from school.facts import LinkRequest
from school.outbox import Reason
from school.wording.scans import scan_came
from storage.decisions import Decision, decisions
from storage.requests import link_requests
from storage.telling import sent_of


async def word_requests(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The card of a request that still waits."""
    cards, decided = await _about(connection, ready)
    return {
        one.row.id: Worded(wording.request_card(one.voice, cards[one.row.ref_id or 0], level=one.level))
        if one.row.ref_id in cards and not _decision(one, decided)
        else Reason.SUPERSEDED
        for one in ready
    }


async def word_scans(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """A signed form came with a request."""
    return {one.row.id: Worded(scan_came(one.voice, one.row.ref_id or 0)) for one in ready}


async def word_closed(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The card with its decision, in the place of the card that this administrator got."""
    cards, decided = await _about(connection, ready)
    sent = await sent_of(connection, ("request",), [(one.row.contact_id, one.row.ref_id or 0) for one in ready])
    worded: dict[int, Outcome] = {}
    for one in ready:
        card, decision = cards.get(one.row.ref_id or 0), _decision(one, decided)
        worded[one.row.id] = Reason.GONE
        if card and decision:
            message = wording.request_decided(
                one.voice, card, decision.state, decision.by or "", level=one.level, reason=decision.reason or ""
            )
            worded[one.row.id] = Worded(message, replaces=sent.get((one.row.contact_id, one.row.ref_id or 0)))
    return worded


async def word_decisions(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To the person who asked: approved, with the names of the children the rule shows now; or rejected, and why."""
    cards, decided = await _about(connection, ready)
    worded: dict[int, Outcome] = {}
    for one in ready:
        card, decision = cards.get(one.row.ref_id or 0), _decision(one, decided)
        worded[one.row.id] = Reason.GONE
        if card and decision and decision.state == "approved":
            children = [sight.student for sight in one.sights]
            message = wording.approved(one.voice, children, (card.role,), level=one.level)
            worded[one.row.id] = Worded(message)
        elif decision:
            worded[one.row.id] = Worded(wording.rejected(one.voice, decision.reason or ""))
    return worded


async def _about(
    connection: AsyncConnection, ready: Sequence[Ready]
) -> tuple[dict[int, LinkRequest], dict[int, Decision]]:
    ids = sorted({one.row.ref_id for one in ready if one.row.ref_id})
    return {card.contact_id: card for card in await link_requests(connection, ids)}, await decisions(connection, ids)


def _decision(one: Ready, decided: dict[int, Decision]) -> Decision | None:
    return decided.get(one.row.ref_id or 0)
