"""/journal: is the journal kept in time, teacher by teacher, and lessons held against the plan; for administrators."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from actions.sheets import Cell, sheet
from actions.timeliness import lessons_held, timeliness
from handlers.discretion import school_of, staff_level
from handlers.made import made_from
from handlers.visit import Visit
from handlers.wishes import read_wish
from school.incoming import Reply
from school.institution import Person
from school.message import File
from school.policy import Level
from school.timetable import term_of
from school.wording import announced, visits
from school.wording import timeliness as words
from storage.diary import school_year


async def journal(visit: Visit) -> Reply:
    """`journal [DAY]`: the week of a day (of none: this week), `journal table FIRST LAST`, `journal held`."""
    by = visit.staff("administrator")[0]
    step = visit.words[0] if visit.pressed and visit.words else ""
    today = (await school_of(visit, by)).local(visit.now).date()
    level = await staff_level(visit, by)
    if step in ("table", "held") and level < Level.FULL:
        return visit.say(announced.table_elsewhere(visit.voice))
    if step == "held":
        return await _held(visit, by, today)
    first, last = _shown(visit.words[1:]) or _week(visit, today)
    found = await timeliness(visit.desk.database, by.school_id, first, last, now=visit.now)
    if step == "table":
        return await _table(visit, by, *words.timeliness_rows(visit.voice, found.teachers, first, last))
    said = words.timeliness(visit.voice, found.teachers, first, last, level=level, measured=found.measured)
    return visit.say(said)


def _shown(days: Sequence[str]) -> tuple[date, date] | None:
    """The days of the list whose table is asked for, as its button says them."""
    try:
        first, last = map(date.fromisoformat, days)
    except ValueError:
        return None
    return first, last


def _week(visit: Visit, today: date) -> tuple[date, date]:
    asked = read_wish(visit.words, today, backward=True).day if visit.words and not visit.pressed else None
    asked = asked and min(asked, today)  # of what is ahead nothing can be late
    monday = (asked or today) - timedelta(days=(asked or today).weekday())
    if not asked and today.weekday() == 0:
        return monday - timedelta(days=7), today  # on Monday there is little to see yet
    return monday, min(monday + timedelta(days=6), today)


async def _held(visit: Visit, by: Person, today: date) -> Reply:
    async with visit.desk.database.read() as connection:
        year = await school_year(connection, by.school_id)
    term = term_of(today, [one for one, _ in year.stretches])
    first, title = (term.start, term.title) if term else (today - timedelta(days=30), "")
    rows = await lessons_held(visit.desk.database, by.school_id, first, today - timedelta(days=1))
    text = words.held(visit.voice, rows, title)
    table = await _table(visit, by, *words.held_rows(visit.voice, rows, title))
    return visit.say(text, *table.messages)


async def _table(visit: Visit, by: Person, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Reply:
    made = made_from(visit.desk.files, repr((title, rows)), ".xlsx", lambda: sheet(title, header, rows))
    await asyncio.to_thread(made.keep)
    school = await school_of(visit, by)
    said = words.journal_table(visit.voice, school.local(visit.now))
    return visit.say(visits.with_file(said, File(str(made.path), f"{title}.xlsx")))
