"""/start, a code, one's own phone: how a person becomes known. Whatever fails gets one and the same answer (R24)."""

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.linking import Linked, redeem_code, request_by_phone, resume_service
from handlers.collecting import may_take
from handlers.dialog import begin, leave, step_of
from handlers.pupils import seen
from handlers.readings import about_pupils
from handlers.visit import Visit
from school import wording
from school.access import ContactState
from school.incoming import Reply
from school.institution import Contact, Person
from school.policy import Level
from school.wording.asking import welcome_back
from storage.accounts import account
from storage.schools import school_by_id

PHONE = "phone"
ASKED_WITHIN = timedelta(minutes=10)  # a card sent later was not an answer to our question
_CODE = re.compile(r"[0-9a-z]{5}([-–— ]?[0-9a-z]{5}){3}", re.IGNORECASE)


def is_code(text: str) -> bool:
    """Does a text look like the code on the school's paper: four groups of five, however parted?"""
    return bool(_CODE.fullmatch(text.strip()))


async def start(visit: Visit) -> Reply:
    """/start: with a code, spend it; else welcome back, resume after /stop, wait, or greet."""
    if _typed_code(visit):
        return await use_code(visit, " ".join(visit.words))
    if visit.account.approved():
        return visit.say(welcome_back(visit.voice, visit.roles))
    if _in(visit, ContactState.STOPPED) and await _resumed(visit):
        visit = await _anew(visit)
        if visit.account.approved():
            return visit.say(welcome_back(visit.voice, visit.roles))
    return await greet(visit)


async def greet(visit: Visit) -> Reply:
    """To somebody who is not linked: how to be; to somebody whose request waits: that it waits."""
    if _in(visit, ContactState.WAITING):
        return visit.say(wording.waiting(visit.voice))
    message = wording.greeting(visit.voice, visit.incoming.channel, collects=await may_take(visit))
    if message.asks_phone:
        await begin(visit, PHONE)
    return visit.say(message)


def _typed_code(visit: Visit) -> bool:
    """Does what follows mean to be a code? After «/start» anything does, after «привет» only what looks like one."""
    return not visit.pressed and (
        is_code(" ".join(visit.words)) or ("/" in visit.incoming.text[:1] and bool(visit.words))
    )


async def use_code(visit: Visit, code: str) -> Reply:
    """A one-time code, from a start link or typed."""
    desk = visit.desk
    return await _linked(visit, await redeem_code(desk.database, visit.account, code, key=desk.key, now=visit.now))


async def use_phone(visit: Visit) -> Reply:
    """A shared contact card; it counts only when we asked for it."""
    phone, desk = visit.incoming.phone, visit.desk
    if phone is None:
        raise ValueError("no phone was shared")
    asked = step_of(visit, ASKED_WITHIN) == PHONE and await may_take(visit)
    linked = await request_by_phone(desk.database, visit.account, phone, asked=asked, key=desk.key, now=visit.now)
    return await _linked(visit, linked)


async def _linked(visit: Visit, linked: Linked | None) -> Reply:
    if linked is None:
        return visit.say(wording.nothing_matched(visit.voice))
    await leave(visit)
    visit = await _anew(visit)
    person_id = linked.request.person_id if linked.request else linked.person.id if linked.person else 0
    link = next((one for one in visit.account.contacts if one.person.id == person_id), None)
    if link and link.state is ContactState.APPROVED:
        return await _open(visit, link, already=linked.already)
    if linked.request is None or linked.already:
        return visit.say(wording.waiting(visit.voice))
    return visit.say(wording.request_made(visit.voice, linked.request))


async def _open(visit: Visit, link: Contact, *, already: bool) -> Reply:
    if already:
        return visit.say(welcome_back(visit.voice, visit.roles))
    async with visit.desk.database.read() as connection:
        view = await seen(connection, visit)
        level = await _level(connection, visit, link.person)
    said = visit.say(wording.approved(visit.voice, view.named, visit.roles, level=level))
    return replace(said, readings=about_pupils("children", [one for one in view.pupils if one.level is Level.FULL]))


async def _level(connection: AsyncConnection, visit: Visit, person: Person) -> Level:
    return (await school_by_id(connection, person.school_id)).level(visit.incoming.channel, visit.now)


async def _resumed(visit: Visit) -> bool:
    desk = visit.desk
    return await resume_service(desk.database, visit.account, key=desk.key, now=visit.now)


async def _anew(visit: Visit) -> Visit:
    """The visit with the account as it is now."""
    async with visit.desk.database.read() as connection:
        fresh = await account(connection, visit.account.channel, visit.account.chat)
    return visit.changed(fresh or visit.account)


def _in(visit: Visit, state: ContactState) -> bool:
    return any(contact.state is state for contact in visit.account.contacts)
