"""Everything by which somebody of a school could be recognised in a text."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import classes, people


@dataclass(frozen=True, slots=True)
class Naming:
    names: tuple[str, ...]
    phones: tuple[str, ...]  # E.164
    titles: tuple[str, ...]  # folded


async def naming(connection: AsyncConnection, school_id: int) -> Naming:
    """The names and phones of everybody in a school, and its class titles. Two statements."""
    columns = (people.c.last_name, people.c.first_name, people.c.middle_name, people.c.phone)
    found = (await connection.execute(select(*columns).where(people.c.school_id == school_id))).all()
    titles = await connection.execute(select(classes.c.title).where(classes.c.school_id == school_id))
    names = {name for row in found for name in row[:3] if name}
    return Naming(tuple(names), tuple(row.phone for row in found if row.phone), tuple(titles.scalars()))
