"""Changes of the timetable (R09)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.years import years_of
from school import wording
from school.outbox import Reason
from school.timetable import changed_lessons
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
