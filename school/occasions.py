"""Which days the calendar makes special: vacations begin, lessons begin again, a forecast is due. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from school.facts import Period, Term
from school.timetable import SUNDAY, day_off, term_of
from school.years import stretches

_SUMMER = (6, 7, 8)


def begins_on(terms: Sequence[Term], day: date) -> Term | None:
    """The vacation that begins on a day, or the term in which lessons begin again; None on any other day."""
    found = stretches(terms)
    starts = next((one for one in found if one.start == day and one.kind == "vacation"), None)
    if starts:
        return starts
    before = day - timedelta(days=1)
    rested = not found or any(one.kind == "vacation" and one.end == before for one in found)
    rested = rested or all(one.start >= day for one in found)
    within = [one for one in found if one.kind != "vacation" and one.start <= day <= one.end]
    return min(within, key=lambda one: one.end - one.start, default=None) if rested else None


def lessons_again(terms: Sequence[Term], vacation: Term) -> date | None:
    """The first day of study after a vacation; None when the journal names none."""
    after = vacation.end + timedelta(days=1)
    if term_of(after, terms):
        return after
    return min((one.start for one in terms if one.kind != "vacation" and one.start > vacation.end), default=None)


def forecast_due(day: date, terms: Sequence[Term], wanted: int) -> date | None:
    """The day of this month's forecast when `day` is it or a later day of study; else None.

    That is the first day of study from the `wanted` of the month on; when the month has none left, the last before.
    """
    last = monthrange(day.year, day.month)[1]
    month = [day.replace(day=number) for number in range(1, last + 1)]
    study = [one for one in month if _of_study(one, terms)]
    chosen = next((one for one in study if one.day >= wanted), study[-1] if study else None)
    return chosen if chosen is not None and chosen <= day and _of_study(day, terms) else None


def _of_study(day: date, terms: Sequence[Term]) -> bool:
    if day.isoweekday() == SUNDAY:
        return False
    return day_off(day, terms) is None if terms else day.month not in _SUMMER


def school_expects(day: date, terms: Sequence[Term]) -> bool:
    """Is it a day on which the journal is expected to answer: Monday to Friday, in a term?"""
    return day.isoweekday() < SUNDAY - 1 and _of_study(day, terms)


def term_around(day: date, terms: Sequence[Term]) -> Period:
    """The term of study that holds a day; without terms, the school year."""
    term = term_of(day, terms)
    if term:
        return Period("term", term.start, term.end, term.title)
    begins = date(day.year if day.month > max(_SUMMER) else day.year - 1, 9, 1)
    return Period("term", begins, begins.replace(year=begins.year + 1) - timedelta(days=1))
