"""/works: the control works ahead; the whole term, a week or a day when asked for."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, period_of, term_period
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_named
from school import wording
from school.facts import Period, Student
from school.incoming import Reply
from school.message import Message
from storage import diary

AHEAD = timedelta(days=30)  # at least, however near the end of the term


async def works(visit: Visit) -> Reply:
    """The answer to /works."""
    return await ask(visit, Question("works", _look))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {one.id: _period(asked, one) for one in asked.students}
    classes = [one.class_id for one in asked.students if one.class_id is not None]
    found = await diary.works(connection, classes, *around(list(periods.values())))

    def tell(pupil: Pupil) -> Message:
        student, period, voice = pupil.student, periods[pupil.student.id], asked.visit.voice
        planned = found.get(student.class_id, ()) if student.class_id is not None else ()
        own = [one for one in planned if period.first <= one.day <= period.last]
        subject = subject_named(asked.wish, list(dict.fromkeys(one.subject for one in own)))
        said = [one for one in own if subject in ("", one.subject)]
        today, at = asked.today, asked.as_of
        message = wording.works(voice, student, said, period, today, at, level=pupil.level, subject=subject)
        return replace(message, buttons=wording.works_steps(voice, student, period.kind))

    return tell


def _period(asked: Asked, student: Student) -> Period:
    terms = asked.year.terms(student.school_class)
    if asked.wish.span:
        return period_of(asked, terms)
    last = max(term_period(asked.today, terms).last, asked.today + AHEAD)
    return Period("ahead", asked.today, last)
