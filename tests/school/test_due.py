"""Homework whose lesson is not held does not stand as if it were due."""

from datetime import date

import pytest

from school.due import Task, due_on, tasks
from school.facts import Homework, Lesson, SchoolDay, Turn

MON, TUE, WED = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
PHYSICS = Homework(1, "Физика", TUE, "§ 14")
AGAIN = SchoolDay(WED, (Lesson(2, "Физика"),))


def told(item: Homework, *lessons: Lesson) -> Task:
    """The task of an item due on a Tuesday with these lessons, physics being taught again on Wednesday."""
    return tasks((item,), (SchoolDay(MON, (Lesson(1, "Физика"),)), SchoolDay(TUE, lessons), AGAIN))[0]


@pytest.mark.parametrize(
    "lesson",
    [
        Lesson(1, "Физика", Turn.CANCELLED),
        Lesson(1, "Физика", Turn.MOVED_AWAY, other_day=WED, other_number=2),
        Lesson(1, "Химия", Turn.SUBSTITUTED, planned_subject="Физика"),
        Lesson(1, "Физика / Химия", Turn.CANCELLED),
    ],
)
def test_it_is_not_due_when_its_lesson_is_not_held(lesson: Lesson) -> None:
    task = told(PHYSICS, lesson, Lesson(2, "История"))
    assert (task.gone, task.then) == (lesson, WED)


@pytest.mark.parametrize(
    "lessons",
    [
        (Lesson(1, "физика "),),
        (Lesson(1, "Физика", Turn.SUBSTITUTED, teacher="Белова И. П."),),
        (Lesson(1, "Физика", Turn.CANCELLED), Lesson(5, "Физика")),
        (Lesson(1, "Физика", Turn.MOVED_AWAY, other_day=TUE, other_number=6),),
        (Lesson(1, "История"),),
        (),
    ],
)
def test_it_is_due_while_a_lesson_is_held_or_none_was_planned(lessons: tuple[Lesson, ...]) -> None:
    assert told(PHYSICS, *lessons) == Task(PHYSICS)


def test_a_subgroup_keeps_its_homework_when_the_other_has_no_lesson() -> None:
    first, second = (Homework(1, "Физика", TUE, "§ 14", subgroup=name) for name in "12")
    lessons = (Lesson(1, "Физика", Turn.CANCELLED, subgroup="1"), Lesson(1, "Физика", subgroup="2"))
    assert told(first, *lessons).gone == lessons[0]
    assert told(second, *lessons).gone is None


def test_what_a_day_left_over_is_due_at_the_next_lesson() -> None:
    task = told(PHYSICS, Lesson(1, "Физика", Turn.CANCELLED))
    assert due_on(TUE, (task,)) == (task,)
    assert due_on(WED, (task,)) == (Task(PHYSICS, since=TUE),)
    assert due_on(MON, (task,)) == ()
