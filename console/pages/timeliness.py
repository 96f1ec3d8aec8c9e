"""Is the journal kept in time, teacher by teacher; and lessons held against the plan (R21-R23, R33, R36)."""

from datetime import date, timedelta

from fastapi import Response

from actions.timeliness import TeacherLine, Timeliness, lessons_held, timeliness
from console.charts import Bar, bars
from console.listing import Cell, Listing, listing, row
from console.visit import Visit

LONGEST = timedelta(days=120)
SHOWN = 12  # teachers on the chart


async def kept(visit: Visit) -> Response:
    """The table for some days; without a word the last seven."""
    first, last = _days(visit)
    made = await timeliness(visit.database, visit.by.school_id, first, last, now=visit.now)
    behind = [one for one in made.teachers if one.late][:SHOWN]
    shown = [Bar(_name(visit, one), (("bad", one.late),), str(one.late)) for one in behind]
    chart = bars(visit.voice.say("Кто отстаёт"), shown) if shown else None
    found = _table(visit, made)
    return visit.page("timeliness.html", found=found, chart=chart, first=first, last=last, measured=made.measured)


async def kept_rows(visit: Visit) -> Listing:
    """The same as a list."""
    first, last = _days(visit)
    return _table(visit, await timeliness(visit.database, visit.by.school_id, first, last, now=visit.now))


def _table(visit: Visit, made: Timeliness) -> Listing:
    say, (first, last) = visit.voice.say, _days(visit)
    columns = (say("Учитель"), say("Уроков"), say("Без темы к концу дня"), say("Без задания через час"))
    more = (say("Оценок поздно"), say("Пропусков поздно"), say("Итоговых поздно"))
    return listing(f"timeliness-{first}-{last}", (*columns, *more), [_row(visit, one) for one in made.teachers])


async def held(visit: Visit) -> Response:
    """Lessons planned, held and cancelled, by class and subject."""
    first, last = _days(visit)
    return visit.page("held.html", found=await held_rows(visit), first=first, last=last)


async def held_rows(visit: Visit) -> Listing:
    """The same as a list."""
    say, (first, last) = visit.voice.say, _days(visit)
    columns = (say("Класс"), say("Предмет"), say("По расписанию"), say("Проведено (есть тема)"), say("Отменено"))
    lines = await lessons_held(visit.database, visit.by.school_id, first, last)
    rows = [
        row(one.school_class, one.subject, one.planned, _short(one.held, one.planned), one.cancelled) for one in lines
    ]
    return listing(f"held-{first}-{last}", columns, rows)


def _days(visit: Visit) -> tuple[date, date]:
    """From which day to which, both included; nonsense becomes the last seven days."""
    last = _day(visit.asked("to")) or visit.today
    first = _day(visit.asked("from")) or max(last, date.min + LONGEST) - timedelta(days=6)
    return (first, last) if timedelta(0) <= last - first <= LONGEST else (visit.today - timedelta(days=6), visit.today)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _name(visit: Visit, one: TeacherLine) -> str:
    return one.teacher or visit.voice.say("учитель не назван")


def _row(visit: Visit, one: TeacherLine) -> tuple[Cell, ...]:
    missing = [_bad(one.no_topic), _bad(one.no_homework)]
    late = [_bad(one.late_marks, one.marks), _bad(one.late_absences, one.absences), _bad(one.late_finals, one.finals)]
    return row(_name(visit, one), one.lessons, *missing, *late)


def _bad(number: int, of: int | None = None) -> Cell:
    return Cell(str(number) if of is None else f"{number} / {of}", tone="bad" if number else "")


def _short(held: int, planned: int) -> Cell:
    return Cell(str(held), tone="warn" if held < planned else "")
