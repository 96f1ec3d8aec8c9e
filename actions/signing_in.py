"""Sitting down at the console: a browser asks, the person's messenger confirms, only the browser that asked gets in.

Whoever asks hears the same. The link goes to the person's approved messengers and lives ten minutes. Opened in the
browser that asked it needs one press; opened anywhere else (a phone) it needs the code that the asking browser shows,
and then that browser gets in: a link that was forwarded or stolen opens nothing.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import Role
from school.institution import Person
from school.messenger import Address, Channel
from school.seats import Seat, seat_of
from storage import audit, sign_ins
from storage.database import Database
from storage.people import classes_led_by, people_by_code, person_by_id
from storage.schools import all_schools
from storage.sessions import (
    Session,
    add_session,
    addresses_of,
    change_session,
    end_sessions,
    forget_sessions,
    session_of_token,
)

LINK_LIVES = timedelta(minutes=10)
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # a session's last look is written no oftener
LINKS_OF_ONE, FROM_ONE, OF_ALL = 5, 60, 300
"""What may be asked within a quarter of an hour: for one person, from one network address, by everybody. A whole school
may sit behind one address."""
WITHIN = timedelta(minutes=15)
TRIES = 3  # wrong codes typed on another device
Way = Literal["link", "password"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: the cookie of the browser, the code it shows; and whom to write what, or nobody."""

    browser: str
    code: str
    link: str
    to: tuple[tuple[Address, str], ...]  # (address, language)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody at the console, now."""

    session: Session
    seat: Seat
    classes: tuple[tuple[int, str], ...]  # (id, title) that this person leads
    language: str

    @property
    def person(self) -> Person:
        return self.session.person

    def leads(self, class_id: int | None) -> bool:
        """Is this a class of one's own?"""
        return any(class_id == led for led, _ in self.classes)


async def ask_to_sign_in(database: Database, number: str, source: str, *, key: bytes, now: datetime) -> Asked:
    """A browser asks for the person with this personnel number. The answer tells nobody whether there is one."""
    browser, link = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    at = _sealed(key, "source", source)
    async with database.write() as connection:
        await sign_ins.forget_sign_ins(connection, now - timedelta(days=1))
        await forget_sessions(connection, now - timedelta(days=30))
        person = await staff_by_number(connection, number)
        counts = await sign_ins.asked_since(
            connection, now - WITHIN, person_id=person.id if person else None, source=at
        )
        if counts[0] >= LINKS_OF_ONE or too_many(counts):
            person = None
        values: dict[str, Any] = {"browser_hash": hashed(browser), "source": at, "tries": 0}
        values |= {"person_id": person.id if person else None}
        values |= {"link_hash": hashed(link), "asked_at": now, "expires_at": now + LINK_LIVES}
        asked = await sign_ins.add_sign_in(connection, **values)
        to = await addresses_of(connection, person.id) if person else ()
        if person:
            await _note(connection, person.id, "ask_sign_in", f"person:{person.id} sign_in:{asked}", key, now)
    places = tuple((Address(Channel(channel), chat), language) for channel, chat, language in to)
    return Asked(browser, code_of(hashed(browser), key), link, places)


async def count_asking(database: Database, source: str, *, key: bytes, now: datetime) -> bool:
    """Somebody tries a password from a network address: it counts as asking does; False when it is too much."""
    at = _sealed(key, "source", source)
    async with database.write() as connection:
        counts = await sign_ins.asked_since(connection, now - WITHIN, person_id=None, source=at)
        values = {"browser_hash": hashed(secrets.token_urlsafe(32)), "source": at, "tries": 0}
        await sign_ins.add_sign_in(connection, **values, asked_at=now, expires_at=now)
    return not too_many(counts)


def too_many(counts: tuple[int, int, int]) -> bool:
    """Is it too much, from one address or at all?"""
    return counts[1] >= FROM_ONE or counts[2] >= OF_ALL


async def link_stands(
    database: Database, link: str, browser: str, now: datetime
) -> Literal["here", "elsewhere"] | None:
    """Where a link was opened: in the browser that asked, or elsewhere; None when it is no good (any more)."""
    async with database.read() as connection:
        found = await sign_ins.sign_in_of_link(connection, hashed(link))
    if found is None or not found.open(now) or found.confirmed_at or found.tries >= TRIES or not found.person_id:
        return None
    return "here" if hmac.compare_digest(found.browser_hash, hashed(browser)) else "elsewhere"


