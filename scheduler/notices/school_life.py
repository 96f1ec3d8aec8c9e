"""Changes of the timetable (R09)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import changes_telling, changes_value, pair_of, readers_of, students_of
from scheduler.notices.years import years_of
from school import wording
from school.facts import Lesson
from school.outbox import Reason
from school.timetable import changed_lessons
from school.wording import news
from storage.diary import plans
from storage.telling import digests_sent, told_items


async def word_changes(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The changed lessons of the day as they stand now, whatever was queued; those of tomorrow once: by the digest that
    came after them, or by this."""
    years = await years_of(connection, ready)
    students = [sight.student for one in ready for sight in one.sights]
    days = {one.row.ref_day or one.today for one in ready}
    planned = await plans(connection, students, min(days), max(days))
    digests = {day: await digests_sent(connection, readers_of(ready), day - timedelta(days=1)) for day in days}
    said = await told_items(connection, readers_of(ready), "changes", students_of(ready))
    worded: dict[int, Outcome] = {}
    for one in ready:
        day, student = one.row.ref_day or one.today, one.sights[0].student
        terms = years[one.school.id].terms(student.school_class)
        found = changed_lessons(planned.day(student, day, terms).lessons)
        known, _ = said.get(pair_of(one), {}).get(f"{student.id}:{day.isoformat()}", (None, None))
        worded[one.row.id] = _changes(one, day, found, known)
        told_at = digests[day].get(one.row.person_id)
        if told_at and told_at >= one.row.created_at and known in (None, changes_value(found)):
            worded[one.row.id] = Reason.SUPERSEDED
    return worded


def _changes(one: Ready, day: date, found: Sequence[Lesson], known: str | None) -> Outcome:
    """`known`: what the reader was told of that day; None: nothing."""
    if known is not None and known == changes_value(found):
        return Reason.SUPERSEDED
    if not found and not known:
        return Reason.GONE
    student, tells = one.sights[0].student, (changes_telling(one, one.sights[0].student.id, day, found),)
    if not found:
        message = news.as_planned(one.voice, student, day, one.today, one.as_of, level=one.level)
        return Worded(message, tells=tells)
    pairs = [(day, lesson) for lesson in found]
    message = wording.timetable_changes(one.voice, student, pairs, one.today, one.as_of, level=one.level)
    return Worded(message, tells=tells)
