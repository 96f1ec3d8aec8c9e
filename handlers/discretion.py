"""What a member of staff may be shown on a channel: names only where the school's policy lets staff see them."""

from handlers.visit import Visit
from school.institution import Person, School
from school.policy import Fact, Level
from storage.schools import school_by_id


async def school_of(visit: Visit, person: Person) -> School:
    """The school of a member of staff."""
    async with visit.desk.database.read() as connection:
        return await school_by_id(connection, person.school_id)


async def staff_level(visit: Visit, person: Person) -> Level:
    """How much may be said to this member of staff here."""
    return (await school_of(visit, person)).level(visit.incoming.channel, visit.now, Fact.STAFF)


async def may_name(visit: Visit, person: Person) -> bool:
    """May families and classes be named to staff here?"""
    return await staff_level(visit, person) is Level.FULL
