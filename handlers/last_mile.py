"""/told: the class teacher's list of what to tell families in person, and the button under it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from actions.last_mile import list_of_class, tell_in_person
from handlers.audience import classes_of
from handlers.discretion import school_of, staff_level
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.institution import Person
from school.lateness import Case
from school.message import Message
from school.wording.asking import no_class

Listed = tuple[Message, tuple[Case, ...]]


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
    rest = await _list(visit, teacher, closed.class_id or 0, closed.school_class, case_id)
    return _noted(visit, visit.answer, [rest])


async def _lists(visit: Visit) -> Reply:
    led = await classes_of(visit)
    if not led:
        return visit.say(no_class(visit.voice))
    return _noted(visit, visit.say, [await _list(visit, *one) for one in led])


async def _list(visit: Visit, by: Person, class_id: int, title: str, done: int | None = None) -> Listed:
    async with visit.desk.database.read() as connection:
        cases = await list_of_class(connection, class_id)
    level, local = await staff_level(visit, by), (await school_of(visit, by)).local(visit.now)
    return wording.last_mile(visit.voice, title, cases, local, level=level, done=done), cases


def _noted(visit: Visit, say: Callable[..., Reply], lists: Sequence[Listed]) -> Reply:
    """The lists, with a word for the audit on whom they name."""
    students = dict.fromkeys(f"student:{case.student.id}" for _, cases in lists for case in cases)
    return replace(say(*(message for message, _ in lists)), readings=by_staff(visit, "last_mile", list(students)))
