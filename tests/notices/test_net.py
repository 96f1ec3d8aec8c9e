"""The net effect, as a pure function: whatever was told and whatever stands."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from school.facts import Mark, Term
from school.notices import BY_NAME
from school.occasions import begins_on, forecast_due, lessons_again
from school.profile import Profile
from school.told import Current, Told, net

DAY = date(2026, 11, 23)
marks = st.builds(
    lambda subject, value, kind, back: Mark(1, subject, DAY - timedelta(days=back), value, kind),
    st.sampled_from(("Алгебра", "Физика")),
    st.sampled_from(("2", "3", "4", "5")),
    st.sampled_from((None, "Контрольная")),
    st.integers(0, 2),
)


def current(found: list[Mark], first: int = 1, *, fresh: bool = True) -> list[Current]:
    return [Current(first + place, mark, fresh) for place, mark in enumerate(found)]


def told(found: list[Mark]) -> list[Told]:
    return [Told(place, mark.subject, mark.day, mark.value, mark.kind) for place, mark in enumerate(found, start=1)]


@given(st.lists(marks, max_size=8))
def test_what_was_told_and_stands_is_no_news(found: list[Mark]) -> None:
    assert net(told(found), current(found)).fixes == ()
    assert net(told(found), current(found)).new == ()


@given(st.lists(marks, max_size=8), st.randoms())
def test_deleted_and_restored_under_other_rows_is_no_news(found: list[Mark], luck: st.DataObject) -> None:
    again = list(found)
    luck.shuffle(again)  # type: ignore[attr-defined]
    left = net(told(found), current(again, first=100))
    assert (left.new, left.fixes) == ((), ())


@given(st.lists(marks, max_size=6), st.lists(marks, max_size=6))
def test_after_being_told_the_rest_the_reader_knows_what_stands(before: list[Mark], now: list[Mark]) -> None:
    left = net(told(before), current(now, first=100))
    known = [(one.mark.subject, one.mark.day, one.mark.value) for _, one in left.same]
    known += [(one.mark.subject, one.mark.day, one.mark.value) for one in left.new]
    known += [(fix.now.mark.subject, fix.now.mark.day, fix.now.mark.value) for fix in left.fixes if fix.now]
    assert sorted(known) == sorted((mark.subject, mark.day, mark.value) for mark in now)


@given(st.lists(marks, min_size=1, max_size=6))
def test_history_is_told_by_no_one(found: list[Mark]) -> None:
    assert net([], current(found, fresh=False)).new == ()
    assert net([], current(found, fresh=False)).fixes == ()


@given(st.lists(st.tuples(marks, marks, st.booleans(), st.booleans()), max_size=8), st.lists(marks, max_size=4))
def test_where_all_that_was_told_of_a_day_stands_rows_alone_say_what_is_news(
    found: list[tuple[Mark, Mark, bool, bool]], gone: list[Mark]
) -> None:
    now = [Current(place, mark, fresh) for place, (mark, _, fresh, _) in enumerate(found, start=1)]
    told = [
        Told(place, old.subject, old.day, old.value, old.kind)
        for place, (_, old, _, heard) in enumerate(found, start=1)
        if heard
    ]
    unheard = [one for one in now if one.fresh and one.id not in {old.ref_id for old in told}]
    days = {one.mark.day for one in unheard}
    told += [
        Told(100 + n, one.subject, one.day, one.value, one.kind) for n, one in enumerate(gone) if one.day not in days
    ]
    assert list(net(told, now).new) == unheard


def test_what_a_ping_told_is_never_put_right() -> None:
    (old,) = told([Mark(1, "Алгебра", DAY, "")])
    left = net([old], current([Mark(1, "Алгебра", DAY, "5")]))
    assert (left.new, left.fixes) == ((), ())


def test_a_mark_under_another_subject_is_put_right_unless_the_subject_was_renamed() -> None:
    physics, chemistry = Mark(1, "Физика", DAY, "4"), Mark(1, "Химия", DAY, "4")
    assert net(told([physics]), current([chemistry])).fixes == ()
    (fix,) = net(told([physics]), [*current([chemistry]), Current(9, Mark(1, "Физика", DAY, "3"), False)]).fixes
    assert fix.moved


AUTUMN = (
    Term("1 четверть", "quarter", date(2026, 9, 1), date(2026, 10, 25)),
    Term("Осенние каникулы", "vacation", date(2026, 10, 26), date(2026, 11, 1)),
    Term("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27)),
)


def test_vacations_and_lessons_begin_on_their_first_days_only() -> None:
    days = [date(2026, 8, 25) + timedelta(days=n) for n in range(130)]
    found = {day: begun.title for day in days if (begun := begins_on(AUTUMN, day))}
    assert found == {
        date(2026, 9, 1): "1 четверть",
        date(2026, 10, 26): "Осенние каникулы",
        date(2026, 11, 2): "2 четверть",
    }
    assert lessons_again(AUTUMN, AUTUMN[1]) == date(2026, 11, 2)


@given(st.integers(1, 28), st.integers(0, 110))
def test_a_forecast_is_due_from_one_day_of_each_month_of_study(wanted: int, back: int) -> None:
    day = date(2026, 12, 27) - timedelta(days=back)
    month = [date(day.year, day.month, n) for n in range(1, 29)]
    due = [one for one in month if forecast_due(one, AUTUMN, wanted)]
    assert due or wanted > 25
    assert not [one for one in due if one.isoweekday() == 7]


def test_deadlines_come_from_the_profile() -> None:
    profile = Profile(marks_within=timedelta(days=1))
    assert BY_NAME["marks"].deadline_of(profile) == timedelta(days=1)
    assert BY_NAME["digest"].deadline_of(profile) is None
