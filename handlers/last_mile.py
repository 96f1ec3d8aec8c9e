"""/told: the class teacher's list of what to tell families in person, and the button under it."""

from actions.last_mile import list_of_class, tell_in_person
from handlers.audience import classes_of
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.message import Message
from school.policy import Fact
from storage.schools import school_by_id


async def told(visit: Visit) -> Reply:
    """`told N`: the case is told in person; the rest of the list takes its place. Without a number, the lists."""
    case_id, desk = visit.number(0), visit.desk
    if case_id is None:
        return await _lists(visit)
    by = visit.staff("administrator") or visit.staff()
    leading = {person.id: person for person, _, _ in await classes_of(visit)}
    teacher = next(iter(leading.values()), by[0])
    closed = await tell_in_person(desk.database, case_id, teacher, key=desk.key, now=visit.now)
    if closed.already:
        return visit.say(wording.told_already(visit.voice, case_id))
    return visit.answer(await _list(visit, teacher.school_id, closed.class_id or 0, closed.school_class, case_id))


async def _lists(visit: Visit) -> Reply:
    led = await classes_of(visit)
    if not led:
        return visit.say(wording.announce_no_class(visit.voice))
    return visit.say(*[await _list(visit, person.school_id, class_id, title) for person, class_id, title in led])


async def _list(visit: Visit, school_id: int, class_id: int, title: str, done: int | None = None) -> Message:
    async with visit.desk.database.read() as connection:
        school = await school_by_id(connection, school_id)
        cases = await list_of_class(connection, class_id)
    level, local = school.level(visit.incoming.channel, visit.now, Fact.STAFF), school.local(visit.now)
    return wording.last_mile(visit.voice, title, cases, local, level=level, done=done)
