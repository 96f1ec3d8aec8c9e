"""iCalendar files, read back by the letter of RFC 5545."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.ical import LONGEST, Event, calendar_text, escaped, folded

STAMP = datetime(2026, 11, 23, 11, 40, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Yekaterinburg")
LESSON = Event(
    "lesson-1@rodnik",
    "Химия; опыты, часть 1",
    datetime(2026, 11, 24, 9, 25, tzinfo=ZONE),
    datetime(2026, 11, 24, 10, 10, tzinfo=ZONE),
    location="каб. 31",
    description="первая строка\nвторая",
)


def unfolded(text: str) -> list[str]:
    """The content lines of a file (section 3.1)."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def plain(value: str) -> str:
    """A text value read back (section 3.3.11)."""
    signs = iter(value)
    return "".join({"n": "\n"}.get(after := next(signs), after) if sign == "\\" else sign for sign in signs)


@given(st.text())
def test_a_folded_line_unfolds_to_itself_and_no_part_is_too_long(line: str) -> None:
    parts = list(folded(line))
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])
    assert all(len(part.encode()) <= LONGEST for part in parts)


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\n")))
def test_an_escaped_text_reads_back_as_it_was(text: str) -> None:
    assert plain(escaped(text)) == text
    assert "\n" not in escaped(text)


def test_what_no_calendar_may_hold_is_left_out() -> None:
    assert escaped("а\x00б\x07в\r\nг\rд\tе") == "абв\\nг\\nд\tе"


def test_a_lesson_is_told_in_utc() -> None:
    lines = unfolded(calendar_text("Школа: Мария, 7А", [LESSON], STAMP))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert {"VERSION:2.0", "X-WR-CALNAME:Школа: Мария\\, 7А", "DTSTAMP:20261123T114000Z"} <= set(lines)
    assert {"DTSTART:20261124T042500Z", "DTEND:20261124T051000Z", "UID:lesson-1@rodnik"} <= set(lines)
    assert {"SUMMARY:Химия\\; опыты\\, часть 1", "LOCATION:каб. 31"} <= set(lines)
    assert "DESCRIPTION:первая строка\\nвторая" in lines
    assert "STATUS:CANCELLED" not in lines


def test_the_last_day_of_days_is_within() -> None:
    vacation = Event("v@rodnik", "Каникулы", first=date(2026, 12, 28), last=date(2027, 1, 10))
    lines = unfolded(calendar_text("x", [vacation, Event("w@rodnik", "Диктант", first=date(2026, 12, 31))], STAMP))
    assert "DTSTART;VALUE=DATE:20261228" in lines
    assert lines.count("DTEND;VALUE=DATE:20270111") == 1
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert lines.count("TRANSP:TRANSPARENT") == 2  # a day of school is no busy day


def test_a_cancelled_lesson_says_so() -> None:
    gone = Event("c@rodnik", "Труд", LESSON.starts, LESSON.ends, cancelled=True)
    assert "STATUS:CANCELLED" in unfolded(calendar_text("x", [gone], STAMP))


def test_a_later_telling_outranks_an_earlier_one() -> None:
    def sequence(stamp: datetime) -> int:
        lines = unfolded(calendar_text("x", [LESSON], stamp))
        return next(int(line.removeprefix("SEQUENCE:")) for line in lines if line.startswith("SEQUENCE:"))

    assert sequence(STAMP) < sequence(STAMP.replace(hour=12)) < 2**31


def test_it_refuses_what_has_no_zone_or_no_time() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        calendar_text("x", [LESSON], STAMP.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without a time"):
        calendar_text("x", [Event("x", "y")], STAMP)
