"""Changes of the timetable (R09)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import readers_of
from scheduler.notices.years import years_of
from school import wording
from school.outbox import Reason
from school.timetable import changed_lessons
from storage.diary import plans
from storage.telling import digests_sent


async def word_changes(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The changed lessons of the day as they stand now, whatever was queued; those of tomorrow once: by the digest that
    came after them, or by this."""
    years = await years_of(connection, ready)
    students = [sight.student for one in ready for sight in one.sights]
    days = {one.row.ref_day or one.today for one in ready}
    planned = await plans(connection, students, min(days), max(days))
    digests = {day: await digests_sent(connection, readers_of(ready), day - timedelta(days=1)) for day in days}
    worded: dict[int, Outcome] = {}
    for one in ready:
        day, student = one.row.ref_day or one.today, one.sights[0].student
        terms = years[one.school.id].terms(student.school_class)
        found = [(day, lesson) for lesson in changed_lessons(planned.day(student, day, terms).lessons)]
        message = wording.timetable_changes(one.voice, student, found, one.today, one.as_of, level=one.level)
        worded[one.row.id] = Worded(message) if found else Reason.GONE
        told_at = digests[day].get(one.row.person_id)
        if told_at and told_at >= one.row.created_at:
            worded[one.row.id] = Reason.SUPERSEDED
    return worded
