"""The regulation profile: what `school set` takes, what it refuses, and quiet hours against a deadline."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from school.profile import Profile, QuietHours, WrongValue, after_quiet, change_profile, profile_from, profile_text

EKATERINBURG = ZoneInfo("Asia/Yekaterinburg")  # UTC+5
NIGHT = QuietHours(time(21), time(7))


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("digest_time", "17:30", "17:30"),
        ("digest_time", "7:05", "07:05"),
        ("quiet_hours", "22:00-06:30", "22:00-06:30"),
        ("quiet_hours", "22:00–6:30", "22:00-06:30"),
        ("results_within", "3d", "3d"),
        ("results_within", "36h", "36h"),
        ("finals_within", "1д", "24h"),
        ("settle_minutes", "0", "0"),
        ("weighted", "no", "no"),
        ("weighted", "Да", "yes"),
        ("rounding", "0.6", "0.6"),
        ("rounding", "0,65", "0.65"),
        ("marks_within", "1d", "24h"),
        ("marks_pause", "0", "0"),
        ("student_first", "15", "15"),
        ("journal_by", "15:30", "15:30"),
        ("forecast_day", "28", "28"),
    ],
)
def test_it_takes_a_value_and_shows_it_back(key: str, value: str, text: str) -> None:
    assert profile_text(change_profile(Profile(), key, value))[key] == text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("digest_time", "25:00"),
        ("digest_time", "шесть"),
        ("quiet_hours", "21:00"),
        ("quiet_hours", "21:00-99:00"),
        ("results_within", "0h"),
        ("results_within", "3 weeks"),
        ("settle_minutes", "-1"),
        ("weighted", "maybe"),
        ("rounding", "1.5"),
        ("rounding", "0.0"),
        ("regulation", "2h"),
        ("forecast_day", "29"),
        ("journal_by", "вечером"),
    ],
)
def test_it_refuses_a_value_and_says_what_it_wants(key: str, value: str) -> None:
    with pytest.raises(WrongValue, match="не подходит, нужно") as refused:
        change_profile(Profile(), key, value)
    assert refused.value.expected


def test_it_does_not_know_other_keys() -> None:
    with pytest.raises(KeyError):
        change_profile(Profile(), "colour", "blue")


def test_it_ships_two_regulations_that_differ() -> None:
    day, three = (change_profile(Profile(), "regulation", name) for name in ("24h", "3d"))
    assert day.results_within == timedelta(hours=24)
    assert three.results_within == timedelta(days=3)


def test_it_reads_back_what_it_stores_and_passes_over_newer_keys() -> None:
    profile = change_profile(change_profile(Profile(), "regulation", "3d"), "quiet_hours", "20:00-08:00")
    assert profile_from(profile_text(profile) | {"from_the_future": "1"}) == profile


@pytest.mark.parametrize(
    ("hour", "covered"), [(20, False), (21, True), (23, True), (0, True), (6, True), (7, False), (12, False)]
)
def test_it_keeps_quiet_over_midnight(hour: int, covered: bool) -> None:
    assert NIGHT.cover(time(hour)) is covered


def test_it_is_never_quiet_when_both_ends_are_equal() -> None:
    assert not any(QuietHours(time(9), time(9)).cover(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC)),  # 15:00 there
        (datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)),  # 22:00 -> 07:00
        (datetime(2026, 11, 23, 20, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)),  # 01:00 -> 07:00
    ],
)
def test_it_waits_for_the_school_s_morning(at: datetime, sent: datetime) -> None:
    assert after_quiet(at, NIGHT, EKATERINBURG) == sent


def test_it_breaks_the_quiet_rather_than_a_deadline() -> None:
    at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert after_quiet(at, NIGHT, EKATERINBURG, at + timedelta(hours=9)) == at
    assert after_quiet(at, NIGHT, EKATERINBURG, at + timedelta(hours=10)) == at + timedelta(hours=9)
