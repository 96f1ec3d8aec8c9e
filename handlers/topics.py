"""/topics: what was taught these days; on a day, in a week, in one subject."""

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

RECENT = timedelta(days=6)  # and today: a week, whatever weekday it is


async def topics(visit: Visit) -> Reply:
    """The answer to /topics."""
    return await ask(visit, Question("topics", _look, backward=True))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {one.id: _period(asked, one) for one in asked.students}
    of_term = [term_period(asked.today, asked.year.terms(one.school_class)) for one in asked.students]
    found = await diary.topics(connection, asked.students, *around([*periods.values(), *of_term]))

    def tell(pupil: Pupil) -> Message:
        student, voice, today = pupil.student, asked.visit.voice, asked.today
        subjects = sorted({one.subject for one in found[student.id]})
        subject, period = subject_named(asked.wish, subjects), periods[student.id]
        if asked.wish.which:
            return wording.which_subject(voice, student, "topics", subjects, today, asked.as_of, level=pupil.level)
        if subject:
            own = [one for one in found[student.id] if one.subject == subject]
            message = wording.topics_of(voice, student, subject, own, today, asked.as_of, level=pupil.level)
        else:
            of_days = [one for one in found[student.id] if period.first <= one.day <= period.last]
            message = wording.topics(voice, student, of_days, period, today, asked.as_of, level=pupil.level)
        return replace(message, buttons=wording.topics_steps(voice, student))

    return tell


def _period(asked: Asked, student: Student) -> Period:
    if asked.wish.span:
        return period_of(asked, asked.year.terms(student.school_class))
    return Period("recent", asked.today - RECENT, asked.today)
