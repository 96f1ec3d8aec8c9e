"""Whether homework is due at all: the lesson it was set for may be cancelled, moved or replaced (R09, R11). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from school.facts import Homework, Lesson, SchoolDay, Turn
from school.parts import folded
from school.timetable import TOGETHER

OWED = ("•", "·", ".", "точка", "долг", "Долг", "н/с", "не сдано", "не сдал", "не сдала")
"""Marks that say: this work is still to be handed in («точка», a debt)."""


@dataclass(frozen=True, slots=True)
class Task:
    """Homework and what became of its lesson: `gone` when it is not held that day, `then` the next day it is held."""

    item: Homework
    gone: Lesson | None = None
    then: date | None = None
    since: date | None = None  # due here only because the lesson of that earlier day was not held


def tasks(items: Iterable[Homework], days: Sequence[SchoolDay]) -> tuple[Task, ...]:
    """Each item with the fate of its lesson on the day it is due; `days` in order, those after it tell the next one."""
    by_date = {day.day: day for day in days}
    return tuple(_task(item, by_date.get(item.due), days) for item in items)


def due_on(day: date, found: Iterable[Task]) -> tuple[Task, ...]:
    """What is to be done for a day: due there, and what earlier days left over to its lessons."""
    own = [task for task in found if task.item.due == day]
    left = [Task(one.item, since=one.item.due) for one in found if one.gone and one.then == day]
    return (*own, *left)


def _task(item: Homework, day: SchoolDay | None, days: Sequence[SchoolDay]) -> Task:
    gone = _gone(item, day.lessons) if day else None
    if gone is None:
        return Task(item)
    if gone.turn is Turn.MOVED_AWAY and gone.other_day == item.due:
        return Task(item)  # later the same day
    later = (one.day for one in days if one.day > item.due and _held(item, one.lessons))
    return Task(item, gone, next(later, None))


def _gone(item: Homework, lessons: Sequence[Lesson]) -> Lesson | None:
    """The lesson of the item's subject that is not held, if none is held; None also when none was planned at all."""
    if _held(item, lessons):
        return None
    return next((one for one in lessons if _was_planned(item, one)), None)


def _held(item: Homework, lessons: Sequence[Lesson]) -> bool:
    return any(
        one.takes_place and _same(one.subject, item.subject) and _concerns(item, one.subgroup) for one in lessons
    )


def _was_planned(item: Homework, lesson: Lesson) -> bool:
    planned = lesson.planned_subject or "" if lesson.takes_place else lesson.subject
    return any(_same(one, item.subject) for one in planned.split(TOGETHER)) and _concerns(item, lesson.subgroup)


def _concerns(item: Homework, subgroup: str | None) -> bool:
    return not item.subgroup or not subgroup or _same(item.subgroup, subgroup)


def _same(one: str, other: str) -> bool:
    return folded(one) == folded(other)
