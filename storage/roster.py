"""Who is in the school and how each is linked; what consents stand: the lists that staff look through."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState, ContactState, Role
from school.institution import Person
from school.purposes import Purpose
from storage.people import COLUMNS, person_of
from storage.tables import accounts, classes, consents, contacts, guardianships, people


@dataclass(frozen=True, slots=True)
class Link:
    """One messenger of a person, and where it stands."""

    channel: str
    state: ContactState
    reachable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with class, wards (codes of a guardian's students) and messengers."""

    person: Person
    school_class: str | None  # folded title; staff: of the class they lead
    wards: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ConsentOnFile:
    """A word that stands, with the school's own ids."""

    guardian: str
    guardian_name: str
    student: str
    student_name: str
    school_class: str | None
    channel: str
    purpose: Purpose
    state: ConsentState
    number: str | None
    signed_on: date | None


_ward = people.alias("ward")
_led = classes.alias("led")


async def roster(
    connection: AsyncConnection, *, role: Role | None = None, school_class: str | None = None
) -> tuple[Listed, ...]:
    """Everyone (of a role; of a class: its students, their guardians, its teacher), by role, class and name."""
    query = (
        select(*COLUMNS, classes.c.title, _led.c.title.label("led"), _ward.c.code.label("ward"))
        .add_columns(contacts.c.id.label("contact_id"), contacts.c.state, accounts.c.channel, accounts.c.reachable)
        .outerjoin(classes, classes.c.id == people.c.class_id)
        .outerjoin(_led, _led.c.homeroom_teacher_id == people.c.id)
        .outerjoin(guardianships, guardianships.c.guardian_id == people.c.id)
        .outerjoin(_ward, _ward.c.id == guardianships.c.student_id)
        .outerjoin(contacts, contacts.c.person_id == people.c.id)
        .outerjoin(accounts, accounts.c.id == contacts.c.account_id)
        .order_by(people.c.id, _led.c.title, _ward.c.code, contacts.c.id)
    )
    if role:
        query = query.where(people.c.role == role)
    if school_class:
        query = query.where(_of_class(school_class))
    return tuple(sorted(_grouped(await connection.execute(query)), key=_place))


async def consents_on_file(connection: AsyncConnection, student: str | None = None) -> tuple[ConsentOnFile, ...]:
    """Every word that stands (about one student), by student, guardian and channel."""
    pupil, signer = people.alias("pupil"), people.alias("signer")
    query = (
        select(consents, pupil.c.code, pupil.c.last_name, pupil.c.first_name, classes.c.title)
        .add_columns(signer.c.code.label("signer"), signer.c.last_name.label("signer_last"))
        .add_columns(signer.c.first_name.label("signer_first"))
        .join(pupil, pupil.c.id == consents.c.student_id)
        .join(signer, signer.c.id == consents.c.guardian_id)
        .outerjoin(classes, classes.c.id == pupil.c.class_id)
        .where(consents.c.current)
        .order_by(pupil.c.last_name, pupil.c.first_name, pupil.c.id, signer.c.last_name, signer.c.id)
        .order_by(consents.c.channel, consents.c.purpose)
    )
    if student:
        query = query.where(pupil.c.code == student)
    return tuple(map(_on_file, await connection.execute(query)))


def _of_class(title: str) -> ColumnElement[bool]:
    chosen = select(classes.c.id).where(classes.c.title == title)
    pupil = people.alias("pupil")
    guardians = (
        select(guardianships.c.guardian_id)
        .join(pupil, pupil.c.id == guardianships.c.student_id)
        .where(pupil.c.class_id.in_(chosen))
    )
    return or_(
        people.c.class_id.in_(chosen),
        and_(people.c.role == Role.GUARDIAN, people.c.id.in_(guardians)),
        people.c.id.in_(select(classes.c.homeroom_teacher_id).where(classes.c.title == title)),
    )


def _place(one: Listed) -> tuple[object, ...]:
    """Role, number of the class, class, name with ё beside е: the same order in both databases."""
    own_class = one.school_class or "" if one.person.role is Role.STUDENT else ""
    number = re.match(r"\d+", own_class)
    names = (one.person.last_name, one.person.first_name)
    folded = (name.casefold().replace("ё", "е") for name in names)
    return one.person.role, int(number[0]) if number else 0, own_class, *folded, *names, one.person.id


def _grouped(rows: Iterable[Any]) -> Iterable[Listed]:
    """One Listed per person: the joins repeat a person for every class led, ward and link."""
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.id, []).append(row)
    for group in groups.values():
        links = {row.contact_id: row for row in group if row.contact_id is not None}
        led = dict.fromkeys(row.led for row in group if row.led)
        yield Listed(
            person=person_of(group[0]),
            school_class=group[0].title or ", ".join(led) or None,
            wards=tuple(dict.fromkeys(row.ward for row in group if row.ward)),
            links=tuple(Link(row.channel, ContactState(row.state), row.reachable) for row in links.values()),
        )


def _on_file(row: Any) -> ConsentOnFile:
    return ConsentOnFile(
        guardian=row.signer,
        guardian_name=f"{row.signer_last} {row.signer_first}",
        student=row.code,
        student_name=f"{row.last_name} {row.first_name}",
        school_class=row.title,
        channel=row.channel,
        purpose=Purpose(row.purpose),
        state=ConsentState(row.state),
        number=row.number,
        signed_on=row.signed_on,
    )


async def class_title(connection: AsyncConnection, class_id: int | None) -> str:
    """The folded title of a class; "" of none."""
    return (await connection.execute(select(classes.c.title).where(classes.c.id == class_id))).scalar() or ""
