"""Terms and vacations as a family counts them."""

from datetime import date, timedelta

import pytest

from school.facts import Term
from school.subjects import subject_key
from school.years import stretches, turnover

AUTUMN = Term("1 четверть", "quarter", date(2026, 9, 1), date(2026, 10, 25))
WINTER = Term("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27))
HOLIDAYS = Term("Зимние каникулы", "vacation", date(2026, 12, 28), date(2027, 1, 10))
WHOLE = Term("Год", "year", date(2026, 9, 1), date(2027, 5, 25))


def test_a_gap_between_terms_is_a_vacation_without_a_name() -> None:
    assert stretches((WINTER, AUTUMN)) == (
        AUTUMN,
        Term("", "vacation", date(2026, 10, 26), date(2026, 11, 1)),
        WINTER,
    )


def test_a_long_weekend_is_no_vacation() -> None:
    after = Term("2 модуль", "trimester", AUTUMN.end + timedelta(days=4), date(2026, 12, 1))
    assert stretches((AUTUMN, after)) == (AUTUMN, after)


def test_the_year_counts_only_where_nothing_shorter_is_known() -> None:
    assert stretches((WHOLE, AUTUMN)) == (AUTUMN,)
    assert stretches((WHOLE,)) == (WHOLE,)


@pytest.mark.parametrize(
    ("today", "now", "following", "days"),
    [
        (date(2026, 8, 30), None, AUTUMN.title, 2),
        (date(2026, 10, 25), AUTUMN.title, "", 1),
        (date(2026, 10, 26), "", WINTER.title, 7),
        (date(2026, 12, 28), HOLIDAYS.title, None, 0),
        (date(2027, 2, 1), None, None, 0),
    ],
)
def test_it_counts_the_days_until_the_next_turn(today: date, now: str | None, following: str | None, days: int) -> None:
    turn = turnover((AUTUMN, WINTER, HOLIDAYS), today)
    assert (turn.now.title if turn.now else None) == now
    assert (turn.next.title if turn.next else None) == following
    assert turn.days == days


def test_a_subjects_key_is_the_same_however_it_is_written() -> None:
    assert subject_key("Русский  язык") == subject_key("русский язык") != subject_key("Русская литература")
    assert subject_key("Алгебра").isascii()
    assert len(subject_key("Алгебра")) == 9
