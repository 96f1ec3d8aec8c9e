"""/timetable and /changes: today until its lessons end, then the next school day; a day, a week; what differs."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, period_of, week_period
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.facts import Lesson, Period, SchoolDay, Student
from school.incoming import Reply
from school.message import Message
from school.policy import Level
from school.timetable import SUNDAY, changed_lessons
from storage import diary

NEAR = 3  # days ahead within which "the next school day" is worth showing instead of today's reason for none
CHANGES_AHEAD = 30  # days


async def timetable(visit: Visit) -> Reply:
    """The answer to /timetable."""
    return await ask(visit, Question("timetable", _timetable, table=True))


async def changes(visit: Visit) -> Reply:
    """The answer to /changes."""
    return await ask(visit, Question("changes", _changes))


async def _timetable(connection: AsyncConnection, asked: Asked) -> Tell:
    start = _start(asked)
    monday = start - timedelta(days=start.weekday())
    plans = await diary.plans(connection, asked.students, monday, start + timedelta(days=7 + NEAR))

    def tell(pupil: Pupil) -> Message:
        terms = asked.year.terms(pupil.student.school_class)
        days = plans.days(pupil.student, monday, start + timedelta(days=7 + NEAR), terms)
        shown = tuple(discreet(day, pupil.level) for day in days)
        return _week(asked, pupil, shown[:7]) if asked.wish.span in ("week", "days") else _day(asked, pupil, shown)

    return tell


def _start(asked: Asked) -> date:
    """The day that was named, else today; on a Sunday «неделя» is the one that begins tomorrow."""
    if asked.wish.day and not (asked.wish.last and asked.wish.day <= asked.today <= asked.wish.last):
        return asked.wish.day
    sunday = asked.wish.span == "week" and asked.today.isoweekday() == SUNDAY
    return asked.today + timedelta(days=int(sunday))


def _week(asked: Asked, pupil: Pupil, days: tuple[SchoolDay, ...]) -> Message:
    voice, today = asked.visit.voice, asked.today
    message = wording.timetable_week(voice, pupil.student, days, today, asked.as_of, level=pupil.level)
    return _stepped(asked, pupil, message, days[0].day, week=True)


def _day(asked: Asked, pupil: Pupil, days: tuple[SchoolDay, ...]) -> Message:
    by_date = {day.day: day for day in days}
    day = by_date[asked.wish.day] if asked.wish.day else current_day(asked, by_date)
    message = wording.timetable_day(asked.visit.voice, pupil.student, day, asked.today, asked.as_of, level=pupil.level)
    return _stepped(asked, pupil, message, day.day, week=False)


def _stepped(asked: Asked, pupil: Pupil, message: Message, day: date, *, week: bool) -> Message:
    steps = wording.timetable_steps(asked.visit.voice, pupil.student, day, asked.today, week=week)
    steps += () if week else wording.bells_steps(asked.visit.voice, pupil.student, day, asked.today)
    return message if pupil.level < Level.PSEUDONYM else replace(message, buttons=steps)


def current_day(asked: Asked, by_date: dict[date, SchoolDay]) -> SchoolDay:
    """Today while there are lessons to come, else the next day with lessons when one is near."""
    today = by_date[asked.today]
    held = [lesson for lesson in today.lessons if lesson.takes_place]
    ends = [lesson.ends for lesson in held if lesson.ends]
    if held and (not ends or asked.local.time() <= max(ends)):
        return today
    coming = (by_date[asked.today + timedelta(days=n)] for n in range(1, NEAR + 1))
    return next((day for day in coming if day.lessons), today)


async def _changes(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {one.id: _changed_in(asked, one) for one in asked.students}
    plans = await diary.plans(connection, asked.students, *around(list(periods.values())))

    def tell(pupil: Pupil) -> Message:
        student, voice, period = pupil.student, asked.visit.voice, periods[pupil.student.id]
        days = plans.days(student, period.first, period.last, asked.year.terms(student.school_class))
        found = [(day.day, one) for day in days for one in changed_lessons(discreet(day, pupil.level).lessons)]
        named = None if period.kind == "ahead" else period
        return wording.changes(voice, student, found, asked.today, asked.as_of, level=pupil.level, period=named)

    return tell


def _changed_in(asked: Asked, student: Student) -> Period:
    if asked.wish.span == "week":
        return week_period(_start(asked))
    if asked.wish.span:
        return period_of(asked, asked.year.terms(student.school_class))
    return Period("ahead", asked.today, asked.today + timedelta(days=CHANGES_AHEAD))


def discreet(day: SchoolDay, level: Level) -> SchoolDay:
    """The day without teachers' names and free notes, where nobody may be named."""
    if level is Level.FULL:
        return day
    return replace(day, lessons=tuple(_nameless(lesson) for lesson in day.lessons))


def _nameless(lesson: Lesson) -> Lesson:
    return replace(lesson, teacher=None, note=None)
