"""Linking a messenger account to a person of the school: asked for with a code or one's own phone.

An administrator gives it (actions.deciding). A code or a phone alone never links (R24, R37). Staff are the exception:
their code is handed out by the operator, whose act is the approval. Every failure is the same `None`: nothing tells a
stranger why.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.alarming import tell_administrators
from actions.inviting import code_hash
from actions.silencing import silence
from school.access import ContactState, Role
from school.facts import LinkRequest
from school.incoming import SharedPhone
from school.institution import Account, Person
from school.phones import fold_phone
from storage import accounts, audit, invites
from storage.database import Database
from storage.people import people_by_phone, person_by_id
from storage.requests import link_requests
from storage.schools import all_schools
from storage.ties import sights

TRIES = 5  # that failed, of one account
TRIES_OF_ALL = 50  # that failed, of everybody: then nothing is tried for a while, and administrators hear of it
WITHIN = timedelta(hours=1)
NOTHING = ""  # what no code hashes to and no phone is: a try that does not count does the same work
VIRTUAL = "+888"  # numbers sold by Telegram: nobody's SIM card


@dataclass(frozen=True, slots=True)
class Linked:
    """What an attempt led to: a request that waits, or staff admitted at once. `already`: it was so before."""

    request: LinkRequest | None = None
    person: Person | None = None
    already: bool = False


async def redeem_code(database: Database, account: Account, code: str, *, key: bytes, now: datetime) -> Linked | None:
    """Spend a one-time code. None when it is unknown, used, expired, or the account tried too often.

    A second press of one's own start link, or an update handled again after a crash, finds the link of the first.
    """
    async with database.write() as connection:
        attempt = await _attempt(connection, account, now)
        person_id = await invites.use_invite(connection, code_hash(code) if attempt else NOTHING, now)
        person = await person_by_id(connection, person_id or 0)
        if person is None:
            before = await _linked_before(connection, account, code if attempt else "")
            await _judge(connection, attempt, before is not None, key, now)
            return before
        await _judge(connection, attempt, True, key, now)
        if person.role is Role.STAFF:
            return await _admit(connection, account, person, key, now)
        if await invites.is_vouched(connection, code_hash(code)):
            opened = await _open_second(connection, account, person, key, now)
            if opened:
                return opened
        return await _request(connection, account, person, key, now)


async def request_by_phone(
    database: Database, account: Account, phone: SharedPhone, *, asked: bool, key: bytes, now: datetime
) -> Linked | None:
    """Ask to be linked by one's own shared phone: only the sender's own card, not forwarded, in answer to our question.

    None for anything else, and for a phone that the journal gives to nobody, or to several guardians: then only the
    paper code tells who is writing.
    """
    async with database.write() as connection:
        attempt = await _attempt(connection, account, now)
        counts = attempt and asked and phone.own and not phone.forwarded
        found = await people_by_phone(connection, (_number(phone.number) if counts else None) or NOTHING)
        kin = [person for person in found if person.role is not Role.STAFF]
        guardians = [person for person in kin if person.role is Role.GUARDIAN] or kin
        await _judge(connection, attempt, len(guardians) == 1, key, now)
        if len(guardians) != 1:
            return None
        return await _request(connection, account, guardians[0], key, now)


async def stop_service(database: Database, account: Account, *, key: bytes, now: datetime) -> None:
    """/stop: silence at once. What is queued for the account is cancelled in the same commit (reason `stopped`)."""
    async with database.write() as connection:
        stopped = await accounts.stop_contacts(connection, account.id, now)
        await silence(connection, stopped, now)
        for contact_id in stopped:
            subject = f"contact:{contact_id}"
            await audit.record(connection, key=key, at=now, actor=subject, act="stop_service", subject=subject)


async def resume_service(database: Database, account: Account, *, key: bytes, now: datetime) -> bool:
    """/start after /stop: the links that the person stopped are as before. False when there were none."""
    async with database.write() as connection:
        resumed = await accounts.resume_contacts(connection, account.id)
        for contact_id in resumed:
            subject = f"contact:{contact_id}"
            await audit.record(connection, key=key, at=now, actor=subject, act="resume_service", subject=subject)
    return bool(resumed)


async def waiting_requests(database: Database, school_id: int) -> tuple[LinkRequest, ...]:
    """The requests of a school that wait for a decision, oldest first."""
    async with database.read() as connection:
        ids = await accounts.waiting_contacts(connection, school_id)
        return await link_requests(connection, ids)


async def _linked_before(connection: AsyncConnection, account: Account, code: str) -> Linked | None:
    person_id = await invites.person_of_code(connection, code_hash(code))
    alive = (ContactState.WAITING, ContactState.APPROVED)
    mine = next((one for one in account.contacts if one.person.id == person_id and one.state in alive), None)
    if mine is None:
        return None
    if mine.person.role is Role.STAFF:
        return Linked(person=mine.person, already=True)
    return Linked(request=(await link_requests(connection, [mine.id]))[0], already=True)


async def _attempt(connection: AsyncConnection, account: Account, now: datetime) -> int | None:
    """A try of this account, kept until it is judged: its id; None when it does not count, for too many have failed."""
    own, everybody = await invites.tries_since(connection, account.channel, account.chat, now - WITHIN)
    attempt = await invites.add_try(connection, account.channel, account.chat, now)
    if own < TRIES and everybody < TRIES_OF_ALL:
        return attempt
    await invites.forget_try(connection, attempt)
    return None


async def _judge(connection: AsyncConnection, attempt: int | None, good: bool, key: bytes, now: datetime) -> None:
    """Only what failed counts. The fiftieth locks: administrators hear of it, once an hour."""
    if attempt is None:
        return
    if good:
        await invites.forget_try(connection, attempt)
        return
    _, everybody = await invites.tries_since(connection, "", "", now - WITHIN)
    if everybody < TRIES_OF_ALL:
        return
    for school in await all_schools(connection):
        await tell_administrators(connection, school.id, "alarm_lock", f"{now:%Y-%m-%dT%H}", now)
        subject = f"school:{school.id}"
        await audit.record(connection, key=key, at=now, actor="system", act="lock_linking", subject=subject)


def _number(text: str) -> str | None:
    """The number of a card as E.164. «8…» with eleven digits is a Russian +7; anything else begins with a country."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdigit())
    local = len(digits) == 11 and digits.startswith("8") and not text.strip().startswith(("+", "＋"))
    try:
        number = fold_phone(digits if local else f"+{digits}")
    except ValueError:
        return None
    return None if number.startswith(VIRTUAL) else number


