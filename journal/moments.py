"""Cells that speak of time: dates, times of day, instants, zones, school years. All local except instants (UTC)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.cells import Cell, Wrong, clean, line

_DAY = re.compile(
    r"(?:(\d{1,2})([.\-])(\d{1,2})\2(\d{4}|\d{2})|(\d{4})([-/.])(\d{1,2})\6(\d{1,2}))(?!\d)(?:\s*(?:г\.?|года))?",
    re.ASCII,
)
_TIME = re.compile(r"(\d{1,2})[:.\-](\d{2})(?::(\d{2})(?:\.\d{1,9})?)?", re.ASCII)
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})\s*[/\-–—\\]\s*(\d{4}|\d{2})", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_OF_THIS_CENTURY = 30  # two digits below
_DATE_EXPECTED = "дата ДД.ММ.ГГГГ, например 01.09.2026"
_TIME_EXPECTED = "время ЧЧ:ММ, например 08:30"
_INSTANT_EXPECTED = "дата и время, например 01.09.2026 14:30 или 2026-09-01T14:30+05:00"


def day(cell: Cell) -> date:
    """A date between 1900 and 2100; a time of day after it is ignored."""
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if not isinstance(cell, str):
        raise Wrong(_DATE_EXPECTED, "число вместо даты: задайте ячейке формат даты")
    found, rest = _leading_day(clean(cell), _DATE_EXPECTED)
    if rest and not _TIME.fullmatch(_OFFSET.sub("", rest)):
        raise Wrong(_DATE_EXPECTED, "это не дата")
    return found


def _leading_day(text: str, expected: str) -> tuple[date, str]:
    found = _DAY.match(text)
    if found is None:
        raise Wrong(expected, "это не дата")
    if found[1]:
        year, month, number = found[4], found[3], found[1]
    else:
        year, month, number = found[5], found[7], found[8]
    try:
        result = date(_whole_year(year), int(month), int(number))
    except ValueError:
        raise Wrong(expected, "такого дня нет в календаре") from None
    rest = text[found.end() :]
    if rest and rest[0] not in " T,":
        raise Wrong(expected, "это не дата")
    return _sane(result), rest.lstrip(" T,")


def _whole_year(digits: str) -> int:
    """«26» is 2026 and «98» is 1998, as in Excel."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < _OF_THIS_CENTURY else 1900)


def _sane(found: date) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Wrong(f"год от {_FIRST_YEAR} до {_LAST_YEAR}", "неправдоподобный год")
    return found


def time_of_day(cell: Cell) -> time:
    """A local time of day, without seconds' fractions; Excel's fraction of a day is understood."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if isinstance(cell, timedelta | float | int) and not isinstance(cell, bool):
        return _fraction(cell)
    found = _TIME.fullmatch(clean(cell)) if isinstance(cell, str) else None
    if found is None:
        raise Wrong(_TIME_EXPECTED, "это не время")
    return _clock(int(found[1]), int(found[2]), int(found[3] or 0), _TIME_EXPECTED)


def _fraction(cell: timedelta | float) -> time:
    seconds = round(cell.total_seconds() if isinstance(cell, timedelta) else cell * 86_400)
    if not 0 <= seconds < 86_400:
        raise Wrong(_TIME_EXPECTED, "это не время")
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _clock(hours: int, minutes: int, seconds: int, expected: str) -> time:
    try:
        return time(hours, minutes, seconds)
    except ValueError:
        raise Wrong(expected, "такого времени нет") from None


def instant(cell: Cell, zone: ZoneInfo | None = None) -> datetime:
    """An aware UTC instant: ISO with an offset, or local in `zone`; a bare date is its first moment."""
    if isinstance(cell, date):
        _sane(cell)
        return _to_utc(_whole_second(cell) if isinstance(cell, datetime) else datetime.combine(cell, time()), zone)
    if not isinstance(cell, str):
        raise Wrong(_INSTANT_EXPECTED, "это не дата и время")
    found, rest = _leading_day(clean(cell), _INSTANT_EXPECTED)
    offset = _OFFSET.search(rest)
    clock = _TIME.fullmatch(rest[: offset.start()].rstrip() if offset else rest)
    if (rest and clock is None) or (offset and offset.end() != len(rest)):
        raise Wrong(_INSTANT_EXPECTED, "это не дата и время")
    at = _clock(int(clock[1]), int(clock[2]), int(clock[3] or 0), _INSTANT_EXPECTED) if clock else time()
    local = datetime.combine(found, at)
    return _with_offset(local, offset[0]) if offset else _to_utc(local, zone)


def _whole_second(at: datetime) -> datetime:
    """Excel keeps a fraction of a day, so 14:30 may come as 14:29:59.999997."""
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)


def _with_offset(local: datetime, offset: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{local.isoformat()}{offset.upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(_INSTANT_EXPECTED, "такого смещения от UTC нет") from None


def _to_utc(local: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        raise Wrong("смещение (+05:00) или часовой пояс на листе «Школа»", "неизвестно, в каком поясе это время")
    return local.replace(tzinfo=zone).astimezone(UTC)


def zone_name(cell: Cell) -> str:
    """An IANA time zone that this machine knows."""
    name = line(cell)
    if find_zone(name) is None:
        raise Wrong("часовой пояс IANA, например Asia/Yekaterinburg", "такого часового пояса нет")
    return name


def find_zone(name: str | None) -> ZoneInfo | None:
    """The zone of that IANA name; None when there is no such zone."""
    try:
        return ZoneInfo(name) if name and ("/" in name.strip("/") or name == "UTC") else None
    except (KeyError, ValueError, OSError):
        return None


def school_year(cell: Cell) -> str:
    """`2026/2027`, from `2026/2027`, `2026-2027` or `2026/27`."""
    found = _YEAR.fullmatch(line(cell))
    if found is None or int(found[2][-2:]) != (int(found[1]) + 1) % 100 or found[2] < found[1][: len(found[2])]:
        raise Wrong("учебный год, например 2026/2027", "это не учебный год")
    return f"{found[1]}/{int(found[1]) + 1}"
