"""Classes and who leads them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import classes


async def class_teachers(connection: AsyncConnection, school_id: int) -> tuple[tuple[int, int], ...]:
    """(class id, person id of its class teacher) of every class that has one."""
    led = (classes.c.school_id == school_id) & classes.c.homeroom_teacher_id.is_not(None)
    query = select(classes.c.id, classes.c.homeroom_teacher_id).where(led).order_by(classes.c.title)
    return tuple((row.id, row.homeroom_teacher_id) for row in await connection.execute(query))


async def led_titles(connection: AsyncConnection, school_id: int) -> frozenset[str]:
    """The titles of a school's classes that somebody leads."""
    led = (classes.c.school_id == school_id) & classes.c.homeroom_teacher_id.is_not(None)
    return frozenset((await connection.execute(select(classes.c.title).where(led))).scalars())


async def class_titles(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, str]:
    """Titles by id."""
    query = select(classes.c.id, classes.c.title).where(classes.c.id.in_(ids))
    return {row.id: row.title for row in await connection.execute(query)}