async def _admit(connection: AsyncConnection, account: Account, person: Person, key: bytes, now: datetime) -> Linked:
    already = any(contact.person.id == person.id for contact in account.approved())
    contact_id = await accounts.request_contact(connection, account.id, person.id, ContactState.APPROVED, now)
    subject = f"contact:{contact_id} person:{person.id}"
    await audit.record(connection, key=key, at=now, actor="operator", act="admit_staff", subject=subject)
    return Linked(person=person, already=already)


async def _open_second(
    connection: AsyncConnection, account: Account, person: Person, key: bytes, now: datetime
) -> Linked | None:
    """A second messenger of an approved person opens at once where a consent for it is signed.

    None: it must be asked for, as it must where this account was asked about before.
    """
    if any(contact.person.id == person.id for contact in account.contacts):
        return None
    contact_id = await accounts.request_contact(connection, account.id, person.id, ContactState.APPROVED, now)
    if not any(sight.verdict.allowed for sight in await sights(connection, now, contact_ids=[contact_id])):
        await accounts.drop_contact(connection, contact_id)
        return None
    subject = f"contact:{contact_id} person:{person.id}"
    await audit.record(connection, key=key, at=now, actor=f"account:{account.id}", act="link_second", subject=subject)
    return Linked(request=(await link_requests(connection, [contact_id]))[0])


async def _request(connection: AsyncConnection, account: Account, person: Person, key: bytes, now: datetime) -> Linked:
    known = next((contact for contact in account.contacts if contact.person.id == person.id), None)
    if known and known.state in (ContactState.APPROVED, ContactState.WAITING):
        found = await link_requests(connection, [known.id])
        return Linked(request=found[0], already=True)
    contact_id = await accounts.request_contact(connection, account.id, person.id, ContactState.WAITING, now)
    subject = f"contact:{contact_id} person:{person.id}"
    actor = f"account:{account.id}"
    await audit.record(connection, key=key, at=now, actor=actor, act="request_contact", subject=subject)
    about = f"{contact_id}:{int(now.timestamp() * 1000)}"
    await tell_administrators(connection, person.school_id, "request", about, now, ref_id=contact_id)
    return Linked(request=(await link_requests(connection, [contact_id]))[0])
