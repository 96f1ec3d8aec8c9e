"""What the bells say."""

from datetime import time

from school.bells import Bell, bells, moment
from school.facts import Lesson, Turn

FIRST = Lesson(1, "Алгебра", starts=time(8, 30), ends=time(9, 15))
SECOND = Lesson(2, "Физика", starts=time(9, 30), ends=time(10, 15), subgroup="1")
PARALLEL = Lesson(2, "Химия", starts=time(9, 30), ends=time(10, 15), subgroup="2")
CANCELLED = Lesson(3, "Труд", Turn.CANCELLED, starts=time(10, 25), ends=time(11, 10))


def test_the_bell_itself_begins_the_lesson_and_ends_it() -> None:
    day = (FIRST, SECOND)
    assert moment(day, time(8, 30)).current == (FIRST,)
    assert moment(day, time(9, 15)).current == ()
    assert moment(day, time(9, 15)).in_break


def test_subgroups_go_on_side_by_side() -> None:
    assert moment((FIRST, SECOND, PARALLEL), time(9, 0)).following == (SECOND, PARALLEL)
    assert moment((FIRST, SECOND, PARALLEL), time(9, 40)).current == (SECOND, PARALLEL)


def test_nobody_waits_for_a_cancelled_lesson() -> None:
    at = moment((FIRST, CANCELLED), time(9, 20))
    assert (at.current, at.following, at.in_break) == ((), (), False)


def test_a_lesson_without_times_never_goes_on() -> None:
    assert moment((Lesson(1, "Хор"),), time(9)).current == ()
    assert bells((Lesson(1, "Хор"),)) == ()


def test_each_bell_has_the_break_after_it_but_the_last() -> None:
    assert bells((SECOND, FIRST, PARALLEL)) == (
        Bell(1, time(8, 30), time(9, 15), 15),
        Bell(2, time(9, 30), time(10, 15)),
    )
