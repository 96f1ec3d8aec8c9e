"""Watching for a journal that does not answer on a school day: one alarm a day to the administrators (R33)."""

from datetime import datetime, time

from actions.alarming import tell_administrators
from actions.news import Now
from school.clock import instant
from school.occasions import school_expects
from storage.audience import school_classes
from storage.database import Database
from storage.diary import school_year
from storage.schools import all_schools


async def watch_journal(database: Database, now: datetime) -> int:
    """Tell administrators of the schools whose journal is silent since yesterday though its hour is over. How many."""
    async with database.read() as connection:
        late = [Now(school, now) for school in await all_schools(connection) if _is_late(Now(school, now))]
        silent = []
        for one in late:
            year = await school_year(connection, one.school.id)
            classes = await school_classes(connection, one.school.id)
            if any(school_expects(one.day, year.terms(title)) for _, title in classes):
                silent.append(one)
    for one in silent:
        async with database.write() as connection:
            about, send_by = one.day.isoformat(), one.end_of(one.day)
            await tell_administrators(
                connection, one.school.id, "alarm_journal", about, now, ref_day=one.day, send_by=send_by
            )
    return len(silent)


def _is_late(now: Now) -> bool:
    school = now.school
    if school.journal_at is None or school.profile.journal_by == time(0):
        return False
    due = instant(now.day, school.profile.journal_by, school.zone)
    return now.at >= due and school.local(school.journal_at).date() < now.day
