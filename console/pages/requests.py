"""Requests to be linked: approve, reject with a reason, approve all that match, take a wrong approval back."""

from datetime import timedelta

from fastapi import Response

from actions.approving import approve_matching, matches
from actions.deciding import approve_contact, reject_contact
from actions.four_eyes import approvals_left, ask_second_look
from actions.linking import waiting_requests
from actions.refusal import Refused
from actions.scanning import open_scans
from actions.unlinking import UNDO_WITHIN, undo_approval
from console import labels
from console.listing import Cell, Listing, listing, row
from console.visit import NotFound, Visit
from school.access import ContactState
from school.facts import LinkRequest
from school.wording import mask_phone
from school.wording.linking import REJECTIONS, rejection_words
from school.wording.reasons import reasons_listed
from school.wording.staff import linked_line
from storage.links import Linked, decided_since
from storage.requests import link_requests
from storage.scans import scan_counts


async def requests(visit: Visit) -> Response:
    """What waits, and what was decided in the last two days."""
    waiting = await waiting_requests(visit.database, visit.by.school_id)
    decided, cards = await _decided(visit)
    words = [(word, rejection_words(visit.voice, word)) for word in REJECTIONS]
    matching = [one for one in waiting if matches(one)]
    async with visit.database.read() as connection:
        scans = await scan_counts(connection, [one.contact_id for one in waiting])
    return visit.page(
        "requests.html",
        scans=scans,
        waiting=waiting,
        matching=len(matching),
        decided=decided,
        cards=cards,
        reasons=words,
        labels=labels,
        mask=mask_phone,
        linked=linked_line,
        approved=ContactState.APPROVED,
        undo_since=visit.now - UNDO_WITHIN,
    )


async def rows(visit: Visit) -> Listing:
    """What waits, as a list."""
    say = visit.voice.say
    columns = (say("№"), say("Когда"), say("Кто"), say("Мессенджер"), say("Телефон"), say("Ученики и согласия"))
    waiting = await waiting_requests(visit.database, visit.by.school_id)
    return listing("requests", columns, [_row(visit, one) for one in waiting])


async def decided_rows(visit: Visit) -> Listing:
    """What was decided in the last two days, as a list."""
    say, (decided, cards) = visit.voice.say, await _decided(visit)
    columns = (say("№"), say("Кто"), say("Мессенджер"), say("Решение"), say("Решил"), say("Когда"))
    made = []
    for one in decided:
        who = cards[one.id].full_name if one.id in cards else "—"
        where, state = labels.channel(visit.voice, one.channel), labels.state_words(visit.voice, one.state)
        made.append(row(one.id, who, where, state, one.decided_by, visit.moment(one.decided_at)))
    return listing("decided", columns, made)


async def approve(visit: Visit) -> Response:
    """One press."""
    say = visit.voice.say
    done = await approve_contact(visit.database, visit.number(), visit.by, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    if done.outcome == "refused":
        why = reasons_listed(visit.voice, done.reasons)
        said = say("Одобрить пока нельзя, заявка № {number}: {why}.", number=visit.number(), why=why)
        return await visit.go("/requests", said)
    said = say("Одобрено: доступ открыт.") if done.outcome == "approved" else say("По этой заявке уже решено.")
    return await visit.go("/requests", said)


async def reject(visit: Visit) -> Response:
    """With a reason: a word of ours, or the administrator's own."""
    say, why = visit.voice.say, visit.given("own", 200) or visit.given("reason", 200)
    if not why:
        raise Refused("Выберите или напишите причину: её увидит человек.")
    done = await reject_contact(visit.database, visit.number(), visit.by, why, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    said = (
        say("Отклонено: человек узнает причину.") if done.outcome == "rejected" else say("По этой заявке уже решено.")
    )
    return await visit.go("/requests", said)


async def undo(visit: Visit) -> Response:
    """A wrong approval goes back to the requests."""
    await undo_approval(visit.database, visit.number(), visit.by, key=visit.key, now=visit.now)
    return await visit.go("/requests", visit.voice.say("Одобрение отменено: заявка снова ждёт решения."))


async def all_matching(visit: Visit) -> Response:
    """A second look before many are approved: how many, who, and what one may alone."""
    waiting = await waiting_requests(visit.database, visit.by.school_id)
    matching = [one for one in waiting if matches(one)]
    async with visit.database.read() as connection:
        left = await approvals_left(connection, visit.by, visit.the_school, visit.now)
    rest = len(waiting) - len(matching)
    return visit.page("approve_all.html", matching=matching, left=left, rest=rest, labels=labels)


async def approve_all(visit: Visit) -> Response:
    """Those that were looked at and match still; or a colleague is asked first."""
    say, plural = visit.voice.say, visit.voice.plural
    chosen = [int(one) for one in visit.form.get("chosen", []) if str(one).isdecimal() and len(str(one)) < 10]
    async with visit.database.read() as connection:
        left = await approvals_left(connection, visit.by, visit.the_school, visit.now)
    if len(chosen) > left:
        await ask_second_look(visit.database, "approvals", len(chosen) - left, visit.by, key=visit.key, now=visit.now)
        return await visit.go("/second-looks", say("Нужен второй администратор: вопрос ему записан."))
    done = await approve_matching(visit.database, visit.by, chosen, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    return await visit.go("/requests", plural("Одобрена {n} заявка.", "Одобрено {n} заявок.", done.approved))


async def scan(visit: Visit) -> Response:
    """A page of the signed form that came with a request."""
    opened = await open_scans(
        visit.database, visit.number(), visit.by, folder=visit.office.folder, key=visit.key, now=visit.now
    )
    if not opened:
        raise NotFound
    place = visit.number("page") - 1
    if place >= len(opened):
        raise NotFound
    found, content = opened[place]
    return visit.file(content, found.name, "application/octet-stream")


async def _decided(visit: Visit) -> tuple[tuple[Linked, ...], dict[int, LinkRequest]]:
    async with visit.database.read() as connection:
        decided = await decided_since(connection, visit.by.school_id, visit.now - timedelta(days=2))
        cards = await link_requests(connection, [one.id for one in decided])
    return decided, {card.contact_id: card for card in cards}


def _row(visit: Visit, one: LinkRequest) -> tuple[Cell, ...]:
    children = "; ".join(
        f"{child.student.last_name} {child.student.name}, {child.student.school_class}: "
        + labels.consent_words(visit.voice, child.consent)
        for child in one.children
    )
    where = labels.channel(visit.voice, one.channel)
    return row(one.contact_id, visit.moment(one.requested_at), one.full_name, where, mask_phone(one.phone), children)
