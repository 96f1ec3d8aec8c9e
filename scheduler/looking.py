"""Looks by school: made once per import, kept for as long as the journal says the same."""

import logging
from datetime import datetime

from actions.alarming import tell_administrators
from school.institution import School
from school.lastlook import Look
from storage.database import Database
from storage.naming import naming

log = logging.getLogger(__name__)


class Looks:
    """The look of each school that needs one."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[datetime | None, Look]] = {}

    async def of(self, database: Database, school: School) -> Look:
        """The look of a school, read anew after an import."""
        kept = self._kept.get(school.id)
        if kept is None or kept[0] != school.journal_at:
            async with database.read() as connection:
                found = await naming(connection, school.id)
            kept = self._kept[school.id] = school.journal_at, Look(found.names, found.phones, found.titles)
        return kept[1]


async def alarm(database: Database, school_id: int, about: str, now: datetime, *, row_id: int | None = None) -> None:
    """Tell the school's administrators, once, that a text was held; `about` tells apart what it is about."""
    async with database.write() as connection:
        await tell_administrators(connection, school_id, "alarm_leak", about, now, ref_id=row_id)
