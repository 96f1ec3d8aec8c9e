"""/calendar: terms, vacations, and how long until them."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.message import Message


async def calendar(visit: Visit) -> Reply:
    """The answer to /calendar."""
    return await ask(visit, Question("calendar", _look))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    def tell(pupil: Pupil) -> Message:
        student, voice = pupil.student, asked.visit.voice
        terms = asked.year.terms(student.school_class)
        told = wording.school_calendar(voice, student, terms, asked.today, asked.as_of, level=pupil.level)
        return replace(told, buttons=wording.calendar_steps(voice, student, links=bool(asked.visit.desk.public_url)))

    return tell
