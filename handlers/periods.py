"""Which days a question is about: the day, week, term or year that was named, or else what the question means."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.asking import Asked
from school.facts import Period, Term
from school.timetable import STUDY_KINDS, term_of

_SCHOOL_YEAR_BEGINS = 9  # September; used only where the journal gives no terms


def period_of(asked: Asked, terms: Sequence[Term], *, usual: str = "week") -> Period:
    """The days that are asked about; `usual` (week | term | year) is meant when nothing is said."""
    wish, today = asked.wish, asked.today
    day, span = wish.day or today, wish.span or usual
    if span == "day":
        return Period("day", day, day)
    if span == "days":
        return Period("days", day, wish.last or day)
    if span == "term":
        return asked_term(asked, terms)
    return year_period(day) if span == "year" else week_period(day)


def asked_term(asked: Asked, terms: Sequence[Term]) -> Period:
    """The term that is asked about: by its number in the year, the one before or after, the one around the day.

    A quarter is counted among quarters, a half-year among half-years: a journal may list both.
    """
    wish, day = asked.wish, asked.wish.day or asked.today
    own = [one for one in terms if one.kind == wish.kind] or terms
    usual = term_period(day, own)
    here = next((one for one in own if (one.start, one.end) == (usual.first, usual.last)), None)
    alike = sorted((one for one in own if here and one.kind == here.kind in STUDY_KINDS), key=lambda one: one.start)
    if wish.number:
        year = year_period(usual.first)
        counted = [one for one in alike if year.first <= one.start <= year.last]
        return _term(counted[wish.number - 1]) if wish.number <= len(counted) else usual
    place = alike.index(here) + wish.shift if wish.shift and here in alike else -1
    return _term(alike[place]) if 0 <= place < len(alike) else usual


def _term(term: Term) -> Period:
    return Period("term", term.start, term.end, term.title)


def term_period(day: date, terms: Sequence[Term]) -> Period:
    """The term of study around a day, or the last one before it; without terms, the school year."""
    past = [term for term in terms if term.kind != "vacation" and term.end < day]
    term = term_of(day, terms) or max(past, key=lambda one: (one.end, one.start), default=None)
    return _term(term) if term else year_period(day, "term")


def year_period(day: date, kind: str = "year") -> Period:
    """The school year around a day, from September to August."""
    begins = date(day.year if day.month >= _SCHOOL_YEAR_BEGINS else day.year - 1, _SCHOOL_YEAR_BEGINS, 1)
    ends = begins.replace(year=begins.year + 1) - timedelta(days=1)
    return Period(kind, begins, ends)


def around(periods: Sequence[Period]) -> tuple[date, date]:
    """The first and the last day of all the periods together."""
    return min(period.first for period in periods), max(period.last for period in periods)


def week_period(day: date) -> Period:
    """The week around a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period("week", monday, monday + timedelta(days=6))
