"""One-time codes: the way in for a person of the school who has a messenger (R24, R39)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.addressing import classes_open_to
from actions.finding import person_of_code
from actions.refusal import Refused
from school.access import Role
from school.clock import today
from school.institution import Contact, Person
from storage import audit, invites
from storage.audience import links_of_classes
from storage.database import Database
from storage.kin import kin_of
from storage.people import person_by_id
from storage.schools import school_by_id

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread on paper
LENGTH = 20  # 100 random bits
LIFETIME = timedelta(days=14)
SECOND_LIFETIME = timedelta(minutes=15)
_MISREAD = str.maketrans("ILOU", "110V")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh code. It is shown once: only its hash is kept."""

    code: str  # "7Q2MX-…", four groups of five
    person: Person
    expires_at: datetime


async def invite_person(
    database: Database, code: str, *roles: Role, key: bytes, now: datetime, actor: str = "operator"
) -> Invitation:
    """A new code for the person with this id of the school's; earlier unused ones become void. Raises Refused."""
    async with database.write() as connection:
        made = await _invite(connection, await person_of_code(connection, code, *roles), now)
        subject = f"person:{made.person.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="invite_person", subject=subject)
    return made


async def invite_family(
    database: Database, student_id: int, teacher: Person, *, key: bytes, now: datetime
) -> tuple[str, tuple[Invitation, ...]]:
    """The pupil's full name, and a new code for each guardian who has no access yet and may have it.

    Raises Refused when the pupil is not of a class that the teacher leads (an administrator: of the school).
    """
    async with database.write() as connection:
        student = await person_by_id(connection, student_id)
        classes = {one for one, _ in await classes_open_to(connection, teacher)}
        if student is None or student.class_id not in classes:
            raise Refused("Это не ваш класс.")
        made = []
        linked = {link.person_id for link in await links_of_classes(connection, [student.class_id]) if link.open}
        day = today(now, (await school_by_id(connection, student.school_id)).zone)
        for kin in await kin_of(connection, student_id):
            if kin.guardian.id in linked or not kin.alive(day):
                continue
            made.append(await _invite(connection, kin.guardian, now))
            subject, actor = f"person:{kin.guardian.id} student:{student_id}", f"person:{teacher.id}"
            await audit.record(connection, key=key, at=now, actor=actor, act="invite_person", subject=subject)
    return student.full_name, tuple(made)


async def invite_second(database: Database, contact: Contact, *, key: bytes, now: datetime) -> Invitation:
    """A code made in an approved messenger for another one of the same person; short-lived, and it vouches for them."""
    fresh, until = _fresh(), now + SECOND_LIFETIME
    async with database.write() as connection:
        await invites.add_invite(connection, contact.person.id, code_hash(fresh), now, until, contact.id)
        subject, actor = f"contact:{contact.id} person:{contact.person.id}", f"contact:{contact.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="invite_second", subject=subject)
    return Invitation(fresh, contact.person, until)


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed: case, dashes, spaces and look-alike letters do not matter."""
    letters = "".join(filter(str.isalnum, code.upper())).translate(_MISREAD)
    return sha256(letters.encode()).hexdigest()


async def _invite(connection: AsyncConnection, person: Person, now: datetime) -> Invitation:
    """A code in the place of the earlier ones."""
    fresh = _fresh()
    await invites.forget_invites(connection, person.id, now)
    await invites.add_invite(connection, person.id, code_hash(fresh), now, now + LIFETIME)
    return Invitation(fresh, person, now + LIFETIME)


def _fresh() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, LENGTH, 5))
