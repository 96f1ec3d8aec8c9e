"""The school years behind a set of rows."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Ready
from storage.diary import SchoolYear
from storage.diary.years import school_years


async def years_of(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, SchoolYear]:
    """School years by school id: one statement for all."""
    return await school_years(connection, {one.school.id: one.school for one in ready}.values())
