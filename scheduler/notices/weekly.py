"""Weekly lists for staff, and the nudge for families that do not look (R27, R28, R33)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.timeliness import timeliness_of
from actions.visiting import quiet_in_week
from scheduler.notices.kinds import Outcome, Ready, Worded
from school.outbox import Reason
from school.wording.timeliness import timeliness
from school.wording.visits import visit_reminder, visits_week
from storage.classes import class_titles


async def word_visits_week(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To a class teacher: the families in touch that did not look in the week before."""
    titles = await class_titles(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {}
    for one in ready:
        class_id, week = one.row.ref_id or 0, one.row.ref_day or one.today
        worded[one.row.id] = Reason.NOTHING_TO_SAY
        if class_id in titles:
            quiet, families = await quiet_in_week(connection, class_id, week, one.now)
            said = visits_week(one.voice, titles[class_id], quiet, families, level=one.level)
            worded[one.row.id] = Worded(said) if quiet else Reason.NOTHING_TO_SAY
    return worded


async def word_timeliness_week(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To administrators: how the journal was kept in the week before."""
    worded: dict[int, Outcome] = {}
    for one in ready:
        first = one.row.ref_day or one.today
        last = first + timedelta(days=6)
        found = await timeliness_of(connection, one.school.id, first, last, one.now)
        said = timeliness(one.voice, found.teachers, first, last, level=one.level, measured=found.measured)
        worded[one.row.id] = Worded(said) if found.teachers else Reason.NOTHING_TO_SAY
    return worded


async def word_visit_reminders(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To a family that has not looked for a while."""
    return {one.row.id: Worded(visit_reminder(one.voice, level=one.level)) for one in ready}
