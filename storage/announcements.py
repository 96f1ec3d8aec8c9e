"""Announcements of class teachers: drafts, what was sent, and who read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import Role
from school.facts import Announcement
from storage.tables import announcements, classes, guardianships, outbox, people
from storage.tables import contacts as links


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement with what deciding about it needs."""

    announcement: Announcement
    class_id: int
    school_id: int
    author_id: int
    recalled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """One outbox row of an announcement: whose contact, and how far it got."""

    person_id: int
    state: str
    reason: str | None
    acknowledged_at: datetime | None


async def add_announcement(connection: AsyncConnection, **values: Any) -> int:
    """Keep a draft; its id. Columns as in storage.tables.announcements."""
    query = insert(announcements).values(**values).returning(announcements.c.id)
    return int((await connection.execute(query)).scalar_one())


async def drafts_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Draft]:
    """These announcements, sent or not, by id."""
    return {draft.announcement.id: draft for draft in await _drafts(connection, announcements.c.id.in_(ids))}


async def recent_of(connection: AsyncConnection, author_id: int, limit: int = 5) -> tuple[Draft, ...]:
    """The author's sent announcements, newest first."""
    sent = (announcements.c.author_id == author_id) & announcements.c.sent_at.is_not(None)
    return (await _drafts(connection, sent))[:limit]


async def mark_sent(connection: AsyncConnection, announcement_id: int, now: datetime) -> bool:
    """A draft becomes sent; False when it is sent already or recalled: a double press sends once."""
    draft = (announcements.c.id == announcement_id) & announcements.c.sent_at.is_(None)
    fresh = draft & announcements.c.recalled_at.is_(None)
    return (await connection.execute(update(announcements).where(fresh).values(sent_at=now))).rowcount == 1


async def mark_recalled(connection: AsyncConnection, announcement_id: int, now: datetime) -> bool:
    """An announcement is recalled; False when it was already."""
    fresh = (announcements.c.id == announcement_id) & announcements.c.recalled_at.is_(None)
    return (await connection.execute(update(announcements).where(fresh).values(recalled_at=now))).rowcount == 1


async def told_of(connection: AsyncConnection, announcement_id: int) -> tuple[Told, ...]:
    """The rows of an announcement, one per contact."""
    about = (outbox.c.kind == "announcement") & (outbox.c.ref_id == announcement_id)
    query = select(links.c.person_id, outbox.c.state, outbox.c.reason, outbox.c.acknowledged_at)
    rows = await connection.execute(query.join(links, links.c.id == outbox.c.contact_id).where(about))
    return tuple(Told(row.person_id, row.state, row.reason, row.acknowledged_at) for row in rows)


async def families_of_class(connection: AsyncConnection, class_id: int) -> tuple[tuple[int, str, int | None], ...]:
    """(student id, student's full name, guardian id) for every student of a class; guardian None when there is none."""
    query = (
        select(people.c.id, people.c.last_name, people.c.first_name, guardianships.c.guardian_id)
        .outerjoin(guardianships, guardianships.c.student_id == people.c.id)
        .where((people.c.class_id == class_id) & (people.c.role == Role.STUDENT) & people.c.left_on.is_(None))
        .order_by(people.c.last_name, people.c.first_name, people.c.id, guardianships.c.guardian_id)
    )
    rows = await connection.execute(query)
    return tuple((row.id, f"{row.last_name} {row.first_name}", row.guardian_id) for row in rows)


async def contacts_of_people(connection: AsyncConnection, person_ids: Sequence[int]) -> dict[int, list[int]]:
    """Ids of every link of these people, whatever its state, by person."""
    found: dict[int, list[int]] = {}
    query = select(links.c.id, links.c.person_id).where(links.c.person_id.in_(person_ids)).order_by(links.c.id)
    for row in await connection.execute(query):
        found.setdefault(row.person_id, []).append(row.id)
    return found


async def _drafts(connection: AsyncConnection, where: Any) -> tuple[Draft, ...]:
    query = (
        select(announcements, classes.c.title, classes.c.school_id, people.c.last_name, people.c.first_name)
        .add_columns(people.c.middle_name)
        .join(classes, classes.c.id == announcements.c.class_id)
        .join(people, people.c.id == announcements.c.author_id)
        .where(where)
        .order_by(announcements.c.sent_at.desc(), announcements.c.id.desc())
    )
    return tuple(map(_draft, await connection.execute(query)))


def _draft(row: Any) -> Draft:
    author = " ".join(filter(None, (row.last_name, row.first_name, row.middle_name)))
    text = Announcement(
        id=row.id,
        school_class=row.title,
        author=author,
        text=row.text,
        sent_at=row.sent_at,
        file_path=row.file_path,
        file_name=row.file_name,
        picture=row.picture,
    )
    return Draft(text, row.class_id, row.school_id, row.author_id, row.recalled_at)
