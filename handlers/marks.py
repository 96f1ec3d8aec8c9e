"""/marks: this week by day; a day, the term by subject, or one subject when asked for."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.pupils import Pupil
from handlers.visit import Visit
from handlers.wishes import subject_meant
from school import wording
from school.facts import Mark, Period, Term
from school.incoming import Reply
from school.message import Message
from school.timetable import term_of
from storage import diary

_SCHOOL_YEAR_BEGINS = 9  # September; used only where the journal gives no terms


async def marks(visit: Visit) -> Reply:
    """The answer to /marks."""
    return await ask(visit, Question("marks", _look, backward=True))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    periods = {student.id: period_of(asked, asked.year.terms(student.school_class)) for student in asked.students}
    first, last = min(p.first for p in periods.values()), max(p.last for p in periods.values())
    found = await diary.marks(connection, list(periods), first, last, and_before=True)

    def tell(pupil: Pupil) -> Message:
        own = [mark for mark in found if mark.student_id == pupil.student.id]
        return _word(asked, pupil, own, periods[pupil.student.id])

    return tell


def _word(asked: Asked, pupil: Pupil, own: list[Mark], period: Period) -> Message:
    within = [mark for mark in own if period.first <= mark.day <= period.last]
    before = max((mark.day for mark in own if mark.day < period.first), default=None)
    subject = subject_meant(asked.wish, list(dict.fromkeys(mark.subject for mark in own)))
    by_day = subject or period.kind != "term"
    word = wording.marks if by_day else wording.marks_by_subject
    said = [mark for mark in within if subject in ("", mark.subject)]
    voice, today = asked.visit.voice, asked.today
    message = word(voice, pupil.student, said, period, today, asked.as_of, level=pupil.level, last=before)
    return replace(message, buttons=wording.marks_steps(voice, pupil.student, _shown(asked, period)))


def _shown(asked: Asked, period: Period) -> str:
    """The word of the button that would bring this very answer; "" when none would."""
    if asked.wish.subject or not period.first <= asked.today <= period.last:
        return ""
    return {"day": "today"}.get(period.kind, period.kind)


def period_of(asked: Asked, terms: tuple[Term, ...]) -> Period:
    """The days that are asked about: this week when nothing is said, the term when a subject is."""
    wish, today = asked.wish, asked.today
    if wish.span == "day" and wish.day:
        return Period("day", wish.day, wish.day)
    if wish.span == "term" or (wish.subject and not wish.span):
        return _term(wish.day or today, terms)
    monday = (wish.day or today) - timedelta(days=(wish.day or today).weekday())
    return Period("week", monday, monday + timedelta(days=6))


def _term(day: date, terms: tuple[Term, ...]) -> Period:
    """The term of study around a day, or the last one before it; without terms, the school year."""
    past = [term for term in terms if term.kind != "vacation" and term.end < day]
    term = term_of(day, terms) or max(past, key=lambda one: (one.end, one.start), default=None)
    if term:
        return Period("term", term.start, term.end, term.title)
    begins = date(day.year if day.month >= _SCHOOL_YEAR_BEGINS else day.year - 1, _SCHOOL_YEAR_BEGINS, 1)
    return Period("term", begins, begins.replace(year=begins.year + 1) - timedelta(days=1))
