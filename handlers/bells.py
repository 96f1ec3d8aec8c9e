"""/now: the lesson going on and the next one; /bells: when the bells of a day ring."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.lessons import current_day, discreet
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.bells import bells as bells_of
from school.bells import held, moment
from school.facts import SchoolDay
from school.incoming import Reply
from school.message import Message
from storage import diary
from storage.diary import Plans

AHEAD = timedelta(days=14)  # over a week of vacations


async def now(visit: Visit) -> Reply:
    """The answer to /now."""
    return await ask(visit, Question("now", _now))


async def bells(visit: Visit) -> Reply:
    """The answer to /bells."""
    return await ask(visit, Question("bells", _bells))


async def _now(connection: AsyncConnection, asked: Asked) -> Tell:
    plans = await diary.plans(connection, asked.students, asked.today, asked.today + AHEAD)

    def tell(pupil: Pupil) -> Message:
        today, *later = _days(plans, asked, pupil, asked.today)
        coming = next((replace(day, lessons=held(day.lessons)) for day in later if held(day.lessons)), None)
        at = moment(today.lessons, asked.local.time())
        voice, student = asked.visit.voice, pupil.student
        told = wording.now_and_next(voice, student, at, today, coming, asked.local, asked.as_of, level=pupil.level)
        return replace(told, buttons=wording.day_step(voice, student, today.day))

    return tell


async def _bells(connection: AsyncConnection, asked: Asked) -> Tell:
    first = asked.wish.day or asked.today
    plans = await diary.plans(connection, asked.students, first, first + AHEAD)

    def tell(pupil: Pupil) -> Message:
        days = _days(plans, asked, pupil, first)
        day = days[0] if asked.wish.day else current_day(asked, {one.day: one for one in days})
        voice, student, rung = asked.visit.voice, pupil.student, bells_of(day.lessons)
        told = wording.bells(voice, student, day, rung, asked.today, asked.as_of, level=pupil.level)
        return replace(told, buttons=wording.day_step(voice, student, day.day))

    return tell


def _days(plans: Plans, asked: Asked, pupil: Pupil, first: date) -> list[SchoolDay]:
    terms = asked.year.terms(pupil.student.school_class)
    return [discreet(day, pupil.level) for day in plans.days(pupil.student, first, first + AHEAD, terms)]
