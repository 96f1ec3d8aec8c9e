"""/children, /settings, /help, /stop: what a person decides about one's own account."""

import re
from dataclasses import replace
from datetime import time
from typing import Any

from actions.inviting import invite_second
from actions.linking import stop_service
from actions.preferring import prefer
from actions.visiting import own_visits
from handlers.preferences import preferences
from handlers.pupils import seen
from handlers.readings import about_pupils
from handlers.visit import Visit
from school import wording
from school.access import Role
from school.incoming import Reply
from school.message import Block, Text
from school.profile import Profile
from school.wording.asking import child_choice, not_for_you
from school.wording.preferences import steps
from school.wording.second import second_code
from school.wording.visits import what_is_counted
from storage.schools import school_by_id

_TIME = re.compile(r"([01]?\d|2[0-3])[:.\-]([0-5]\d)")
_LANGUAGES = {"ru": "ru", "русский": "ru", "russian": "ru", "en": "en", "english": "en", "английский": "en"}
_SWITCH = {"off": False, "выкл": False, "выключить": False, "on": True, "вкл": True, "включить": True}


async def help_(visit: Visit) -> Reply:
    """What this person may ask, and the standing menu."""
    return visit.say(wording.help(visit.voice, visit.roles))


async def stop(visit: Visit) -> Reply:
    """Silence at once."""
    await stop_service(visit.desk.database, visit.account, key=visit.desk.key, now=visit.now)
    return visit.answer(wording.stopped(visit.voice))


async def second(visit: Visit) -> Reply:
    """/link: a one-time code that carries this person into another messenger."""
    contact = visit.account.approved(Role.GUARDIAN, Role.STUDENT)[0]
    made = await invite_second(visit.desk.database, contact, key=visit.desk.key, now=visit.now)
    return visit.say(second_code(visit.voice, made.code, int((made.expires_at - visit.now).total_seconds() // 60)))


async def children(visit: Visit) -> Reply:
    """Whom one may ask about, and a button per child when there are several to choose from."""
    if not visit.account.approved(Role.GUARDIAN):
        return visit.say(not_for_you(visit.voice))
    async with visit.desk.database.read() as connection:
        view = await seen(connection, visit)
    if not view.pupils:
        return visit.answer(wording.no_access(visit.voice, view.reason))
    if not view.told:
        return visit.answer(wording.ping(visit.voice))
    read = about_pupils("children", view.told)
    if len(view.named) > 1:
        return replace(visit.answer(child_choice(visit.voice, view.named, visit.account.child_id)), readings=read)
    level = min(pupil.level for pupil in view.told)
    students = [pupil.student for pupil in view.told]
    return replace(visit.answer(wording.children(visit.voice, students, level=level)), readings=read)


async def child(visit: Visit) -> Reply:
    """`child ID|all`: of whom questions are when nobody is named."""
    chosen = visit.number(0)
    if chosen is not None:
        async with visit.desk.database.read() as connection:
            view = await seen(connection, visit)
        if chosen not in {student.id for student in view.named}:
            return visit.say(wording.stale_button(visit.voice))
    return await children(await changed(visit, child_id=chosen))


async def settings(visit: Visit) -> Reply:
    """Language and digest: shown, or changed by a button or by words («настройки 19:30»)."""
    if said := await preferences(visit):
        return said
    words = [word for word in visit.words if word not in ("lang", "language", "digest", "time", "сводка", "язык")]
    for word in words:
        if word in _LANGUAGES:
            visit = await changed(visit, language=_LANGUAGES[word])
            return visit.say(*(await _settings(visit)).messages, wording.help(visit.voice, visit.roles))
        if word in _SWITCH:
            visit = await changed(visit, digest=_SWITCH[word])
        elif at := time_in(word):
            visit = await changed(visit, digest=True, digest_time=at)
    return await _settings(visit)


def is_time(text: str) -> bool:
    """Is a text nothing but a time of day? Then it is the digest's: no other answer of ours is one."""
    return ":" in text and time_in(text) is not None


async def set_time(visit: Visit) -> Reply:
    """A time of day sent by itself."""
    return await _settings(await changed(visit, digest=True, digest_time=time_in(visit.incoming.text)))


def time_in(text: str) -> time | None:
    """«18:30», «9.15» as a time of day; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


async def _settings(visit: Visit) -> Reply:
    account = visit.account
    at = account.digest_time or await _school_time(visit)
    page = wording.settings(visit.voice, account.language, account.digest, at)
    ways = steps(visit.voice, family=bool(account.approved(Role.GUARDIAN, Role.STUDENT)))
    return visit.answer(replace(page, blocks=page.blocks + await _counted(visit), buttons=page.buttons + ways))


async def _counted(visit: Visit) -> tuple[Block, ...]:
    """What is counted of this reader (R27); nothing for staff."""
    times = await own_visits(visit.desk.database, visit.account, now=visit.now)
    return () if times is None else (Text(what_is_counted(visit.voice, times)),)


async def _school_time(visit: Visit) -> time:
    """When the school sends its digest, for those who chose no time of their own."""
    contacts = visit.account.approved()
    if not contacts:
        return Profile().digest_time
    async with visit.desk.database.read() as connection:
        return (await school_by_id(connection, contacts[0].person.school_id)).profile.digest_time


async def changed(visit: Visit, **changes: Any) -> Visit:
    """Keep choices of the account; the visit with them made."""
    await prefer(visit.desk.database, visit.account, **changes)
    return visit.changed(replace(visit.account, **changes))
