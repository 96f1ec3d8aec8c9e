"""/requests, the two buttons under a request, /deadlines: what an administrator does in chat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.approving import approve_matching, matches
from actions.deadlines import ledger, still_due
from actions.deciding import Decided, approve_contact, decision_on, reject_contact
from actions.linking import waiting_requests
from handlers.collecting import may_take
from handlers.dialog import about, begin, leave
from handlers.discretion import school_of, staff_level
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.facts import LinkRequest
from school.incoming import Reply
from school.institution import Person
from school.message import Message
from school.opening import is_near, open_by
from school.policy import Fact, Level
from school.wording.staff import SHOWN, approve_matching_ask, approved_matching

REASON = "reject_reason"


async def requests(visit: Visit) -> Reply:
    """How many requests wait, and a card for each."""
    waiting = await waiting_requests(visit.desk.database, _administrator(visit).school_id)
    level = await _level(visit)
    shown = waiting[:SHOWN]
    cards = [wording.request_card(visit.voice, request, level=level) for request in shown]
    matching = sum(matches(request) for request in waiting)
    near = await _near(visit, waiting)
    said = visit.say(wording.requests(visit.voice, waiting, matching=matching, near=near), *cards)
    return replace(said, readings=by_staff(visit, "requests", [f"contact:{one.contact_id}" for one in shown]))


async def approve(visit: Visit) -> Reply:
    """`approve C`; `approve matching NEWEST` asks once more, `approve matching NEWEST yes` does it."""
    if visit.words[:1] == ("matching",):
        return await _matching(visit)
    desk, contact_id, by = visit.desk, visit.number(0), _administrator(visit)
    if contact_id is None:
        return await requests(visit)
    decided = await approve_contact(desk.database, contact_id, by, key=desk.key, now=visit.now)
    if decided.outcome == "refused" and decided.request:
        return await _refused(visit, decided.request, decided.reasons)
    return visit.answer(await _said(visit, contact_id, decided, ""))


async def _matching(visit: Visit) -> Reply:
    """All that match consent and phone, of those that waited when the button was made."""
    desk, by, newest = visit.desk, _administrator(visit), visit.number(1) or 0
    waiting = await waiting_requests(desk.database, by.school_id)
    meant = [one.contact_id for one in waiting if one.contact_id <= newest and matches(one)]
    if "yes" not in visit.words:
        return visit.say(approve_matching_ask(visit.voice, len(meant), len(waiting) - len(meant), newest))
    done = await approve_matching(desk.database, by, meant, key=desk.key, now=visit.now)
    return visit.answer(approved_matching(visit.voice, done.approved, done.left))


async def reject(visit: Visit) -> Reply:
    """`reject C` asks why, `reject C REASON` does it."""
    contact_id = visit.number(0)
    if contact_id is None:
        return await requests(visit)
    if len(visit.words) > 1:
        return await _reject(visit, contact_id, " ".join(visit.words[1:]))
    if await decision_on(visit.desk.database, contact_id, _administrator(visit)):
        return visit.answer(await _already(visit, contact_id))
    await begin(visit, REASON, contact=contact_id)
    taken = await may_take(visit, Fact.STAFF, _administrator(visit).school_id)
    question = wording.why_reject(visit.voice, contact_id, own_words=taken)
    card = await _card(visit, contact_id)
    return visit.answer(replace(question, blocks=(*card.blocks, *question.blocks)) if card else question)


async def reject_because(visit: Visit) -> Reply:
    """The reason in the administrator's own words, typed after «Отклонить»."""
    own_words = visit.incoming.text.strip()
    if not own_words or not await may_take(visit, Fact.STAFF, _administrator(visit).school_id):
        return visit.say(wording.why_reject(visit.voice, about(visit, "contact"), own_words=not own_words))
    await leave(visit)
    return await _reject(visit, about(visit, "contact"), own_words)


async def deadlines(visit: Visit) -> Reply:
    """What is not told yet, most urgent first."""
    lines = await ledger(visit.desk.database, now=visit.now, school_id=_administrator(visit).school_id)
    due = still_due(lines)
    said = visit.say(wording.deadlines(visit.voice, due, visit.now, level=await _level(visit)))
    about = dict.fromkeys(f"student:{one.student.id}" for one in due)
    return replace(said, readings=by_staff(visit, "deadlines", list(about)))


async def _reject(visit: Visit, contact_id: int, reason: str) -> Reply:
    desk, by = visit.desk, _administrator(visit)
    decided = await reject_contact(desk.database, contact_id, by, reason, key=desk.key, now=visit.now)
    return visit.answer(await _said(visit, contact_id, decided, reason))


async def _said(visit: Visit, contact_id: int, decided: Decided, reason: str) -> Message:
    """The card with its decision, to take the place of the card."""
    if decided.request is None or decided.outcome not in ("approved", "rejected"):
        return await _already(visit, contact_id)
    level = await _level(visit)
    by, request = decided.by_name or "", decided.request
    return wording.request_decided(visit.voice, request, decided.outcome, by, level=level, reason=reason)


async def _already(visit: Visit, contact_id: int) -> Message:
    """That it is decided, how, and by whom."""
    found, level = await decision_on(visit.desk.database, contact_id, _administrator(visit)), await _level(visit)
    state, by = (found.state, found.by or "") if found else ("", "")
    return wording.already_decided(visit.voice, contact_id, state, by, level=level)


async def _refused(visit: Visit, request: LinkRequest, reasons: Sequence[str]) -> Reply:
    """The card stays as it is; why not, as a message of its own."""
    level, taken = await _level(visit), await may_take(visit, Fact.STAFF, _administrator(visit).school_id)
    unsigned = any(one.consent is None and not one.restricted for one in request.children)
    record = unsigned and taken and level is Level.FULL and request.role == "guardian"
    return visit.say(wording.approval_refused(visit.voice, request, reasons, level=level, record=record))


async def _card(visit: Visit, contact_id: int) -> Message | None:
    waiting = await waiting_requests(visit.desk.database, _administrator(visit).school_id)
    found = [request for request in waiting if request.contact_id == contact_id]
    return wording.request_card(visit.voice, found[0], level=await _level(visit)) if found else None


async def _near(visit: Visit, waiting: Sequence[LinkRequest]) -> tuple[int, date] | None:
    """How many of the requests near their ten days, and the first of those days."""
    near = [one.requested_at for one in waiting if is_near(one.requested_at, visit.now)]
    if not near:
        return None
    school = await school_of(visit, _administrator(visit))
    return len(near), school.local(open_by(min(near))).date()


def _administrator(visit: Visit) -> Person:
    return visit.staff("administrator")[0]


async def _level(visit: Visit) -> Level:
    return await staff_level(visit, _administrator(visit))
