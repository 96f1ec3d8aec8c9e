"""/marks: this week by day; a day, the term by subject, or one subject when asked for."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, period_of
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_meant
from school import wording
from school.facts import Mark, Period
from school.incoming import Reply
from school.message import Message
from storage import diary


async def marks(visit: Visit) -> Reply:
    """The answer to /marks."""
    return await ask(visit, Question("marks", _look, backward=True))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    terms = {student.id: asked.year.terms(student.school_class) for student in asked.students}
    first, last = around([period_of(asked, own, usual=usual) for own in terms.values() for usual in ("week", "term")])
    found = await diary.marks(connection, list(terms), first, last, and_before=True)

    def tell(pupil: Pupil) -> Message:
        own = [mark for mark in found if mark.student_id == pupil.student.id]
        subject = subject_meant(asked.wish, list(dict.fromkeys(mark.subject for mark in own)))
        period = period_of(asked, terms[pupil.student.id], usual="term" if subject else "week")
        return _word(asked, pupil, own, subject, period)

    return tell


def _word(asked: Asked, pupil: Pupil, own: list[Mark], subject: str, period: Period) -> Message:
    said = [mark for mark in own if period.first <= mark.day <= period.last and subject in ("", mark.subject)]
    before = max((mark.day for mark in own if mark.day < period.first), default=None)
    word = wording.marks if subject or period.kind not in ("term", "year") else wording.marks_by_subject
    voice, today = asked.visit.voice, asked.today
    message = word(voice, pupil.student, said, period, today, asked.as_of, level=pupil.level, last=before)
    shown = "" if subject else _shown(period, today)
    return replace(message, buttons=wording.marks_steps(voice, pupil.student, shown))


def _shown(period: Period, today: date) -> str:
    """The word of the button that would bring this very answer; "" when none would."""
    within = period.first <= today <= period.last
    return {"day": "today"}.get(period.kind, period.kind) if within else ""
