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
    terms = {student.id: asked.year.terms(student.school_class) for student in asked.students}
    periods = [period_of(asked, own, subject=subject) for own in terms.values() for subject in (False, True)]
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    found = await diary.marks(connection, list(terms), first, last, and_before=True)

    def tell(pupil: Pupil) -> Message:
        own = [mark for mark in found if mark.student_id == pupil.student.id]
        subject = subject_meant(asked.wish, list(dict.fromkeys(mark.subject for mark in own)))
        return _word(asked, pupil, own, subject, period_of(asked, terms[pupil.student.id], subject=bool(subject)))

    return tell


def _word(asked: Asked, pupil: Pupil, own: list[Mark], subject: str, period: Period) -> Message:
    said = [mark for mark in own if period.first <= mark.day <= period.last and subject in ("", mark.subject)]
    before = max((mark.day for mark in own if mark.day < period.first), default=None)
    word = wording.marks if subject or period.kind != "term" else wording.marks_by_subject
    voice, today = asked.visit.voice, asked.today
    message = word(voice, pupil.student, said, period, today, asked.as_of, level=pupil.level, last=before)
    shown = "" if subject else _shown(period, today)
    return replace(message, buttons=wording.marks_steps(voice, pupil.student, shown))


def _shown(period: Period, today: date) -> str:
    """The word of the button that would bring this very answer; "" when none would."""
    within = period.first <= today <= period.last
    return {"day": "today"}.get(period.kind, period.kind) if within else ""


def period_of(asked: Asked, terms: tuple[Term, ...], *, subject: bool) -> Period:
    """The days that are asked about: this week when nothing is said, the term when a subject is."""
    wish, today = asked.wish, asked.today
    if wish.span == "day" and wish.day:
        return Period("day", wish.day, wish.day)
    if wish.span == "term" or (subject and not wish.span):
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
