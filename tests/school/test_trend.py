"""Where a subject's marks go, against cases counted by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.grading import Graded, Rule
from school.trend import LATEST, Way, trend

PLAIN = Rule(weighted=False)
marks = st.lists(st.builds(Graded, st.integers(2, 5), st.sampled_from([Fraction(1), Fraction(3, 2)])), max_size=12)


def graded(values: str) -> list[Graded]:
    return [Graded(int(value)) for value in values.split()]


@pytest.mark.parametrize(
    ("values", "way", "before", "latest"),
    [
        ("3 3 4 5 5", Way.UP, Fraction(3), Fraction(14, 3)),
        ("5 5 4 4 3", Way.DOWN, Fraction(5), Fraction(11, 3)),
        ("4 4 4 4 4", Way.STEADY, Fraction(4), Fraction(4)),
        ("4 4 4 4 4 4 5", Way.UP, Fraction(4), Fraction(13, 3)),
        ("4 5 4 5 4", Way.STEADY, Fraction(9, 2), Fraction(13, 3)),
    ],
)
def test_it_compares_the_last_three_with_those_before(
    values: str, way: Way, before: Fraction, latest: Fraction
) -> None:
    found = trend(graded(values), PLAIN)
    assert found is not None
    assert (found.way, found.before, found.latest) == (way, before, latest)


@pytest.mark.parametrize("values", ["", "5", "5 4 3 2"])
def test_it_sees_none_in_fewer_than_five(values: str) -> None:
    assert trend(graded(values), PLAIN) is None


def test_weights_count_where_the_school_weighs() -> None:
    found = trend([Graded(3), Graded(3), Graded(5, Fraction(3)), Graded(2), Graded(2)], Rule())
    assert found is not None
    assert (found.way, found.latest) == (Way.UP, Fraction(19, 5))


@given(marks)
def test_a_better_last_mark_never_makes_it_worse(found: list[Graded]) -> None:
    order = [Way.DOWN, Way.STEADY, Way.UP]
    if len(found) > LATEST + 1 and found[-1].value < 5:
        better = [*found[:-1], Graded(found[-1].value + 1, found[-1].weight)]
        one, other = trend(found, Rule()), trend(better, Rule())
        assert one is not None
        assert other is not None
        assert other.latest >= one.latest
        if max(mark.value for mark in found) == 5:  # on the same scale
            assert order.index(other.way) >= order.index(one.way)
