"""What hour a class teacher typed."""

from datetime import date, time

import pytest

from handlers.audience import words_of
from handlers.hours import Hour, read_hour
from tests.handlers.conftest import Office, choices, said

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2026, 11, day) for day in (23, 24, 25, 27))


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("завтра 8:30", Hour(TUESDAY, time(8, 30))),
        ("завтра 8.30", Hour(TUESDAY, time(8, 30))),
        ("завтра в 8-30", Hour(TUESDAY, time(8, 30))),
        ("завтра 8.05", Hour(TUESDAY, time(8, 5))),
        ("завтра в 9", Hour(TUESDAY, time(9))),
        ("25.11 в 9 утра", Hour(WEDNESDAY, time(9))),
        ("в пятницу в 7 вечера", Hour(FRIDAY, time(19))),
        ("25.11 9.10", Hour(WEDNESDAY, time(9, 10))),
        ("25 ноября в 14:00", Hour(WEDNESDAY, time(14))),
        ("tomorrow at 6 pm", Hour(TUESDAY, time(18))),
        ("в 19:30", Hour(None, time(19, 30))),
        ("в 9", Hour(None, time(9))),
        ("пятница", Hour(FRIDAY, None)),
        ("25.11", Hour(WEDNESDAY, None)),
        ("завтра 9:70", None),
        ("завтра в 25", None),
        ("завтра 9", None),
        ("через час", None),
        ("8.30", None),
        ("", None),
    ],
)
def test_it_reads_an_hour_or_admits_that_it_cannot(typed: str, hour: Hour | None) -> None:
    assert read_hour(words_of(typed), MONDAY) == hour


async def test_an_announcement_goes_at_the_hour_that_was_typed(office: Office) -> None:
    await office.hears("belova", "объявление")
    panel = await office.hears("belova", "Завтра поход, форма спортивная")
    await office.hears("belova", choice=next(one for one in choices(panel) if one.startswith("announce later")))
    assert "24 ноября, 08:30" in said(await office.hears("belova", "завтра в 8.30"))
