"""What the calendar brings, planned in the evening: exams ahead, vacations, the week, the monthly forecast."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.news import Now
from scheduler.planning import worth_until
from school.clock import local_midnight, today
from school.institution import School
from school.notices import BY_NAME
from school.occasions import begins_on, forecast_due
from storage import triggers
from storage.audience import school_classes
from storage.database import Database
from storage.diary import SchoolYear, school_year
from storage.news import Batch, Reading, Trigger, queue
from storage.schools import all_schools

EXAM_AHEAD = (1, 7)  # days before an exam
SATURDAY = 5


async def plan_occasions(database: Database, now: datetime) -> int:
    """Queue what is due this evening, school by school; how many rows. Safe to repeat."""
    async with database.read() as connection:
        due = [Now(school, now) for school in await all_schools(connection) if _is_evening(Now(school, now))]
    queued = 0
    for one in due:
        async with database.write() as connection:
            queued += await _plan(connection, one)
    return queued


def _is_evening(now: Now) -> bool:
    begins = now.evening(now.day)
    return now.school.first_import_at is not None and begins <= now.at < worth_until(now.school, now.day, begins)


async def _plan(connection: AsyncConnection, now: Now) -> int:
    year = await school_year(connection, now.school.id)
    titles = [title for _, title in await school_classes(connection, now.school.id)]
    tomorrow, queued = now.day + timedelta(days=1), 0
    for ahead in EXAM_AHEAD:
        queued += await _exams(connection, now, now.day + timedelta(days=ahead))
    turning = [title for title in titles if begins_on(year.terms(title), tomorrow)]
    if turning:
        batch = _batch(now, "vacation", tomorrow.isoformat(), tomorrow)
        queued += await queue(connection, batch, lambda reading: triggers.in_classes(reading, turning))
    if now.day.weekday() == SATURDAY:
        monday = now.day - timedelta(days=SATURDAY)
        batch = _batch(now, "week", now.day.isoformat(), now.day)
        queued += await queue(connection, batch, lambda reading: triggers.has_marks(reading, monday, now.day))
    return queued + await _forecasts(connection, now, _with_forecast(now, year, titles))


async def _exams(connection: AsyncConnection, now: Now, day: date) -> int:
    batch = _batch(now, "exam_ahead", f"{day.isoformat()}:{(day - now.day).days}", day)
    return await queue(connection, batch, lambda reading: triggers.exams_on(reading, day))


def _with_forecast(now: Now, year: SchoolYear, titles: Iterable[str]) -> list[str]:
    """The classes whose day it is, or was: a school that came later begins with the next month."""
    wanted, came = now.school.profile.forecast_day, today(now.school.first_import_at or now.at, now.school.zone)
    due = {title: forecast_due(now.day, year.terms(title), wanted) for title in titles}
    return [title for title, day in due.items() if day is not None and day > came]


async def _forecasts(connection: AsyncConnection, now: Now, titles: list[str]) -> int:
    """Once a month to each reader, whatever day and contact it was."""
    first = now.day.replace(day=1)
    begun = local_midnight(first, now.school.zone)
    batch = _batch(now, "forecast", f"{first:%Y-%m}", now.day)
    return await queue(connection, batch, _monthly(titles, now.day, begun)) if titles else 0


def _monthly(titles: list[str], day: date, begun: datetime) -> Trigger:
    def trigger(reading: Reading) -> triggers.Condition:
        marked = triggers.has_marks(reading, day - timedelta(days=120), day)
        return triggers.in_classes(reading, titles) & marked & reading.none_since("forecast", begun)

    return trigger


def _batch(now: Now, kind: str, key: str, ref_day: date) -> Batch:
    send_by = worth_until(now.school, now.day, now.evening(now.day))
    school: School = now.school
    return Batch(BY_NAME[kind], school.id, now.at, now.day, now.channels(), key, now.at, send_by, ref_day)
