"""/teachers: who teaches the class, and one subject when it is named («кто ведёт химию»)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_meant
from school import wording
from school.incoming import Reply
from school.message import Message
from storage import diary


async def teachers(visit: Visit) -> Reply:
    """The answer to /teachers."""
    return await ask(visit, Question("teachers", _look))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    found = await diary.faculty(connection, asked.students, asked.today)

    def tell(pupil: Pupil) -> Message:
        own = found[pupil.student.id]
        subject = subject_meant(asked.wish, list(dict.fromkeys(one.subject for one in own.taught)))
        taught = [one for one in own.taught if subject in ("", one.subject)]
        leader = None if subject else own.homeroom
        voice, today = asked.visit.voice, asked.today
        return wording.teachers(voice, pupil.student, leader, taught, today, asked.as_of, level=pupil.level)

    return tell
