"""/attendance: what was missed in the term, a week, a day or the year; by subject when one is named."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, period_of
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_named
from school import wording
from school.incoming import Reply
from school.message import Message
from storage import diary


async def attendance(visit: Visit) -> Reply:
    """The answer to /attendance."""
    return await ask(visit, Question("attendance", _look, backward=True))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {one.id: period_of(asked, asked.year.terms(one.school_class), usual="term") for one in asked.students}
    found = await diary.absences(connection, list(periods), *around(list(periods.values())))

    def tell(pupil: Pupil) -> Message:
        student, period, voice = pupil.student, periods[pupil.student.id], asked.visit.voice
        own = [one for one in found if one.student_id == student.id and period.first <= one.day <= period.last]
        subject = subject_named(asked.wish, list(dict.fromkeys(one.subject for one in own if one.subject)))
        said = [one for one in own if subject in ("", one.subject) or one.is_whole_day]
        today, at = asked.today, asked.as_of
        message = wording.attendance(voice, student, said, period, today, at, level=pupil.level, subject=subject)
        return replace(message, buttons=wording.attendance_steps(voice, student, "" if subject else period.kind))

    return tell
