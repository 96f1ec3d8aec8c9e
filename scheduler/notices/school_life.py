"""Changes of the timetable (R09) and announcements of class teachers (R32)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.years import years_of
from school import wording
from school.outbox import Reason
from school.timetable import changed_lessons
from storage.announcements import drafts_by_id
from storage.diary import plans


async def word_changes(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The changed lessons of today and tomorrow as they stand now, whatever was queued."""
    years = await years_of(connection, ready)
    students = [sight.student for one in ready for sight in one.sights]
    first = min(one.today for one in ready)
    planned = await plans(connection, students, first, max(one.today for one in ready) + timedelta(days=1))
    worded: dict[int, Outcome] = {}
    for one in ready:
        student, terms = one.sights[0].student, years[one.school.id].terms(one.sights[0].student.school_class)
        days = planned.days(student, one.today, one.today + timedelta(days=1), terms)
        found = [(day.day, lesson) for day in days for lesson in changed_lessons(day.lessons)]
        message = wording.timetable_changes(one.voice, student, found, one.today, one.as_of, level=one.level)
        worded[one.row.id] = Worded(message) if found else Reason.GONE
    return worded


async def word_announcements(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The announcement, to readers who may hear of a student of that class."""
    drafts = await drafts_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {}
    for one in ready:
        draft = drafts.get(one.row.ref_id or 0)
        if draft is None or draft.recalled_at:
            worded[one.row.id] = Reason.RECALLED
            continue
        own = [sight.student for sight in one.sights if sight.student.class_id in draft.class_ids]
        if own:
            worded[one.row.id] = Worded(wording.announcement(one.voice, draft.announcement, own, level=one.level))
        else:
            worded[one.row.id] = Reason.NO_CONSENT
    return worded
