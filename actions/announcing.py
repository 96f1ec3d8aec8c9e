"""Announcing to families: draft, what the preview must point out, sending now, urgently or at an hour (R32).

Everything here is usable without a chat: plain arguments, ids, frozen answers. A second call of the same sends nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.addressing import Addressed, check_classes, for_all
from actions.alarming import tell_administrators
from actions.announced import (
    AnnouncementStatus,
    Recalled,
    acknowledge,
    announcement_status,
    correct_announcement,
    recall_announcement,
    remind_of_announcement,
)
from actions.asking_first import Guard, hush
from actions.drafts import KEPT_FOR, draft_of, own_draft, seen_draft, unsent_draft
from actions.reaching import reach_of_classes
from actions.refusal import Refused
from actions.telling import moment
from school.facts import AnnouncedFile, Announcement, Reach
from school.institution import Person
from school.links import links_in
from school.mentions import mentions
from school.outbox import Urgency
from storage import announcements, audit
from storage.announcements import Draft
from storage.audience import families_of
from storage.database import Database
from storage.fanout import Moment, queue_announcement
from storage.mentions import pupils_of
from storage.schools import school_by_id

TWICE = timedelta(hours=1)  # within which the same text is asked about
FARTHEST = timedelta(days=60)  # ahead that may be planned
LONGEST, OPTIONS, OPTION = 10_000, 8, 40  # characters of a text; answers of a question; characters of an answer

__all__ = [
    "AnnouncementStatus",
    "Posted",
    "Recalled",
    "Review",
    "acknowledge",
    "announcement",
    "announcement_status",
    "announcements_of_school",
    "change_draft",
    "correct_announcement",
    "draft_announcement",
    "post_announcement",
    "post_scheduled",
    "reach_of",
    "reach_of_class",
    "recall_announcement",
    "recent_announcements",
    "remind_of_announcement",
    "review",
    "schedule_announcement",
]


@dataclass(frozen=True, slots=True)
class Posted:
    count: int  # contacts queued
    already: bool = False  # a second press


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be known before sending. `guards`: what «Отправить» must ask about first."""

    announcement: Announcement
    reach: Reach
    guards: tuple[Guard, ...] = ()
    said_at: datetime | None = None  # the same text was sent then (UTC)
    morning: datetime | None = None  # when it may go without disturbing (UTC), if not now
    names: tuple[str, ...] = ()  # of pupils, as the text has them
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


async def draft_announcement(
    database: Database,
    author: Person,
    to: Addressed | int,
    text: str,
    *,
    file: AnnouncedFile | None = None,
    files: Sequence[AnnouncedFile] = (),
    options: Sequence[str] = (),
    now: datetime,
    **values: Any,
) -> int:
    """Keep a draft; its id. `to`: classes, or the id of one. `values`: columns such as audience, acknowledge, question.

    Raises Refused when a class is not the author's to announce to, or the text is too long.
    """
    chosen = Addressed((to,)) if isinstance(to, int) else to
    _check_text(text)
    async with database.write() as connection:
        await check_classes(connection, author, chosen.class_ids)
        kept = (file, *files) if file else tuple(files)
        own = {"school_id": author.school_id, "author_id": author.id, "text": text, "created_at": now}
        return await announcements.add_announcement(
            connection, chosen.class_ids, kept, options, scope=chosen.scope, **own | values
        )


async def change_draft(
    database: Database,
    announcement_id: int,
    author: Person,
    *,
    to: Addressed | None = None,
    add: Sequence[AnnouncedFile] = (),
    options: Sequence[str] | None = None,
    **values: Any,
) -> None:
    """Change a draft: whom it addresses, what is attached, the answers (() asks nothing), and columns of the table.

    Raises Refused when it is not the author's, or is sent already.
    """
    _check_text(values.get("text", ""))
    if options and not (1 < len(options) <= OPTIONS and all(0 < len(one) <= OPTION for one in options)):
        raise Refused("Вариантов ответа — от двух до восьми, каждый до 40 знаков.")
    async with database.write() as connection:
        await unsent_draft(connection, announcement_id, author)
        if to:
            await check_classes(connection, author, to.class_ids)
            await announcements.set_classes(connection, announcement_id, to.class_ids)
            values["scope"] = to.scope
        await announcements.add_files(connection, announcement_id, add)
        if options is not None:
            await announcements.set_options(connection, announcement_id, options)
        if values:
            await announcements.change_announcement(connection, announcement_id, **values)


async def review(database: Database, announcement_id: int, author: Person, *, now: datetime) -> Review:
    """The announcement with its reach, what «Отправить» must ask about, and what in the text is worth a second look."""
    async with database.read() as connection:
        draft = await own_draft(connection, announcement_id, author)
        school = await school_by_id(connection, draft.school_id)
        earlier = await announcements.same_text(connection, school.id, draft.announcement.text, now - TWICE)
        pupils = await pupils_of(connection, school.id)
        kin = await families_of(connection, draft.class_ids)
    again = next((one for one in earlier if set(one.class_ids) & set(draft.class_ids)), None)
    morning = hush(now, school.zone)
    found = mentions(draft.announcement.text, pupils, {one.student_id for one in kin})
    reach = await reach_of_classes(database, draft.class_ids, audience=draft.announcement.audience, now=now)
    guards = (Guard.NIGHT,) if morning else ()
    return Review(
        announcement=draft.announcement,
        reach=reach,
        guards=(*guards, Guard.REPEAT) if again else guards,
        said_at=again.announcement.sent_at if again else None,
        morning=morning,
        names=found.names,
        phones=found.phones,
        links=links_in(draft.announcement.text),
    )


