"""Planning: the digests that are due, and whatever an outage kept from being queued. Safe to repeat at any time."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.news import queue_news
from actions.telling import queue_results
from school.access import FAREWELL
from school.clock import instant, local_midnight, today
from school.institution import School
from school.messenger import Channel
from school.policy import Fact, Level
from storage.accounts import digest_times
from storage.database import Database
from storage.fanout import queue_digests, queue_farewells
from storage.schools import all_schools

LATE = timedelta(hours=4)  # after its time a digest is still worth reading
AT_LEAST = timedelta(minutes=30)  # even when the quiet hours begin sooner


async def plan_digests(database: Database, now: datetime) -> int:
    """Queue every digest that is due, school by school; how many rows."""
    async with database.write() as connection:
        schools = await all_schools(connection)
        return sum([await queue_day(connection, school, now, today(now, school.zone)) for school in schools])


async def catch_up(database: Database, now: datetime) -> int:
    """Queue what an outage, or a link approved since, kept back: results not too late, and farewells."""
    queued = 0
    for school in await _schools(database):
        async with database.write() as connection:
            since = now - max(school.profile.results_within, school.profile.finals_within)
            queued += await queue_results(connection, school, now, since)
            day = today(now, school.zone)
            left = [day - timedelta(days=ago) for ago in range(1, FAREWELL.days + 1)]
            queued += await queue_farewells(connection, school.id, left, now)
    return queued


async def catch_up_news(database: Database, now: datetime) -> int:
    """Queue news that the import that brought it could not: corrections of what was still on its way then."""
    queued = 0
    for school in await _schools(database):
        async with database.write() as connection:
            queued += await queue_news(connection, school, now)
    return queued


async def _schools(database: Database) -> tuple[School, ...]:
    async with database.read() as connection:
        return await all_schools(connection)


async def queue_day(
    connection: AsyncConnection, school: School, now: datetime, day: date, missed_since: datetime | None = None
) -> int:
    """Queue the digests of a day that are due; or, with `missed_since`, those whose time began and ended since then."""
    levels = {channel: school.level(channel, now, Fact.LESSONS) for channel in Channel}
    channels = sorted((one for one in Channel if levels[one] > Level.OFF), key=lambda one: levels[one], reverse=True)
    queued = 0
    for own in await digest_times(connection):
        due = instant(day, own or school.profile.digest_time, school.zone)
        send_by = worth_until(school, day, due)
        if missed_since < due and send_by <= now if missed_since else due <= now < send_by:
            queued += await queue_digests(connection, school.id, day, own, channels, now, send_by)
    return queued


def worth_until(school: School, day: date, due: datetime) -> datetime:
    """Four hours after its time, but not into the night: before quiet hours begin, and never the next day."""
    midnight = local_midnight(day + timedelta(days=1), school.zone)
    quiet = instant(day, school.profile.quiet_hours.start, school.zone)
    latest = due + LATE if school.profile.quiet_hours.start == time(0) else max(due + AT_LEAST, min(due + LATE, quiet))
    return min(latest, midnight)
