"""Announcements: drafts, what waits for its hour, what was sent, and how far it got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import AnnouncedFile, Announcement
from school.institution import Person
from storage.people import COLUMNS, person_of
from storage.tables import (
    announcement_classes,
    announcement_files,
    announcement_options,
    announcements,
    classes,
    outbox,
    people,
)
from storage.tables import contacts as links

ONE_MESSAGE = 3_000  # characters of a text that goes out as one message on every platform, frame included


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement with what deciding about it needs."""

    announcement: Announcement
    class_ids: tuple[int, ...]
    school_id: int
    author_id: int
    created_at: datetime
    recalled_at: datetime | None
    in_place: bool  # what was sent first can be edited
    corrections: int

    @property
    def class_id(self) -> int:
        """The first of its classes; 0 when none of them is left."""
        return self.class_ids[0] if self.class_ids else 0


@dataclass(frozen=True, slots=True)
class Told:
    """One outbox row of an announcement: whose contact, and how far it got."""

    row_id: int
    contact_id: int
    person_id: int
    channel: str
    state: str
    reason: str | None
    settled_at: datetime | None
    read_at: datetime | None
    acknowledged_at: datetime | None


async def add_announcement(
    connection: AsyncConnection,
    class_ids: Sequence[int],
    files: Sequence[AnnouncedFile],
    options: Sequence[str],
    **values: Any,
) -> int:
    """Keep a draft; its id. Columns as in storage.tables.announcements. Up to four statements."""
    kept = {"scope": "classes", "audience": "guardians", "acknowledge": True, "urgent": False}
    kept |= {"corrections": 0, "in_place": False}
    query = insert(announcements).values(**kept | values).returning(announcements.c.id)
    made = int((await connection.execute(query)).scalar_one())
    await set_classes(connection, made, class_ids)
    await add_files(connection, made, files)
    await set_options(connection, made, options)
    return made


async def change_announcement(connection: AsyncConnection, announcement_id: int, **values: Any) -> None:
    """Set columns of an announcement."""
    await connection.execute(update(announcements).where(announcements.c.id == announcement_id).values(**values))


async def set_classes(connection: AsyncConnection, announcement_id: int, class_ids: Sequence[int]) -> None:
    """These classes are addressed, and no others."""
    await connection.execute(
        delete(announcement_classes).where(announcement_classes.c.announcement_id == announcement_id)
    )
    rows = [{"announcement_id": announcement_id, "class_id": one} for one in dict.fromkeys(class_ids)]
    if rows:
        await connection.execute(insert(announcement_classes), rows)


async def add_files(connection: AsyncConnection, announcement_id: int, files: Sequence[AnnouncedFile]) -> None:
    """Attach pictures and files, after those there are."""
    rows = [{"announcement_id": announcement_id, "path": f.path, "name": f.name, "picture": f.picture} for f in files]
    if rows:
        await connection.execute(insert(announcement_files), rows)


async def drop_files(connection: AsyncConnection, announcement_id: int) -> tuple[str, ...]:
    """Take all of them off; the paths of what nobody needs now."""
    gone = delete(announcement_files).where(announcement_files.c.announcement_id == announcement_id)
    return tuple((await connection.execute(gone.returning(announcement_files.c.path))).scalars())


async def set_options(connection: AsyncConnection, announcement_id: int, options: Sequence[str]) -> None:
    """The answers that may be given, numbered from one; none: nothing is asked."""
    await connection.execute(
        delete(announcement_options).where(announcement_options.c.announcement_id == announcement_id)
    )
    rows = [{"announcement_id": announcement_id, "number": n, "text": text} for n, text in enumerate(options, 1)]
    if rows:
        await connection.execute(insert(announcement_options), rows)


async def drafts_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Draft]:
    """These announcements, sent or not, by id. Four statements."""
    return {draft.announcement.id: draft for draft in await _drafts(connection, announcements.c.id.in_(set(ids)))}


async def recent_of(connection: AsyncConnection, author_id: int, limit: int = 5) -> tuple[Draft, ...]:
    """The author's sent announcements, newest first."""
    sent = (announcements.c.author_id == author_id) & announcements.c.sent_at.is_not(None)
    return await _drafts(connection, sent, limit)


async def posted_in(
    connection: AsyncConnection, school_id: int, since: datetime, limit: int, author_id: int | None = None
) -> tuple[Draft, ...]:
    """What a school (or one author of it) sent or is going to send, newest first."""
    news = func.coalesce(announcements.c.sent_at, announcements.c.due_at) >= since
    if author_id is not None:
        news &= announcements.c.author_id == author_id
    return await _drafts(connection, (announcements.c.school_id == school_id) & news, limit)


async def scheduled_of(connection: AsyncConnection, author_id: int) -> tuple[Draft, ...]:
    """What an author has waiting for its hour."""
    return await _drafts(connection, (announcements.c.author_id == author_id) & _waiting())


async def due_now(connection: AsyncConnection, now: datetime) -> tuple[Draft, ...]:
    """What waited for its hour, which has come."""
    return await _drafts(connection, _waiting() & (announcements.c.due_at <= now))


async def same_text(connection: AsyncConnection, school_id: int, text: str, since: datetime) -> tuple[Draft, ...]:
    """What a school sent with exactly this text, newest first."""
    same = (announcements.c.school_id == school_id) & (announcements.c.text == text)
    return await _drafts(connection, same & (announcements.c.sent_at >= since))


