"""/homework: for the next school day, for a day that was named, for a week."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import week_period
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_meant
from school import wording
from school.facts import Homework, SchoolDay
from school.incoming import Reply
from school.message import Message
from school.timetable import SUNDAY
from storage import diary
from storage.diary import Plans

AHEAD = 21  # days: over the longest vacations of a school year but summer


async def homework(visit: Visit) -> Reply:
    """The answer to /homework."""
    return await ask(visit, Question("homework", _look))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    if asked.wish.span == "week":
        return await _week(connection, asked)
    first = asked.wish.day if asked.wish.span == "day" and asked.wish.day else asked.today + timedelta(days=1)
    last = first if asked.wish.span == "day" else first + timedelta(days=AHEAD)
    plans = await diary.plans(connection, asked.students, first, last)

    def tell(pupil: Pupil) -> Message:
        return _word(asked, pupil, plans, first, last)

    return tell


async def _week(connection: AsyncConnection, asked: Asked) -> Tell:
    """What is due in a whole week; on a Sunday «неделя» is the one that begins tomorrow."""
    sunday = asked.today.isoweekday() == SUNDAY and asked.wish.day is None
    start = asked.today + timedelta(days=1) if sunday else asked.wish.day or asked.today
    period = week_period(start)
    plans = await diary.plans(connection, asked.students, period.first, period.last)

    def tell(pupil: Pupil) -> Message:
        voice, student, items = asked.visit.voice, pupil.student, plans.homework(pupil.student)
        told = wording.homework_week(voice, student, period, items, asked.today, asked.as_of, level=pupil.level)
        return replace(told, buttons=wording.homework_week_steps(voice, student, period.first))

    return tell


def _word(asked: Asked, pupil: Pupil, plans: Plans, first: date, last: date) -> Message:
    student, voice, today = pupil.student, asked.visit.voice, asked.today
    items = plans.homework(student)
    subject = subject_meant(asked.wish, list(dict.fromkeys(item.subject for item in items)))
    items = tuple(item for item in items if subject in ("", item.subject))
    days = plans.days(student, first, last, asked.year.terms(student.school_class))
    day = _day(days, items, subject)
    due = [item for item in items if item.due == day.day]
    message = wording.homework(voice, student, day, due, today, asked.as_of, level=pupil.level)
    return replace(message, buttons=wording.homework_steps(voice, student, day.day, today))


def _day(days: tuple[SchoolDay, ...], items: tuple[Homework, ...], subject: str) -> SchoolDay:
    """The first day with lessons or something due; of a subject, with something due in it."""
    due = {item.due for item in items}
    return next((day for day in days if day.day in due or (day.lessons and not subject)), days[0])
