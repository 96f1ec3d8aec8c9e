"""The forecast: against cases computed by hand, and against what can never be."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import voice
from school.facts import Mark, Period
from school.forecast import FURTHEST, LEAST, Outlook, Step, marks_left, outlook, outlooks
from school.grading import Graded, Rule, Scale, graded, mark_of, mean, scale_of
from school.wording.averages import cut

HALF, SIX_TENTHS, PLAIN = Rule(), Rule(rounding=Fraction("0.6")), Rule(weighted=False)
TERM = Period("term", date(2026, 11, 2), date(2026, 12, 27), "2 четверть")
MONDAY = date(2026, 11, 23)

values = st.integers(2, 5)
weights = st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)])
marks = st.lists(st.builds(Graded, values, weights), min_size=LEAST, max_size=25)
rules = st.builds(Rule, st.booleans(), st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(13, 20)]))


def of(text: str) -> list[Graded]:
    """«5 4 3*2»: marks, a weight after a star."""
    pairs = (each.partition("*") for each in text.split())
    return [Graded(int(value), Fraction(weight or 1)) for value, _, weight in pairs]


@pytest.mark.parametrize(
    ("text", "rule", "average", "mark"),
    [
        ("4 4 5", HALF, Fraction(13, 3), 4),
        ("4 5", HALF, Fraction(9, 2), 5),  # the border itself rounds up
        ("4 5", SIX_TENTHS, Fraction(9, 2), 4),
        ("5 5 5 4 4", SIX_TENTHS, Fraction(23, 5), 5),  # 4.6
        ("3*3 5", HALF, Fraction(14, 4), 4),
        ("3*3 5", PLAIN, Fraction(4), 4),
        ("2 3 2", HALF, Fraction(7, 3), 2),
    ],
)
def test_it_counts_by_the_schools_rule(text: str, rule: Rule, average: Fraction, mark: int) -> None:
    assert mean(of(text), rule) == average
    assert mark_of(average, rule) == mark


def test_two_more_fives_make_it_a_five() -> None:
    found = outlook("Алгебра", of("4 4 5 4 5 4"), HALF, 3)  # 26 / 6 = 4.33
    assert (found.average, found.mark) == (Fraction(13, 3), 4)
    assert found.better == (Step(5, 1, Fraction(31, 7), 4), Step(5, 2, Fraction(36, 8), 5))  # 4.43, 4.50
    assert found.worse == (Step(2, 1, Fraction(28, 7), 4), Step(2, 4, Fraction(34, 10), 3))
    assert (found.lowest, found.highest) == (4, 5)  # 32 / 9 = 3.56, 41 / 9 = 4.56


def test_weights_of_what_comes_are_as_usual_in_the_range() -> None:
    found = outlook("Физика", of("3*2 3*2 3*2"), HALF, 3)
    assert (found.lowest, found.highest) == (3, 4)  # (18 + 3*2*2) / 12 = 2.5; (18 + 3*5*2) / 12 = 4
    assert found.better[0] == Step(5, 1, Fraction(23, 7), 3)  # a step weighs 1


def test_when_no_five_helps_it_shows_how_far_five_of_them_lead() -> None:
    found = outlook("Химия", of("3*3 3*3 3*3 3*3 2*3"), HALF, 4)
    assert found.better == (Step(5, FURTHEST, Fraction(42 + 25, 20), 3),)


def test_the_best_mark_has_no_better() -> None:
    found = outlook("Музыка", of("5 5 5"), HALF, 2)
    assert found.better == ()
    assert found.worse == (Step(2, 1, Fraction(17, 4), 4),)


def test_of_too_few_marks_it_tells_nothing() -> None:
    assert outlook("ОБЖ", of("5 5"), HALF, 4) == Outlook("ОБЖ", 2)


def test_at_the_end_of_the_term_the_range_is_the_mark() -> None:
    found = outlook("Алгебра", of("4 4 5"), HALF, 0)
    assert (found.mark, found.lowest, found.highest, found.better, found.worse) == (4, 4, 4, (), ())


@given(marks, rules, st.integers(0, 10))
def test_it_is_never_outside_the_range(found: list[Graded], rule: Rule, left: int) -> None:
    seen = outlook("x", found, rule, left)
    assert seen.mark is not None
    assert seen.lowest is not None
    assert seen.highest is not None
    assert 2 <= seen.lowest <= seen.mark <= seen.highest <= 5


@given(marks, rules, values)
def test_a_better_mark_never_makes_it_worse(found: list[Graded], rule: Rule, value: int) -> None:
    before = outlook("x", found, rule, 1)
    same_or_better = outlook("x", [*found, Graded(5)], rule, 1)
    same_or_worse = outlook("x", [*found, Graded(2)], rule, 1)
    raised = outlook("x", [Graded(max(value, found[0].value), found[0].weight), *found[1:]], rule, 1)
    assert (same_or_worse.mark or 0) <= (before.mark or 0) <= (same_or_better.mark or 0)
    assert (raised.mark or 0) >= (before.mark or 0)


@given(marks, rules, st.integers(1, 10))
def test_each_step_is_what_it_says(found: list[Graded], rule: Rule, left: int) -> None:
    seen = outlook("x", found, rule, left)
    for step in (*seen.better, *seen.worse):
        added = [*found, *[Graded(step.value)] * step.count]
        assert (step.average, step.mark) == (mean(added, rule), outlook("x", added, rule, left).mark)
    assert all(step.mark >= (seen.mark or 0) for step in seen.better)
    assert all(step.mark <= (seen.mark or 0) for step in seen.worse)


def test_marks_of_the_term_count_and_words_do_not() -> None:
    given_ = [("5", MONDAY), ("4-", MONDAY), ("4", MONDAY), ("зач", MONDAY), ("2", date(2026, 10, 20))]
    found = outlooks([Mark(1, "Алгебра", day, value) for value, day in given_], TERM, MONDAY, HALF)
    assert [(one.subject, one.count, one.average) for one in found] == [("Алгебра", 3, Fraction(13, 3))]


@pytest.mark.parametrize(
    ("count", "today", "left"),
    [
        (4, MONDAY, 6),  # 22 days passed, 34 left: 4 * 34 / 22 = 6.2
        (1, date(2026, 12, 26), 1),
        (9, date(2026, 12, 27), 0),
        (9, date(2027, 1, 5), 0),
        (0, date(2026, 11, 2), 1),
    ],
)
def test_it_expects_marks_at_the_pace_so_far(count: int, today: date, left: int) -> None:
    assert marks_left(count, TERM, today) == left


@pytest.mark.parametrize(
    ("value", "weight", "counts"),
    [
        ("5", None, Graded(5)),
        ("4-", 1.1, Graded(4, Fraction(11, 10))),
        (" 3+ ", 2, Graded(3, Fraction(2))),
        ("н/а", None, None),
        ("0", None, None),
        ("5", 0, None),
        ("٣", None, None),
        ("", None, None),
    ],
)
def test_a_mark_is_worth_its_number(value: str, weight: float | None, counts: Graded | None) -> None:
    assert graded(value, weight) == counts


def test_other_scales_are_known_by_their_marks() -> None:
    assert scale_of(of("5 4")) == Scale(2, 5)
    assert scale_of(of("1 4")) == Scale(1, 5)
    assert scale_of(of("9 4")) == Scale(2, 10)
    assert scale_of(of("87 64")) == Scale(0, 100)


@pytest.mark.parametrize(
    ("average", "rule", "written"),
    [
        (Fraction(31, 7), HALF, "4,43"),
        (Fraction(8, 3), HALF, "2,67"),
        (Fraction(4497, 1000), HALF, "4,49"),  # 4.5 would look like the border
        (Fraction(4597, 1000), SIX_TENTHS, "4,59"),
        (Fraction(9, 2), HALF, "4,5"),
        (Fraction(5), HALF, "5"),
    ],
)
def test_no_average_is_written_over_the_border(average: Fraction, rule: Rule, written: str) -> None:
    assert cut(voice("ru"), average, rule) == written