async def confirm_link(
    database: Database, link: str, browser: str, code: str, *, key: bytes, now: datetime
) -> Literal["here", "elsewhere", "wrong"] | None:
    """The person presses: confirmed here, or elsewhere with the right code; `wrong` code; None: the link is no good."""
    async with database.write() as connection:
        found = await sign_ins.sign_in_of_link(connection, hashed(link))
        if found is None or not found.open(now) or found.tries >= TRIES or not found.person_id:
            return None
        here = hmac.compare_digest(found.browser_hash, hashed(browser))
        if not here and not _same(code, code_of(found.browser_hash, key)):
            await sign_ins.count_try(connection, found.id)
            return "wrong"
        if not await sign_ins.confirm_sign_in(connection, found.id, now):
            return None
        return "here" if here else "elsewhere"


async def confirm_by_code(database: Database, person: Person, code: str, *, key: bytes, now: datetime) -> bool:
    """The person types the code of the browser into the messenger: confirmed, or False."""
    async with database.write() as connection:
        found = await sign_ins.newest_open(connection, person.id, now)
        if found is None or found.tries >= TRIES:
            return False
        if not _same(code, code_of(found.browser_hash, key)):
            await sign_ins.count_try(connection, found.id)
            return False
        return await sign_ins.confirm_sign_in(connection, found.id, now)


async def enter(database: Database, browser: str, *, key: bytes, now: datetime) -> str | None:
    """The browser that asked comes in once it is confirmed: the token of its session, or None."""
    async with database.write() as connection:
        person_id = await sign_ins.use_sign_in(connection, hashed(browser), now)
        person = await person_by_id(connection, person_id) if person_id else None
        return await start_session(connection, person, "link", key, now) if person else None


async def start_session(connection: AsyncConnection, person: Person, way: Way, key: bytes, now: datetime) -> str:
    """A new session inside the caller's transaction; its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    values = {"person_id": person.id, "token_hash": hashed(token), "way": way, "created_at": now, "seen_at": now}
    session = await add_session(connection, **values, ends_at=now + LONGEST)
    await _note(connection, person.id, f"sign_in_by_{way}", f"person:{person.id} session:{session}", key, now)
    return token


async def seated(database: Database, token: str, now: datetime, *, used: bool = True) -> Seated | None:
    """Who sits behind a token; None when nobody does (any more): idle, over, ended, or without a place.

    `used`: a person did something; what a page asks by itself keeps no session open and takes no notice away.
    """
    async with database.read() as connection:
        session = await session_of_token(connection, hashed(token))
        if session is None or session.ended_at or now >= session.ends_at or now >= session.seen_at + IDLE:
            return None
        led = await classes_led_by(connection, session.person.id)
        seat = await seat_at(connection, session.person, bool(led))
        places = await addresses_of(connection, session.person.id)
    if seat is None:
        return None
    if used and (now >= session.seen_at + SEEN_EVERY or session.notice):
        async with database.write() as connection:
            await change_session(connection, session.id, seen_at=now, notice=None)
    return Seated(session, seat, led, places[0][2] if places else "ru")


async def seat_at(connection: AsyncConnection, person: Person, leads: bool) -> Seat | None:
    """The seat of a person of this database's school; None for those of others, and for those who left."""
    schools = await all_schools(connection)
    if not schools or schools[0].id != person.school_id or person.left_on:
        return None
    return seat_of(person.role, person.duties, leads)


async def leave_notice(database: Database, session_id: int, text: str) -> None:
    """What the next page of the session says, once."""
    async with database.write() as connection:
        await change_session(connection, session_id, notice=text)


async def sign_out(
    database: Database, session: Session, *, everywhere: bool = False, key: bytes, now: datetime
) -> None:
    """End a session, or every session of its person."""
    person_id = session.person.id
    async with database.write() as connection:
        if everywhere:
            await end_sessions(connection, person_id, now)
        else:
            await change_session(connection, session.id, ended_at=now)
        await _note(connection, person_id, "sign_out", f"person:{person_id} session:{session.id}", key, now)


async def staff_by_number(connection: AsyncConnection, number: str) -> Person | None:
    """The member of staff with this personnel number who has a place at the console; None for everybody else."""
    for person in await people_by_code(connection, number.strip(), Role.STAFF):
        if await seat_at(connection, person, bool(await classes_led_by(connection, person.id))):
            return person
    return None


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def code_of(browser_hash: str, key: bytes) -> str:
    """The four digits that the asking browser shows."""
    return f"{int(_sealed(key, 'sign-in code', browser_hash), 16) % 10_000:04d}"


def _same(typed: str, code: str) -> bool:
    return hmac.compare_digest("".join(filter(str.isdecimal, typed)).encode(), code.encode())


def _sealed(key: bytes, what: str, value: str) -> str:
    return hmac.new(key, f"{what}\0{value}".encode(), sha256).hexdigest()


async def _note(connection: AsyncConnection, person_id: int, act: str, subject: str, key: bytes, now: datetime) -> None:
    await audit.record(connection, key=key, at=now, actor=f"person:{person_id}", act=act, subject=subject)
