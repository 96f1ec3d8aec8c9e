"""The school years behind a set of rows."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Ready
from storage.diary import SchoolYear, school_year


async def years_of(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, SchoolYear]:
    """School years by school id: a statement per school, and a bot serves one school."""
    ids = sorted({one.school.id for one in ready})
    return {school_id: await school_year(connection, school_id) for school_id in ids}
