"""What is told of the link itself: that a child left the school, and that another adult was linked."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school import wording
from school.wording.second import new_adult


async def word_farewells(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The last message about a student who left."""
    return {one.row.id: Worded(wording.farewell(one.voice, one.sights[0].student, level=one.level)) for one in ready}


async def word_new_adults(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Another adult may now hear of the child; who it is, the school says."""
    return {one.row.id: Worded(new_adult(one.voice, one.sights[0].student, level=one.level)) for one in ready}
