"""A day of lessons: the weekly pattern, changes laid over it, a diary's own word, and why a day is silent."""

from datetime import date, time

import pytest

from school.facts import Change, Lesson, SchoolDay, Silence, Term, Turn
from school.timetable import DatedLesson, WeeklyLesson, changed_lessons, day_off, merge_day, school_day, term_of

TUESDAY = date(2026, 11, 24)
THURSDAY = date(2026, 11, 26)
SUNDAY = date(2026, 11, 29)
WEEK = (
    WeeklyLesson(2, 1, "Алгебра", None, "Кузнецова И. П.", "21", time(8, 30), time(9, 15)),
    WeeklyLesson(2, 2, "Физика", None, "Павлов О. Н.", "40", time(9, 20), time(10, 5)),
    WeeklyLesson(2, 3, "Английский", "1", "Грин А. А.", "12", time(10, 15), time(11)),
    WeeklyLesson(2, 3, "Английский", "2", "Браун Б. Б.", "14", time(10, 15), time(11)),
    WeeklyLesson(4, 4, "История", None, None, "5", time(11, 15), time(12)),
)
YEAR = (
    Term("1 четверть", "quarter", date(2026, 9, 1), date(2026, 10, 25)),
    Term("Осенние каникулы", "vacation", date(2026, 10, 26), date(2026, 11, 1)),
    Term("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27)),
    Term("3 четверть", "quarter", date(2027, 1, 11), date(2027, 3, 21)),
    Term("4 четверть", "quarter", date(2027, 3, 23), date(2027, 5, 26)),
    Term("2026/2027", "year", date(2026, 9, 1), date(2027, 5, 26)),
)


def merged(*changes: Change, day: date = TUESDAY, dated: tuple[DatedLesson, ...] = ()) -> tuple[Lesson, ...]:
    return merge_day(day, WEEK, changes, dated)


def at(lessons: tuple[Lesson, ...], number: int) -> list[Lesson]:
    return [lesson for lesson in lessons if lesson.number == number]


def test_it_takes_the_rows_of_the_weekday_in_order() -> None:
    assert [(x.number, x.subject, x.subgroup) for x in merged()] == [
        (1, "Алгебра", None),
        (2, "Физика", None),
        (3, "Английский", "1"),
        (3, "Английский", "2"),
    ]
    assert changed_lessons(merged()) == ()


def test_it_keeps_to_the_days_for_which_a_row_is_valid() -> None:
    rows = (
        WeeklyLesson(2, 1, "Старый", valid_to=date(2026, 11, 23)),
        WeeklyLesson(2, 1, "Новый", valid_from=TUESDAY, valid_to=TUESDAY),
    )
    assert [x.subject for x in merge_day(TUESDAY, rows, ())] == ["Новый"]
    assert merge_day(date(2026, 12, 1), rows, ()) == ()


def test_it_substitutes_a_lesson() -> None:
    (lesson,) = at(merged(Change(TUESDAY, 2, "substitution", "Химия", "31")), 2)
    assert (lesson.turn, lesson.subject, lesson.planned_subject) == (Turn.SUBSTITUTED, "Химия", "Физика")
    assert (lesson.room, lesson.starts, lesson.teacher) == ("31", time(9, 20), None)


def test_it_substitutes_a_teacher_alone() -> None:
    (lesson,) = at(merged(Change(TUESDAY, 2, "substitution", teacher="Лебедев С. С.")), 2)
    assert (lesson.subject, lesson.planned_subject) == ("Физика", None)
    assert (lesson.teacher, lesson.room) == ("Лебедев С. С.", "40")


def test_it_makes_one_lesson_of_subgroups_that_are_all_substituted() -> None:
    (lesson,) = at(merged(Change(TUESDAY, 3, "substitution", "Музыка")), 3)
    assert (lesson.subject, lesson.planned_subject, lesson.subgroup) == ("Музыка", "Английский", None)


def test_it_changes_only_the_subgroup_that_is_named() -> None:
    first, second = at(merged(Change(TUESDAY, 3, "cancellation", subgroup="2")), 3)
    assert (first.subgroup, first.turn) == ("1", Turn.AS_PLANNED)
    assert (second.subgroup, second.turn) == ("2", Turn.CANCELLED)


def test_it_leaves_the_whole_class_in_place_when_one_subgroup_changes() -> None:
    whole, part = at(merged(Change(TUESDAY, 2, "substitution", "Химия", subgroup="1")), 2)
    assert (whole.subject, whole.turn) == ("Физика", Turn.AS_PLANNED)
    assert (part.subject, part.subgroup, part.turn) == ("Химия", "1", Turn.SUBSTITUTED)


def test_it_says_a_cancellation_of_all_subgroups_once() -> None:
    (lesson,) = at(merged(Change(TUESDAY, 3, "cancellation", note="педсовет")), 3)
    assert (lesson.turn, lesson.subject, lesson.note) == (Turn.CANCELLED, "Английский", "педсовет")


def test_it_changes_a_room() -> None:
    (lesson,) = at(merged(Change(TUESDAY, 1, "room", room="33")), 1)
    assert (lesson.turn, lesson.room, lesson.planned_room) == (Turn.ROOM, "33", "21")


def test_it_keeps_a_substitution_whose_room_changes_as_well() -> None:
    room, subject = Change(TUESDAY, 2, "room", room="33"), Change(TUESDAY, 2, "substitution", "Химия")
    (lesson,) = at(merged(room, subject), 2)
    assert (lesson.turn, lesson.subject, lesson.room) == (Turn.SUBSTITUTED, "Химия", "33")


def test_it_adds_an_extra_lesson_beside_the_planned_one() -> None:
    planned, extra = at(merged(Change(TUESDAY, 1, "extra", "Хор", "актовый зал")), 1)
    assert (planned.subject, extra.subject, extra.turn, extra.starts) == ("Алгебра", "Хор", Turn.EXTRA, time(8, 30))


def test_it_moves_a_lesson_to_another_day() -> None:
    move = Change(TUESDAY, 2, "move", to_day=THURSDAY, to_number=4)
    (away,) = at(merged(move), 2)
    assert (away.turn, away.other_day, away.other_number) == (Turn.MOVED_AWAY, THURSDAY, 4)
    planned, here = at(merged(move, day=THURSDAY), 4)
    assert (planned.subject, planned.turn) == ("История", Turn.AS_PLANNED)
    assert (here.subject, here.turn, here.other_day, here.other_number) == ("Физика", Turn.MOVED_HERE, TUESDAY, 2)
    assert here.starts == time(11, 15)


def test_it_moves_a_lesson_within_the_day() -> None:
    lessons = merged(Change(TUESDAY, 1, "move", to_number=5))
    assert [x.turn for x in at(lessons, 1)] == [Turn.MOVED_AWAY]
    (here,) = at(lessons, 5)
    assert (here.subject, here.turn, here.other_day) == ("Алгебра", Turn.MOVED_HERE, TUESDAY)


@pytest.mark.parametrize("kind", ["substitution", "cancellation", "move", "room", "extra"])
def test_it_shows_a_change_of_a_lesson_that_nobody_planned(kind: str) -> None:
    change = Change(TUESDAY, 7, kind, "Химия", "31", planned_subject="Физика", to_day=THURSDAY, to_number=2)
    (lesson,) = at(merged(change), 7)
    assert lesson.turn is not Turn.AS_PLANNED
    assert lesson.subject in ("Химия", "Физика")


def test_it_passes_over_changes_of_other_days() -> None:
    assert merged(Change(THURSDAY, 1, "cancellation")) == merged()


def test_it_believes_the_diary_over_the_weekly_pattern() -> None:
    lessons = merged(dated=(DatedLesson(TUESDAY, 1, "Геометрия", "9"), DatedLesson(THURSDAY, 1, "Физика")))
    assert [(x.number, x.subject, x.starts) for x in lessons] == [(1, "Геометрия", time(8, 30))]


def test_it_recognises_a_substitution_that_the_diary_already_shows() -> None:
    change = Change(TUESDAY, 2, "substitution", "Химия", planned_subject="Физика")
    (lesson,) = merged(change, dated=(DatedLesson(TUESDAY, 2, "Химия"),))
    assert (lesson.turn, lesson.subject, lesson.planned_subject) == (Turn.SUBSTITUTED, "Химия", "Физика")


def test_it_orders_two_shifts_by_the_clock() -> None:
    lessons = merge_day(
        TUESDAY,
        (),
        (),
        (
            DatedLesson(TUESDAY, 1, "Робототехника", starts=time(15)),
            DatedLesson(TUESDAY, 2, "Алгебра", starts=time(9, 20)),
        ),
    )
    assert [x.subject for x in lessons] == ["Алгебра", "Робототехника"]


@pytest.mark.parametrize(
    ("day", "silence"),
    [
        (SUNDAY, Silence.SUNDAY),
        (date(2026, 11, 25), Silence.NO_LESSONS),
        (date(2026, 10, 27), Silence.VACATION),
        (date(2027, 1, 5), Silence.VACATION),  # no row for it, yet the terms leave a gap
        (date(2027, 7, 6), Silence.OUTSIDE_YEAR),
        (date(2026, 8, 31), Silence.OUTSIDE_YEAR),
        (date(2027, 3, 22), Silence.NO_LESSONS),  # one free Monday between terms is no vacation
    ],
)
def test_it_knows_why_a_day_is_silent(day: date, silence: Silence) -> None:
    assert school_day(day, (WEEK[4],), (), (), YEAR).silence is silence


def test_it_says_when_a_vacation_ends() -> None:
    assert day_off(date(2026, 10, 27), YEAR) == SchoolDay(
        date(2026, 10, 27), silence=Silence.VACATION, vacation="Осенние каникулы", vacation_ends=date(2026, 11, 1)
    )
    gap = day_off(date(2027, 1, 5), YEAR)
    assert gap is not None
    assert (gap.vacation, gap.vacation_ends) == (None, date(2027, 1, 10))


def test_it_shows_what_is_held_in_a_vacation_all_the_same() -> None:
    day = date(2026, 10, 27)
    held = school_day(day, WEEK, (Change(day, 1, "extra", "Консультация"),), (), YEAR)
    assert [(x.subject, x.turn) for x in held.lessons] == [("Консультация", Turn.EXTRA)]


def test_it_tells_a_class_without_a_timetable_from_a_free_day() -> None:
    assert school_day(TUESDAY, (), (), (), ()).silence is Silence.NO_TIMETABLE


def test_it_finds_the_shortest_term_of_a_date() -> None:
    term = term_of(TUESDAY, YEAR)
    assert term is not None
    assert term.title == "2 четверть"
    assert term_of(date(2026, 7, 1), YEAR) is None
