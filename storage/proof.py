"""What a proof needs beside the outbox: every word on paper, who decided on links, who told by hand, what it was."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cases import BY_HAND
from storage.tables import (
    accounts,
    announcement_classes,
    announcements,
    cases,
    classes,
    consents,
    contacts,
    exam_results,
    finals,
    guardianships,
    people,
)

_by = people.alias("by")


@dataclass(frozen=True, slots=True)
class Pupil:
    id: int
    code: str
    name: str  # «Орлова Мария»
    school_class: str
    class_id: int | None
    school_id: int


@dataclass(frozen=True, slots=True)
class Kin:
    """A guardian of the student on paper."""

    id: int
    code: str
    name: str
    relation: str | None
    restriction: str | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Word:
    """Something signed, whether it still stands or not."""

    guardian_id: int
    channel: str
    purpose: str
    state: str
    number: str | None
    signed_on: date | None
    form_version: str | None
    recorded_at: datetime
    recorded_by: str
    current: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A messenger account of a person, and who approved it when."""

    id: int
    person_id: int
    channel: str
    state: str
    requested_at: datetime
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """Somebody told the family in person."""

    key: str  # kind:ref:version:guardian
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What there was to tell: kind, id, its title, when it was received and entered."""

    kind: str
    ref_id: int
    title: str
    version: int
    received_at: datetime
    seen_at: datetime | None
    class_id: int | None = None


async def pupil(connection: AsyncConnection, student_id: int) -> Pupil:
    """The student. Raises NoResultFound."""
    query = select(people, classes.c.title).outerjoin(classes, classes.c.id == people.c.class_id)
    row = (await connection.execute(query.where(people.c.id == student_id))).one()
    name = f"{row.last_name} {row.first_name}"
    return Pupil(row.id, row.code, name, row.title or "", row.class_id, row.school_id)


async def kin_of(connection: AsyncConnection, student_id: int) -> tuple[Kin, ...]:
    """Everyone whom the journal names as a guardian, alive or not, in the journal's order."""
    query = (
        select(people.c.id, people.c.code, people.c.last_name, people.c.first_name, guardianships.c.relation)
        .add_columns(guardianships.c.restriction, guardianships.c.until)
        .join(people, people.c.id == guardianships.c.guardian_id)
        .where(guardianships.c.student_id == student_id)
        .order_by(guardianships.c.id)
    )
    return tuple(
        Kin(row.id, row.code, f"{row.last_name} {row.first_name}", row.relation, row.restriction, row.until)
        for row in await connection.execute(query)
    )


async def words_about(connection: AsyncConnection, student_id: int) -> tuple[Word, ...]:
    """Everything that was ever signed about a student, oldest first."""
    query = select(consents).where(consents.c.student_id == student_id).order_by(consents.c.recorded_at, consents.c.id)
    names = Word.__dataclass_fields__
    rows = (await connection.execute(query)).mappings()
    return tuple(Word(**{name: row[name] for name in names}) for row in rows)


async def links_of(connection: AsyncConnection, person_ids: list[int]) -> tuple[Link, ...]:
    """Every messenger account of these people."""
    query = (
        select(contacts, accounts.c.channel, _by.c.last_name, _by.c.first_name)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .outerjoin(_by, _by.c.id == contacts.c.decided_by)
        .where(contacts.c.person_id.in_(person_ids))
        .order_by(contacts.c.id)
    )
    return tuple(_link(row) for row in await connection.execute(query))


async def told_by_hand(connection: AsyncConnection, student_id: int) -> tuple[ByHand, ...]:
    """What was told about a student in person, and by whom."""
    query = (
        select(cases.c.key, cases.c.closed_at, _by.c.last_name, _by.c.first_name)
        .outerjoin(_by, _by.c.id == cases.c.closed_by)
        .where((cases.c.student_id == student_id) & (cases.c.how == BY_HAND) & cases.c.closed_at.is_not(None))
    )
    return tuple(ByHand(row.key, row.closed_at, _name(row)) for row in await connection.execute(query))


async def matters_of(connection: AsyncConnection, of: Pupil, announced: list[int]) -> tuple[Matter, ...]:
    """Exam results and final marks of a student, announcements to the class (or these), by the time they came."""
    exams = await connection.execute(
        select(exam_results).where((exam_results.c.student_id == of.id) & ~exam_results.c.history)
    )
    marks = await connection.execute(select(finals).where((finals.c.student_id == of.id) & ~finals.c.history))
    posted = select(announcements).where(announcements.c.sent_at.is_not(None))
    to = announcement_classes.c
    here = exists().where((to.announcement_id == announcements.c.id) & (to.class_id == of.class_id))
    ours = or_(here, announcements.c.id.in_(announced))
    found = [
        Matter(
            "exam_result",
            one.id,
            f"{one.exam}: {one.subject}, {one.day:%d.%m.%Y}",
            one.version,
            one.received_at,
            one.seen_at,
        )
        for one in exams
    ]
    found += [
        Matter(
            "final", one.id, f"Итоговая отметка: {one.subject}, {one.term}", one.version, one.received_at, one.seen_at
        )
        for one in marks
    ]
    found += [
        Matter("announcement", one.id, "Объявление", 1, one.sent_at, one.created_at, of.class_id)
        for one in await connection.execute(posted.where(ours))
    ]
    return tuple(sorted(found, key=lambda one: (one.received_at, one.kind, one.ref_id)))


def _link(row: Any) -> Link:
    by = _name(row)
    return Link(row.id, row.person_id, row.channel, row.state, row.requested_at, row.decided_at, by)


def _name(row: Any) -> str | None:
    return f"{row.last_name} {row.first_name}" if row.last_name else None
