"""Whose an announcement is, and who may see it."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.addressing import for_all
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
    """The author's own announcement. Raises Refused."""
    draft = await draft_of(connection, announcement_id)
    if draft.author_id != author.id:
        raise Refused("Такого объявления нет.")
    return draft


async def seen_draft(connection: AsyncConnection, announcement_id: int, reader: Person) -> Draft:
    """One's own announcement; an administrator sees all that the school sent. Raises Refused."""
    draft = await draft_of(connection, announcement_id)
    posted = draft.announcement.sent_at or draft.announcement.due_at
    official = for_all(reader) and reader.school_id == draft.school_id and posted
    if draft.author_id != reader.id and not official:
        raise Refused("Такого объявления нет.")
    return draft
