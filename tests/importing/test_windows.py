"""Which days a sheet is complete for, given its dates and the school's terms."""

from datetime import date

import pytest

from storage.importing.windows import Term, Window, merged, windows_of

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 10), date(2026, 10, 28), date(2026, 11, 10)
QUARTERS = (
    Term("quarter", date(2026, 9, 1), date(2026, 10, 25), ("7А", "7Б")),
    Term("quarter", date(2026, 11, 2), date(2026, 12, 27), ()),
)
HALF = Term("half_year", date(2026, 9, 1), date(2026, 12, 27), ())
REST = Term("vacation", date(2026, 10, 26), date(2026, 11, 1), ())
FIRST, SECOND = ((term.start, term.end) for term in QUARTERS)


@pytest.mark.parametrize(
    ("title", "days", "terms", "found"),
    [
        ("7А", [SEPTEMBER], QUARTERS, [FIRST]),
        ("7А", [NOVEMBER, SEPTEMBER], QUARTERS, [FIRST, SECOND]),
        ("7А", [SEPTEMBER], (*QUARTERS, HALF), [FIRST]),
        ("10А", [SEPTEMBER], (*QUARTERS, HALF), [(HALF.start, HALF.end)]),
        ("7А", [OCTOBER], (*QUARTERS, REST), [(OCTOBER, OCTOBER)]),
        ("7А", [SEPTEMBER, NOVEMBER], (REST,), [(SEPTEMBER, NOVEMBER)]),
        (None, [NOVEMBER], QUARTERS, [SECOND]),
        ("7А", [], QUARTERS, []),
    ],
)
def test_it_takes_the_narrowest_terms(
    title: str | None, days: list[date], terms: tuple[Term, ...], found: list[Window]
) -> None:
    assert list(windows_of(title, days, terms)) == found


def test_windows_that_meet_become_one() -> None:
    days = [date(2026, 9, day) for day in range(1, 9)]
    assert merged([(days[3], days[4]), (days[0], days[2]), (days[6], days[7]), (days[0], days[1])]) == (
        (days[0], days[4]),
        (days[6], days[7]),
    )
