"""What must be told after the journal changed: rows in the outbox, in the import's own transaction (R09, R18–R20)."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.news import queue_news
from school.institution import School
from school.profile import after_quiet
from storage.fanout import Moment, queue_exam_results, queue_finals
from storage.outbox import supersede_older

HISTORY = timedelta(days=30)


async def tell_after_import(connection: AsyncConnection, school: School, now: datetime) -> None:
    """Queue exam results and final marks for everyone they may concern, and the news that families are told.

    Results received within the last 30 days and not queued yet are caught up with, whatever import brought them.
    The first import is history and queues nothing.
    """
    if school.first_import_at is None:
        return
    await queue_results(connection, school, now, now - HISTORY)
    await queue_news(connection, school, now)


async def queue_results(connection: AsyncConnection, school: School, now: datetime, since: datetime) -> int:
    """Queue every result and final mark received after `since` that is not queued yet; how many rows. Repeatable."""
    when, profile = moment(school, now), school.profile
    exams = await queue_exam_results(connection, school.id, profile.results_within, when, since)
    queued = exams + await queue_finals(connection, school.id, profile.finals_within, when, since)
    if queued:
        await supersede_older(connection, ("exam_result", "final"), now)
    return queued


def moment(school: School, now: datetime) -> Moment:
    """Now, with the end of the school's quiet hours when they cover it."""
    morning = after_quiet(now, school.profile.quiet_hours, school.zone)
    return Moment(now, morning if morning > now else None)
