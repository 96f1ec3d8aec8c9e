"""What may be taken from people on a channel: where a school may not say personal data, it does not collect them."""

from handlers.visit import Visit
from school.policy import Fact, may_collect
from storage.schools import all_schools, school_by_id


async def may_take(visit: Visit, fact: Fact | None = None, school_id: int | None = None) -> bool:
    """May a phone, free text or a file be taken here, for this school's sake (None: for any school's)?"""
    async with visit.desk.database.read() as connection:
        schools = (await school_by_id(connection, school_id),) if school_id else await all_schools(connection)
    return all(may_collect(school.level(visit.incoming.channel, visit.now, fact)) for school in schools)