async def reach_of(database: Database, announcement_id: int, *, now: datetime) -> Reach:
    """The reach of an announcement's classes."""
    async with database.read() as connection:
        draft = await draft_of(connection, announcement_id)
    return await reach_of_classes(database, draft.class_ids, audience=draft.announcement.audience, now=now)


async def reach_of_class(database: Database, class_id: int, *, now: datetime) -> Reach:
    """How many families of a class the school can tell something to right now, and who cannot be told, and why."""
    return await reach_of_classes(database, [class_id], now=now)


async def announcement(database: Database, announcement_id: int, author: Person) -> Announcement:
    """The author's own announcement, or any of the school's to an administrator. Raises Refused."""
    async with database.read() as connection:
        return (await seen_draft(connection, announcement_id, author)).announcement


async def post_announcement(
    database: Database, announcement_id: int, author: Person, *, key: bytes, now: datetime, urgent: bool = False
) -> Posted:
    """Send a draft to everyone entitled: once, however often it is pressed. `urgent`: at once, quiet hours or not.

    Raises Refused when it is not theirs, or a class of it is not theirs any more.
    """
    async with database.write() as connection:
        draft = await own_draft(connection, announcement_id, author)
        await check_classes(connection, author, draft.class_ids)
        return await _post(connection, draft, urgent or draft.announcement.urgent, key, now)


async def schedule_announcement(
    database: Database, announcement_id: int, author: Person, at: datetime, *, key: bytes, now: datetime
) -> None:
    """Have a draft sent at an instant by `post_scheduled`. Raises Refused: not theirs, sent, or a wrong time."""
    if not now < at <= now + FARTHEST:
        raise Refused("Время отправки должно быть впереди, не дальше 60 дней.")
    async with database.write() as connection:
        draft = await own_draft(connection, announcement_id, author)
        await check_classes(connection, author, draft.class_ids)
        if draft.announcement.sent_at or draft.recalled_at:
            raise Refused("Объявление уже отправлено. Его можно исправить или отозвать.")
        await announcements.change_announcement(connection, announcement_id, due_at=at)
        await _note(connection, draft, "schedule_announcement", key, now)


async def post_scheduled(database: Database, now: datetime, *, key: bytes) -> int:
    """Send what waited for its hour; how many contacts were queued. Safe to repeat.

    What its author may not send any more ends as recalled: the audit has it.
    """
    async with database.read() as connection:
        due = await announcements.due_now(connection, now)
    queued = 0
    for draft in due:
        async with database.write() as connection:
            author = await announcements.author_of(connection, draft.announcement.id)
            try:
                await check_classes(connection, author, draft.class_ids)
            except Refused:
                await announcements.mark_recalled(connection, draft.announcement.id, now)
                await _note(connection, draft, "drop_announcement", key, now)
                continue
            queued += (await _post(connection, draft, draft.announcement.urgent, key, now)).count
    return queued


async def recent_announcements(database: Database, author: Person) -> tuple[Announcement, ...]:
    """The author's last five announcements, newest first, after those that wait for their hour."""
    async with database.read() as connection:
        waiting = await announcements.scheduled_of(connection, author.id)
        sent = await announcements.recent_of(connection, author.id)
    return tuple(draft.announcement for draft in (*waiting, *sent))


async def announcements_of_school(
    database: Database, reader: Person, *, since: datetime, limit: int
) -> tuple[Announcement, ...]:
    """What a school announced since an instant, newest first: all of it to an administrator, one's own to a teacher."""
    async with database.read() as connection:
        own = None if for_all(reader) else reader.id
        found = await announcements.posted_in(connection, reader.school_id, since, limit, own)
    return tuple(one.announcement for one in found)


async def _post(connection: AsyncConnection, draft: Draft, urgent: bool, key: bytes, now: datetime) -> Posted:
    said = draft.announcement
    plain = not said.files and len(said.text) <= announcements.ONE_MESSAGE
    if not await announcements.mark_sent(connection, said.id, now, urgent=urgent, in_place=plain):
        return Posted(0, already=True)
    school = await school_by_id(connection, draft.school_id)
    when = Moment(now) if urgent else moment(school, now)
    by = min(now + KEPT_FOR, said.until) if said.until and said.until > now else now + KEPT_FOR
    urgency = Urgency.RESULT if urgent else Urgency.ANNOUNCEMENT
    count = await queue_announcement(connection, said.id, said.audience, school.id, when, by, urgency)
    if urgent:
        await tell_administrators(connection, school.id, "announcement_urgent", str(said.id), now, ref_id=said.id)
    await _note(connection, draft, "post_announcement", key, now)
    return Posted(count)


async def _note(connection: AsyncConnection, draft: Draft, act: str, key: bytes, now: datetime) -> None:
    classes = " ".join(f"class:{one}" for one in draft.class_ids[:20])
    subject, actor = f"announcement:{draft.announcement.id} {classes}".strip(), f"person:{draft.author_id}"
    await audit.record(connection, key=key, at=now, actor=actor, act=act, subject=subject)


def _check_text(text: str) -> None:
    if len(text) > LONGEST:
        raise Refused("Объявление длиннее 10 000 знаков. Сократите его или приложите файлом.")
