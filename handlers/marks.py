"""/marks: this week by day; a day, the term by subject, or one subject when asked for."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.periods import around, period_of
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_named
from school import wording
from school.facts import Mark, Period
from school.incoming import Reply
from school.message import Message
from storage import diary


async def marks(visit: Visit) -> Reply:
    """The answer to /marks."""
    return await ask(visit, Question("marks", _look, backward=True, table=True))


async def averages(visit: Visit) -> Reply:
    """«Средний балл»: the term by subject."""
    return await marks(replace(visit, words=(*visit.words, "term")))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    terms = {student.id: asked.year.terms(student.school_class) for student in asked.students}
    first, last = around([period_of(asked, own, usual=usual) for own in terms.values() for usual in ("week", "term")])
    found = await diary.marks(connection, list(terms), first, last, and_before=True)

    def tell(pupil: Pupil) -> Message:
        own = [mark for mark in found if mark.student_id == pupil.student.id]
        subject = subject_named(asked.wish, list(dict.fromkeys(mark.subject for mark in own)))
        period = period_of(asked, terms[pupil.student.id], usual="term" if subject else "week")
        return _word(asked, pupil, own, subject, period)

    return tell


def _word(asked: Asked, pupil: Pupil, own: list[Mark], subject: str, period: Period) -> Message:
    within = [mark for mark in own if period.first <= mark.day <= period.last]
    said = [mark for mark in within if subject in ("", mark.subject)]
    earlier = [mark.day for mark in own if mark.day < period.first and subject in ("", mark.subject)]
    last = max(earlier, default=None)
    voice, today, student, level = asked.visit.voice, asked.today, pupil.student, pupil.level
    rule, at, by_subject = asked.year.school.profile.grading, asked.as_of, period.kind in ("days", "term", "year")
    if asked.wish.which:
        subjects = sorted({mark.subject for mark in within})
        return wording.which_subject(voice, student, "marks", subjects, today, at, level=level)
    if subject:
        told = wording.marks_of(voice, student, subject, said, period, today, at, level=level, rule=rule, last=last)
    elif by_subject:
        told = wording.marks_by_subject(voice, student, said, period, today, at, level=level, rule=rule, last=last)
    else:
        told = wording.marks(voice, student, said, period, today, at, level=level, last=last)
    shown = "" if subject else _shown(period, today)
    return replace(told, buttons=wording.marks_steps(voice, student, shown))


def _shown(period: Period, today: date) -> str:
    """The word of the button that would bring this very answer; "" when none would."""
    within = period.first <= today <= period.last
    return {"day": "today"}.get(period.kind, period.kind) if within else ""
