"""/remarks: what teachers wrote to the family in the term, or in the year."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, period_of
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.message import Message
from storage import diary


async def remarks(visit: Visit) -> Reply:
    """The answer to /remarks."""
    return await ask(visit, Question("remarks", _look, backward=True))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {one.id: period_of(asked, asked.year.terms(one.school_class), usual="term") for one in asked.students}
    found = await diary.remarks(connection, list(periods), *around(list(periods.values())))

    def tell(pupil: Pupil) -> Message:
        student, period, voice = pupil.student, periods[pupil.student.id], asked.visit.voice
        own = [one for one in found if one.student_id == student.id and period.first <= one.day <= period.last]
        message = wording.remarks(voice, student, own, period, asked.today, asked.as_of, level=pupil.level)
        return replace(message, buttons=wording.remarks_steps(voice, student, period.kind))

    return tell
