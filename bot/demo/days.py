"""When the demo plays: the terms of a school year, and a Monday in the middle of one of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Yekaterinburg")
WEEK = timedelta(weeks=1)
OPENS, LESSONS_END, DIGEST = time(14, 0), time(15, 30), time(18, 0)
NEWS = time(15, 51)  # what the journal said at the end of the lessons has settled


@dataclass(frozen=True, slots=True)
class Period:
    """A row of the sheet «Периоды»."""

    title: str
    kind: str
    start: date
    end: date


def periods(year: int) -> tuple[Period, ...]:
    """The quarters and vacations of the school year that begins in September of `year`, as most schools have them."""
    autumn, winter = _monday(date(year, 10, 25)), _monday(date(year, 12, 26))
    spring, summer = _monday(date(year + 1, 3, 22)), date(year + 1, 5, 27)
    day = timedelta(days=1)
    return (
        Period("1 четверть", "четверть", date(year, 9, 1), autumn - day),
        Period("Осенние каникулы", "каникулы", autumn, autumn + WEEK - day),
        Period("2 четверть", "четверть", autumn + WEEK, winter - day),
        Period("Зимние каникулы", "каникулы", winter, winter + 2 * WEEK - day),
        Period("3 четверть", "четверть", winter + 2 * WEEK, spring - day),
        Period("Весенние каникулы", "каникулы", spring, spring + WEEK - day),
        Period("4 четверть", "четверть", spring + WEEK, summer - day),
        Period("Летние каникулы", "каникулы", summer, date(year + 1, 8, 31)),
    )


def year_of(day: date) -> int:
    """In which September the school year of a day began."""
    return day.year if day.month >= 8 else day.year - 1


def story_monday(today: date) -> date:
    """The first Monday from today on with two weeks of lessons before it, a week after it, and a term behind it."""
    years = (year_of(today), year_of(today) + 1)
    quarters = [one for year in years for one in periods(year) if one.kind == "четверть" and one.title[0] != "1"]
    mondays = [max(_monday(today), _monday(one.start) + 2 * WEEK) for one in quarters]
    return min(day for day, one in zip(mondays, quarters, strict=True) if day + WEEK <= one.end)


def before(day: date) -> Period:
    """The last quarter that was over on a day."""
    return max((one for one in periods(year_of(day)) if one.kind == "четверть" and one.end < day), key=lambda p: p.end)


def school_days(first: date, last: date) -> list[date]:
    """The days with lessons between two days, both included."""
    quarters = [one for one in periods(year_of(first)) if one.kind == "четверть"]
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and any(one.start <= day <= one.end for one in quarters)]


def local(day: date, at: time) -> datetime:
    """An aware instant of the demo's school."""
    return datetime.combine(day, at, ZONE)


def _monday(day: date) -> date:
    """The first Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)
