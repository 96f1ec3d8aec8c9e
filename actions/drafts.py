"""Whose an announcement is, and who may see it."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.addressing import classes_open_to, for_all
from actions.refusal import Refused
from school.institution import Person
from storage import announcements
from storage.announcements import Draft

KEPT_FOR = timedelta(days=7)  # a family reached later than that is not told any more


async def draft_of(connection: AsyncConnection, announcement_id: int) -> Draft:
    """An announcement. Raises Refused when there is none."""
    found = await announcements.drafts_by_id(connection, [announcement_id])
    if announcement_id not in found:
        raise Refused("Такого объявления нет.")
    return found[announcement_id]


async def own_draft(connection: AsyncConnection, announcement_id: int, author: Person) -> Draft:
    """The author's own announcement, to classes that are the author's still. Raises Refused."""
    draft = await draft_of(connection, announcement_id)
    await _check_own(connection, draft, author)
    return draft


async def unsent_draft(connection: AsyncConnection, announcement_id: int, author: Person) -> Draft:
    """The author's own announcement that may still be changed. Raises Refused when it is sent."""
    draft = await own_draft(connection, announcement_id, author)
    if draft.announcement.sent_at or draft.recalled_at:
        raise Refused("Объявление уже отправлено. Его можно исправить или отозвать.")
    return draft


async def seen_draft(connection: AsyncConnection, announcement_id: int, reader: Person) -> Draft:
    """One's own announcement; an administrator sees all that the school sent. Raises Refused."""
    draft = await draft_of(connection, announcement_id)
    posted = draft.announcement.sent_at or draft.announcement.due_at
    official = for_all(reader) and reader.school_id == draft.school_id and posted
    if not official:
        await _check_own(connection, draft, reader)
    return draft


async def _check_own(connection: AsyncConnection, draft: Draft, author: Person) -> None:
    if draft.author_id != author.id:
        raise Refused("Такого объявления нет.")
    if not set(draft.class_ids) <= {class_id for class_id, _ in await classes_open_to(connection, author)}:
        raise Refused("Этот класс ведёте уже не вы: об объявлении спросите администратора.")
