"""/forecast: the marks a student is heading for in the term; of one subject when it is named."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, asked_term
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_named
from school import wording
from school.forecast import outlooks
from school.incoming import Reply
from school.message import Message
from storage import diary


async def forecast(visit: Visit) -> Reply:
    """The answer to /forecast."""
    return await ask(visit, Question("forecast", _look))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {one.id: asked_term(asked, asked.year.terms(one.school_class)) for one in asked.students}
    found = await diary.marks(connection, list(periods), *around(list(periods.values())))
    rule = asked.year.school.profile.grading

    def tell(pupil: Pupil) -> Message:
        student, voice, period = pupil.student, asked.visit.voice, periods[pupil.student.id]
        own = outlooks([mark for mark in found if mark.student_id == student.id], period, asked.today, rule)
        subject = subject_named(asked.wish, [one.subject for one in own])
        said = [one for one in own if subject in ("", one.subject)]
        today, at, level = asked.today, asked.as_of, pupil.level
        told = wording.forecast(voice, student, said, period, today, at, level=level, rule=rule, subject=subject)
        return replace(told, buttons=wording.forecast_steps(voice, student))

    return tell
