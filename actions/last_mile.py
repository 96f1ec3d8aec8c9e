"""The last mile: what a class teacher tells a family in person, because no messenger does it in time (R18, R33)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.refusal import Refused
from school.institution import Person
from school.lateness import Case
from storage import audit, cases
from storage.cases import Listed
from storage.database import Database
from storage.people import classes_led_by


@dataclass(frozen=True, slots=True)
class Closed:
    """`already`: told before, by a person or by a messenger after all."""

    class_id: int | None
    school_class: str
    already: bool = False


async def list_of_class(connection: AsyncConnection, class_id: int) -> tuple[Case, ...]:
    """What the class's teacher is to tell now, most urgent first; final marks that came together are one case."""
    return _grouped(await cases.listed_cases(connection, [class_id]))


async def lists_of_classes(connection: AsyncConnection, class_ids: Sequence[int]) -> dict[int, tuple[Case, ...]]:
    """The same for several classes, by class; one without a case is left out."""
    lists: dict[int, list[Listed]] = {}
    for one in await cases.listed_cases(connection, class_ids):
        lists.setdefault(one.class_id or 0, []).append(one)
    return {class_id: _grouped(several) for class_id, several in lists.items()}


async def tell_in_person(database: Database, case_id: int, by: Person, *, key: bytes, now: datetime) -> Closed:
    """«Сообщил(а) лично»: the case is closed, with the final marks listed with it; a second press is `already`.

    Raises Refused when it is not the list of a class that this person leads; an administrator may where nobody leads.
    """
    async with database.write() as connection:
        found = await cases.case_by_id(connection, case_id)
        if found is None or not await _may_close(connection, found, by):
            raise Refused("В вашем списке такого случая нет.")
        together = await _together(connection, found)
        closed = await cases.close_by_hand(connection, together, by.id, now)
        for one in closed:
            subject = f"case:{one} student:{found.case.student.id} guardian:{found.guardian_id or 0}"
            actor = f"person:{by.id}"
            await audit.record(connection, key=key, at=now, actor=actor, act="tell_in_person", subject=subject)
    return Closed(found.class_id, found.case.student.school_class, already=case_id not in closed)


async def _may_close(connection: AsyncConnection, found: Listed, by: Person) -> bool:
    if found.teacher_id is None:
        return "administrator" in by.duties and by.school_id == found.school_id
    return found.class_id in {class_id for class_id, _ in await classes_led_by(connection, by.id)}


async def _together(connection: AsyncConnection, found: Listed) -> list[int]:
    if found.class_id is None:
        return [found.case.id]
    listed = await cases.listed_cases(connection, [found.class_id])
    same = [one.case.id for one in listed if _group_of(one) == _group_of(found)]
    return same or [found.case.id]


def _grouped(listed: Sequence[Listed]) -> tuple[Case, ...]:
    groups: dict[tuple[object, ...], list[Case]] = {}
    for one in listed:
        groups.setdefault(_group_of(one), []).append(one.case)
    return tuple(replace(first, others=tuple(others)) for first, *others in groups.values())


def _group_of(one: Listed) -> tuple[object, ...]:
    """Final marks of one student for one guardian that came on the list at once; an exam result stands alone."""
    if one.kind != "final":
        return (one.case.id,)
    return one.case.student.id, one.guardian_id, one.listed_at
