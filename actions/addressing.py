"""To which classes a member of staff may announce, and what was chosen: classes, a grade, the whole school (R32)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.refusal import Refused
from school.institution import Person
from storage.audience import school_classes
from storage.people import classes_led_by

Classes = tuple[tuple[int, str], ...]
ALL = frozenset({"administrator", "deputy"})
"""Duties with which one announces to any class of the school."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """The classes chosen; `scope`: classes | grade | school."""

    class_ids: tuple[int, ...]
    scope: str = "classes"


def for_all(author: Person) -> bool:
    """May this person announce to any class of the school?"""
    return bool(ALL & set(author.duties))


async def classes_open_to(connection: AsyncConnection, author: Person) -> Classes:
    """(id, title) of the classes that this person may announce to, by title."""
    if for_all(author):
        return in_order(await school_classes(connection, author.school_id))
    return await classes_led_by(connection, author.id)


async def check_classes(connection: AsyncConnection, author: Person, class_ids: Iterable[int]) -> None:
    """Raises Refused when one of the classes is not this person's to announce to, or none is named."""
    chosen = set(class_ids)
    if not chosen or not chosen <= {one for one, _ in await classes_open_to(connection, author)}:
        raise Refused("Объявлять можно только своему классу.")


def grades(classes: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """The grades among these classes, lowest first."""
    return tuple(sorted({grade for _, title in classes if (grade := grade_of(title))}))


def of_grade(classes: Sequence[tuple[int, str]], grade: int) -> Classes:
    """The classes of a grade."""
    return tuple(one for one in classes if grade_of(one[1]) == grade)


def grade_of(title: str) -> int:
    """7 of «7А»; 0 when the title begins with no number."""
    digits = ""
    for sign in title:
        if not sign.isdigit():
            break
        digits += sign
    return int(digits) if digits else 0


def in_order(classes: Sequence[tuple[int, str]]) -> Classes:
    """By grade, then by letter: 5А before 10А."""
    return tuple(sorted(classes, key=lambda one: (grade_of(one[1]), one[1])))
