"""The pupils of a school by name, and the phones it knows: what a text for many may not let slip."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import Role
from school.mentions import Pupils
from storage.tables import people


async def pupils_of(connection: AsyncConnection, school_id: int) -> Pupils:
    """Names of a school's students and the phones of everybody in it. Two statements."""
    here = people.c.school_id == school_id
    names = select(people.c.id, people.c.last_name, people.c.first_name).where(here & (people.c.role == Role.STUDENT))
    students = tuple((row.id, row.last_name, row.first_name) for row in await connection.execute(names))
    phones = await connection.execute(select(people.c.phone).where(here & people.c.phone.is_not(None)).distinct())
    return Pupils(students, frozenset(phones.scalars()))
