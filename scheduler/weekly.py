"""On Monday mornings: to class teachers who did not look, to administrators how the journal was kept (R28, R33)."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.alarming import tell_administrators
from school.clock import instant, today
from school.institution import School
from school.outbox import Urgency
from school.timetable import day_off
from storage.classes import class_teachers
from storage.database import Database
from storage.diary import school_year
from storage.outbox import add_notice
from storage.schools import all_schools
from storage.watching import ways_to

AT = time(9)  # the school's time
MONDAY = 0


async def plan_weekly(database: Database, now: datetime) -> int:
    """Queue this Monday's lists, from nine in the morning to midnight; how many schools. Safe to repeat."""
    async with database.read() as connection:
        schools = await all_schools(connection)
    due = [one for one in schools if _is_due(one, now)]
    for school in due:
        async with database.write() as connection:
            await _plan(connection, school, now)
    return len(due)


def _is_due(school: School, now: datetime) -> bool:
    local = school.local(now)
    return local.weekday() == MONDAY and local.time() >= AT and school.first_import_at is not None


async def _plan(connection: AsyncConnection, school: School, now: datetime) -> None:
    """A week that was vacation altogether is passed over."""
    day = today(now, school.zone)
    week = day - timedelta(days=7)
    terms = [term for term, _ in (await school_year(connection, school.id)).stretches]
    if all(day_off(week + timedelta(days=ahead), terms) for ahead in range(5)):
        return
    midnight = instant(day + timedelta(days=1), time(0), school.zone)
    await tell_administrators(
        connection,
        school.id,
        "timeliness_week",
        week.isoformat(),
        now,
        ref_day=week,
        urgency=Urgency.DIGEST,
        send_by=midnight,
    )
    await _tell_teachers(connection, school, week, now, midnight)


async def _tell_teachers(
    connection: AsyncConnection, school: School, week: date, now: datetime, send_by: datetime
) -> None:
    led = await class_teachers(connection, school.id)
    ways = await ways_to(connection, sorted({teacher for _, teacher in led}))
    for class_id, teacher in led:
        for way in (one for one in ways if one.person_id == teacher and one.reachable):
            await add_notice(
                connection,
                school_id=school.id,
                contact_id=way.contact_id,
                channel=way.channel,
                kind="visits_week",
                ref_id=class_id,
                ref_day=week,
                dedupe_key=f"visits_week:{class_id}:{week.isoformat()}:{way.contact_id}",
                urgency=Urgency.DIGEST,
                not_before=now,
                send_by=send_by,
                created_at=now,
            )
