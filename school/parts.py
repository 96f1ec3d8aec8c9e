"""Classes that are taught in parts: which of the parallel lessons and tasks are a student's own. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from school.facts import Homework, Lesson, SchoolDay, Silence


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A subject or a subgroup as it is compared."""
    return " ".join(name.split()).casefold()


def is_own(own: Mapping[str, str], subgroup: str | None, *subjects: str | None) -> bool:
    """Does it concern a student with these subgroups (by folded subject)? What is not known is shown."""
    known = [own[key] for subject in subjects if subject and (key := folded(subject)) in own]
    return not subgroup or not known or folded(subgroup) in known


def own_day(day: SchoolDay, own: Mapping[str, str]) -> SchoolDay:
    """The day without the lessons of other parts of the class; without any left, a day on which there are none."""
    if not own:
        return day
    lessons = tuple(one for one in day.lessons if _is_own(one, own))
    if len(lessons) == len(day.lessons):
        return day
    return replace(day, lessons=lessons, silence=None if lessons else Silence.NO_LESSONS)


def own_homework(item: Homework, own: Mapping[str, str]) -> bool:
    """Is it the student's own, or of the whole class, or of a part that nobody told us the student is not in?"""
    return item.individual or is_own(own, item.subgroup, item.subject)


def _is_own(lesson: Lesson, own: Mapping[str, str]) -> bool:
    return is_own(own, lesson.subgroup, lesson.planned_subject or lesson.subject)