async def author_of(connection: AsyncConnection, announcement_id: int) -> Person:
    """Who wrote an announcement. Raises NoResultFound."""
    query = select(*COLUMNS).join(announcements, announcements.c.author_id == people.c.id)
    return person_of((await connection.execute(query.where(announcements.c.id == announcement_id))).one())


async def mark_sent(connection: AsyncConnection, announcement_id: int, now: datetime, **values: Any) -> bool:
    """A draft becomes sent; False when it is sent already or recalled: a double press sends once."""
    draft = (announcements.c.id == announcement_id) & announcements.c.sent_at.is_(None)
    fresh = draft & announcements.c.recalled_at.is_(None)
    done = await connection.execute(update(announcements).where(fresh).values(sent_at=now, **values))
    return done.rowcount == 1


async def mark_recalled(connection: AsyncConnection, announcement_id: int, now: datetime) -> bool:
    """An announcement is recalled; False when it was already."""
    fresh = (announcements.c.id == announcement_id) & announcements.c.recalled_at.is_(None)
    return (await connection.execute(update(announcements).where(fresh).values(recalled_at=now))).rowcount == 1


async def told_of(connection: AsyncConnection, announcement_id: int) -> tuple[Told, ...]:
    """The rows of an announcement, one per contact."""
    about = (outbox.c.kind == "announcement") & (outbox.c.ref_id == announcement_id)
    query = (
        select(outbox.c.id, outbox.c.contact_id, links.c.person_id, outbox.c.channel, outbox.c.state, outbox.c.reason)
        .add_columns(outbox.c.settled_at, outbox.c.read_at, outbox.c.acknowledged_at)
        .join(links, links.c.id == outbox.c.contact_id)
        .where(about)
        .order_by(outbox.c.id)
    )
    return tuple(Told(*row) for row in await connection.execute(query))


async def told_since(connection: AsyncConnection, kind: str, announcement_id: int, since: datetime) -> bool:
    """Was a notice of this kind queued about it since an instant?"""
    about = (outbox.c.kind == kind) & (outbox.c.ref_id == announcement_id) & (outbox.c.created_at > since)
    return (await connection.execute(select(outbox.c.id).where(about).limit(1))).first() is not None


def _waiting() -> Any:
    unsent = announcements.c.sent_at.is_(None) & announcements.c.recalled_at.is_(None)
    return unsent & announcements.c.due_at.is_not(None)


async def _drafts(connection: AsyncConnection, where: Any, limit: int | None = None) -> tuple[Draft, ...]:
    query = (
        select(announcements, people.c.last_name, people.c.first_name, people.c.middle_name)
        .join(people, people.c.id == announcements.c.author_id)
        .where(where)
        .order_by(announcements.c.sent_at.desc(), announcements.c.id.desc())
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    if not rows:
        return ()
    ids = [row.id for row in rows]
    return tuple(
        _draft(row, addressed.get(row.id, ()), files.get(row.id, ()), options.get(row.id, ()))
        for addressed, files, options in [await _parts(connection, ids)]
        for row in rows
    )


Parts = dict[int, tuple[Any, ...]]


async def _parts(connection: AsyncConnection, ids: Sequence[int]) -> tuple[Parts, Parts, Parts]:
    """By announcement: (class id, title), files, answers."""
    of, titles = announcement_classes.c, select(announcement_classes.c.announcement_id, classes)
    addressed = titles.join(classes, classes.c.id == of.class_id).where(of.announcement_id.in_(ids))
    files = select(announcement_files).where(announcement_files.c.announcement_id.in_(ids))
    options = select(announcement_options).where(announcement_options.c.announcement_id.in_(ids))
    return (
        _grouped(await connection.execute(addressed.order_by(classes.c.title))),
        _grouped(await connection.execute(files.order_by(announcement_files.c.id))),
        _grouped(await connection.execute(options.order_by(announcement_options.c.number))),
    )


def _grouped(rows: Any) -> Parts:
    found: Parts = {}
    for row in rows:
        found[row.announcement_id] = (*found.get(row.announcement_id, ()), row)
    return found


def _draft(row: Any, addressed: Sequence[Any], files: Sequence[Any], options: Sequence[Any]) -> Draft:
    announced = Announcement(
        id=row.id,
        school_class=_title(row.scope, [one.title for one in addressed]),
        author=" ".join(filter(None, (row.last_name, row.first_name, row.middle_name))),
        text=row.text,
        sent_at=row.sent_at,
        files=tuple(AnnouncedFile(one.path, one.name, one.picture) for one in files),
        scope=row.scope,
        audience=row.audience,
        acknowledge=row.acknowledge,
        urgent=row.urgent,
        question=row.question,
        options=tuple(one.text for one in options),
        until=row.until,
        due_at=row.due_at,
        recalled=row.recalled_at is not None,
        corrected=row.corrections > 0,
        author_id=row.author_id,
        homeroom=all(one.homeroom_teacher_id == row.author_id for one in addressed),
    )
    return Draft(
        announced,
        tuple(one.id for one in addressed),
        row.school_id,
        row.author_id,
        row.created_at,
        row.recalled_at,
        row.in_place,
        row.corrections,
    )


def _title(scope: str, titles: Sequence[str]) -> str:
    """«7А», «7А, 7Б»; of a grade «7»; of the school nothing: wording says it."""
    if scope == "grade" and titles:
        return "".join(sign for sign in titles[0] if sign.isdigit())
    return "" if scope == "school" else ", ".join(titles)
