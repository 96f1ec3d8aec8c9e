"""Time is passed in: instants are aware UTC, "today" is the school's."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that can be moved forward: the demo's panel and tests let time pass with it."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = timedelta(0) if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def move_to(self, instant: datetime) -> None:
        """From now on it is `instant` (aware), ticking on."""
        self._shift = instant - datetime.now(UTC)


def today(now: datetime, zone: ZoneInfo) -> date:
    """The school's date at an instant."""
    return now.astimezone(zone).date()


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local date and time of day as UTC. A time that the clock change skips moves forward."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the school's day begins, UTC."""
    return instant(day, time(0), zone)
