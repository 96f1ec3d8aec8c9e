"""Whom an announcement is for, from words: «7А 7Б», «7 классы», «вся школа»; and the classes that one may tell."""

import re
from collections.abc import Sequence

from actions.addressing import Addressed, Classes, classes_open_to, for_all, grade_of, in_order, of_grade
from handlers.visit import Visit
from handlers.wishes import fold
from school.institution import Person
from school.titles import fold_class
from storage.people import classes_led_by

HIGHEST = 13  # grade
_SCHOOL = frozenset(("школа", "школе", "школы", "школу", "всем", "school", "everybody"))


async def who_announces(visit: Visit) -> tuple[Person | None, Classes]:
    """The member of staff behind this account who has classes to announce to, and those classes."""
    async with visit.desk.database.read() as connection:
        found = [(person, await classes_open_to(connection, person)) for person in visit.staff()]
    return next(((person, in_order(classes)) for person, classes in found if classes), (None, ()))


async def classes_of(visit: Visit) -> tuple[tuple[Person, int, str], ...]:
    """The classes led by the staff behind this account: who leads, id, title."""
    async with visit.desk.database.read() as connection:
        led = [(person, await classes_led_by(connection, person.id)) for person in visit.staff()]
    return tuple((person, class_id, title) for person, classes in led for class_id, title in classes)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; «25.11», «8:30» and «7-а» are words."""
    return [found.strip(".") for found in re.findall(r"[\w:.\-]+", fold(text)) if found.strip(".")]


def meant(words: Sequence[str], classes: Classes, author: Person) -> Addressed | None:
    """The classes that words name, among these; None when they name none, or one that is not among these."""
    if for_all(author) and any(word in _SCHOOL for word in words):
        return whole(classes, author)
    titles = {title: class_id for class_id, title in classes}
    named = [titles[title] for word in words if (title := _title(word)) in titles]
    if any(is_class(word) and not _grade_in(word) and _title(word) not in titles for word in words):
        return None
    if named:
        return Addressed(tuple(dict.fromkeys(named)))
    numbers = [int(digits) for word in words if (digits := _grade_in(word))]
    return grade(numbers[0], classes) if len(numbers) == 1 else None


def grade(number: int, classes: Classes) -> Addressed | None:
    """All classes of a grade among these; None when there are none."""
    chosen = of_grade(classes, number)
    return Addressed(tuple(one for one, _ in chosen), "grade" if len(chosen) > 1 else "classes") if chosen else None


def whole(classes: Classes, author: Person) -> Addressed:
    """All of the classes: the school to whom it is open, else one's own."""
    return Addressed(tuple(one for one, _ in classes), "school" if for_all(author) else "classes")


def named(chosen: Addressed, classes: Classes) -> str:
    """«7А, 7Б», or the number of a grade; nothing for a school."""
    titles = [title for class_id, title in classes if class_id in chosen.class_ids]
    if chosen.scope == "grade":
        return str(grade_of(titles[0]))
    return "" if chosen.scope == "school" else ", ".join(titles)


def is_class(word: str) -> bool:
    """Could the word be a class or a grade, one's own or not?"""
    return bool(_title(word) or _grade_in(word))


def _grade_in(word: str) -> str:
    digits = word.rstrip("-еыхм")
    return digits if digits.isdecimal() and len(digits) <= 2 and int(digits) <= HIGHEST else ""


def _title(word: str) -> str:
    try:
        return fold_class(word)
    except ValueError:
        return ""
