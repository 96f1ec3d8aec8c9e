"""/homework: for the next school day, for a day that was named, for a week; what is overdue."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import week_period, year_period
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_named
from school import wording
from school.due import Task, due_on, tasks
from school.facts import Homework, Period, SchoolDay, Student
from school.incoming import Reply
from school.message import Message
from school.timetable import SUNDAY
from storage import diary
from storage.diary import Plans

AHEAD = timedelta(days=21)  # over the longest vacations of a school year but summer
MOST = timedelta(days=30)  # shown at once
BEFORE = timedelta(days=14)  # a lesson not held so long ago has left its homework to a later one


async def homework(visit: Visit) -> Reply:
    """The answer to /homework."""
    return await ask(visit, Question("homework", _look))


async def overdue(visit: Visit) -> Reply:
    """The answer to «долги»: what a student still owes."""
    return await ask(visit, Question("overdue", _owed))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    if asked.wish.overdue:
        return await _owed(connection, asked)
    if asked.wish.span in ("week", "days"):
        return await _week(connection, asked)
    first = asked.wish.day if asked.wish.span == "day" and asked.wish.day else asked.today + timedelta(days=1)
    plans = await _plans(connection, asked, first, first + AHEAD)

    def tell(pupil: Pupil) -> Message:
        return _word(asked, pupil, plans, first)

    return tell


async def _plans(connection: AsyncConnection, asked: Asked, first: date, last: date) -> Plans:
    """Of these days and those around them: what earlier days left over, and when there is a lesson again."""
    since = year_period(asked.today).first
    return await diary.plans(connection, asked.students, first - BEFORE, last + AHEAD, owed_since=since)


async def _week(connection: AsyncConnection, asked: Asked) -> Tell:
    """What is due in a whole week; on a Sunday «неделя» is the one that begins tomorrow."""
    sunday = asked.today.isoweekday() == SUNDAY and asked.wish.day is None
    start = asked.today + timedelta(days=1) if sunday else asked.wish.day or asked.today
    last = min(asked.wish.last or start, start + MOST)
    period = Period("days", start, last) if asked.wish.span == "days" else week_period(start)
    plans = await _plans(connection, asked, period.first, period.last)

    def tell(pupil: Pupil) -> Message:
        voice, student = asked.visit.voice, pupil.student
        subject, items = _of_subject(asked, plans.homework(student))
        found = tasks(items, _days(asked, student, plans, period.first, period.last))
        days = {day: due_on(day, found) for day in sorted(_dates(found)) if period.first <= day <= period.last}
        today, at, level = asked.today, asked.as_of, pupil.level
        told = wording.homework_week(voice, student, period, days, today, at, level=level, subject=subject)
        return replace(told, buttons=wording.homework_week_steps(voice, student, period.first))

    return tell


async def _owed(connection: AsyncConnection, asked: Asked) -> Tell:
    plans = await _plans(connection, asked, asked.today, asked.today)

    def tell(pupil: Pupil) -> Message:
        voice, student = asked.visit.voice, pupil.student
        told = wording.overdue(voice, student, plans.owed(student), asked.today, asked.as_of, level=pupil.level)
        return replace(told, buttons=wording.overdue_steps(voice, student))

    return tell


def _word(asked: Asked, pupil: Pupil, plans: Plans, first: date) -> Message:
    student, voice, today = pupil.student, asked.visit.voice, asked.today
    subject, items = _of_subject(asked, plans.homework(student))
    days = _days(asked, student, plans, first, first + AHEAD)
    found = tasks(items, days)
    coming = [day for day in days if day.day >= first]
    day = coming[0] if asked.wish.span == "day" else _day(coming, items, subject)
    due = due_on(day.day, found)
    owed = plans.owed(student) if not subject else ()
    at, level = asked.as_of, pupil.level
    message = wording.homework(voice, student, day, due, today, at, level=level, owed=len(owed), subject=subject)
    return replace(message, buttons=wording.homework_steps(voice, student, day.day, today, owed=bool(owed)))


def _of_subject(asked: Asked, items: tuple[Homework, ...]) -> tuple[str, tuple[Homework, ...]]:
    """The subject that was named, "" when none was, and what is set in it."""
    subject = subject_named(asked.wish, list(dict.fromkeys(item.subject for item in items)))
    return subject, tuple(item for item in items if subject in ("", item.subject))


def _days(asked: Asked, student: Student, plans: Plans, first: date, last: date) -> tuple[SchoolDay, ...]:
    return plans.days(student, first - BEFORE, last + AHEAD, asked.year.terms(student.school_class))


def _dates(found: tuple[Task, ...]) -> set[date]:
    return {task.item.due for task in found} | {task.then for task in found if task.then}


def _day(days: list[SchoolDay], items: tuple[Homework, ...], subject: str) -> SchoolDay:
    """The first day with lessons or something due; of a subject, with something due in it."""
    due = {item.due for item in items}
    return next((day for day in days if day.day in due or (day.lessons and not subject)), days[0])
