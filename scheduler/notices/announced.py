"""Announcements (R32): told first, told again to the silent, corrected; an urgent one is made known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Word, Worded
from school import wording
from school.outbox import Reason
from school.policy import Level
from school.wording.announced import urgent_announced
from storage.announcements import Draft, drafts_by_id
from storage.telling import sent_of

ANNOUNCED = ("announcement", "announcement_fix")


def told(*, again: bool = False) -> Word:
    """Words the announcement, to readers who may hear of a student of its classes; `again`: as a reminder."""

    async def word_announcements(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
        drafts = await _drafts(connection, ready)
        same: dict[tuple[Any, ...], Outcome] = {}
        worded: dict[int, Outcome] = {}
        for one in ready:
            draft = drafts.get(one.row.ref_id or 0)
            alike = _alike(one, draft)
            said = same.get(alike) if alike else None
            worded[one.row.id] = said = said or _said(one, draft, again=again)
            if alike:
                same[alike] = said
        return worded

    return word_announcements


async def word_fixes(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The corrected announcement, in the place of the one that this reader got, where that was one plain message."""
    drafts = await _drafts(connection, ready)
    sent = await sent_of(connection, ANNOUNCED, [(one.row.contact_id, one.row.ref_id or 0) for one in ready])
    worded: dict[int, Outcome] = {}
    for one in ready:
        draft = drafts.get(one.row.ref_id or 0)
        replaces = sent.get((one.row.contact_id, one.row.ref_id or 0)) if draft and draft.in_place else None
        worded[one.row.id] = _said(one, draft, corrected=True, replaces=replaces)
    return worded


async def word_urgent(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Somebody sent an urgent announcement."""
    drafts = await _drafts(connection, ready)
    return {
        one.row.id: Worded(urgent_announced(one.voice, drafts[one.row.ref_id or 0].announcement, level=one.level))
        if one.row.ref_id in drafts
        else Reason.GONE
        for one in ready
    }


async def _drafts(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Draft]:
    return await drafts_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])


def _alike(one: Ready, draft: Draft | None) -> tuple[Any, ...] | None:
    """What the words depend on, for a reader of one child, who is not named then; None where each is told apart."""
    if draft is None or len(one.sights) != 1 or one.level is not Level.FULL:
        return None
    return draft.announcement.id, one.voice, one.school.id, one.sights[0].student.class_id in draft.class_ids


def _said(
    one: Ready, draft: Draft | None, *, again: bool = False, corrected: bool = False, replaces: str | None = None
) -> Outcome:
    if draft is None or draft.recalled_at:
        return Reason.RECALLED
    own = [sight.student for sight in one.sights if sight.student.class_id in draft.class_ids]
    if not own:
        return Reason.NO_CONSENT
    message = wording.announcement(
        one.voice,
        replace(draft.announcement, corrected=corrected),
        own,
        level=one.level,
        replies=one.school.profile.correspondence,
        again=again,
        zone=one.school.zone,
        named=len(one.sights) > 1,
    )
    if not (again or corrected):  # told once to each, in the same words: a platform may carry it to many in one call
        message = replace(message, occasion=draft.announcement.id)
    return Worded(message, replaces=replaces)
