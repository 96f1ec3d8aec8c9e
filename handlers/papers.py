"""«Записать согласие» under a refused approval: about whom, what for, number and date; then it is approved."""

from dataclasses import replace

from actions.consenting import record_paper
from actions.linking import waiting_requests
from handlers.collecting import may_take
from handlers.deciding import approve
from handlers.dialog import about, begin, leave
from handlers.discretion import may_name, school_of
from handlers.visit import Visit
from school.clock import today
from school.consents import paper_of
from school.facts import LinkRequest, Student
from school.incoming import Reply
from school.messenger import Channel
from school.policy import Fact
from school.purposes import GUARDIAN_PURPOSES, Purpose
from school.wording import papers as wording

PAPER = "paper"
EVERY = "all"


async def paper(visit: Visit) -> Reply:
    """`paper C` asks about whom and what for, `paper C STUDENT PURPOSE` asks for number and date; `all` is all."""
    request = await _request(visit, visit.number(0))
    lacking = _lacking(request)
    if request is None or not lacking:
        return visit.say(wording.paper_elsewhere(visit.voice))
    child, purpose = (*visit.words[1:3], "", "")[:2]
    if child != EVERY and not any(str(one.id) == child for one in lacking):
        if len(lacking) > 1:
            return visit.say(wording.paper_about_whom(visit.voice, request.contact_id, lacking))
        child, purpose = str(lacking[0].id), ""
    if purpose not in (EVERY, *GUARDIAN_PURPOSES):
        return visit.say(wording.paper_what_for(visit.voice, request.contact_id, child))
    await begin(visit, PAPER, contact=request.contact_id, child=0 if child == EVERY else int(child), purpose=purpose)
    return visit.say(wording.paper_number(visit.voice))


async def take_paper(visit: Visit) -> Reply:
    """Number and date: the consent is recorded by this administrator, and the request approved."""
    request, child = await _request(visit, about(visit, "contact")), about(visit, "child")
    chosen = [one.id for one in _lacking(request) if child in (0, one.id)]
    if request is None or not chosen:
        await leave(visit)
        return visit.say(wording.paper_elsewhere(visit.voice))
    desk, by, found = visit.desk, visit.staff("administrator")[0], paper_of(visit.incoming.text)
    if found is None or found[1] > today(visit.now, (await school_of(visit, by)).zone):
        return visit.say(wording.paper_number(visit.voice, again=True))
    word = str((visit.account.dialog or {}).get("purpose", ""))
    await record_paper(
        desk.database,
        request.person_id,
        chosen,
        GUARDIAN_PURPOSES if word == EVERY else (Purpose(word),),
        channel=Channel(request.channel),
        number=found[0],
        signed_on=found[1],
        key=desk.key,
        now=visit.now,
        actor=f"person:{by.id}",
    )
    await leave(visit)
    return await approve(replace(visit, words=(str(request.contact_id),)))


async def _request(visit: Visit, contact_id: int | None) -> LinkRequest | None:
    """A guardian's request that waits, where staff may be told names and may write."""
    by = visit.staff("administrator")[0]
    if not await may_name(visit, by) or not await may_take(visit, Fact.STAFF, by.school_id):
        return None
    waiting = await waiting_requests(visit.desk.database, by.school_id)
    return next((one for one in waiting if one.contact_id == contact_id and one.role == "guardian"), None)


def _lacking(request: LinkRequest | None) -> list[Student]:
    """The children about whom nothing was signed for this channel, and nothing refused or withdrawn either."""
    children = request.children if request else ()
    return [one.student for one in children if one.consent is None and not one.restricted]
