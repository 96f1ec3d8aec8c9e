"""Which classes have a class teacher."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import classes


async def led_titles(connection: AsyncConnection, school_id: int) -> frozenset[str]:
    """The titles of a school's classes that somebody leads."""
    led = (classes.c.school_id == school_id) & classes.c.homeroom_teacher_id.is_not(None)
    return frozenset((await connection.execute(select(classes.c.title).where(led))).scalars())
