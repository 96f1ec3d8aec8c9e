"""The school year as a family counts it: terms and the vacations between them, and how long until the next turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from school.facts import Term
from school.timetable import LONG_WEEKEND, STUDY_KINDS


@dataclass(frozen=True, slots=True)
class Turnover:
    """Where today stands: the stretch that holds it, the one that comes next, and the days until that."""

    now: Term | None
    next: Term | None
    days: int = 0  # from today to the first day of `next`


def stretches(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Terms of study and vacations in order. A gap that the journal gives no name is a vacation without a title."""
    study = [one for one in terms if one.kind in STUDY_KINDS] or [one for one in terms if one.kind == "year"]
    given = sorted((*study, *(one for one in terms if one.kind == "vacation")), key=lambda one: (one.start, one.end))
    found: list[Term] = []
    for one in given:
        begins = max((each.end for each in found), default=one.start - timedelta(days=1)) + timedelta(days=1)
        if (one.start - begins).days > LONG_WEEKEND:
            found.append(Term("", "vacation", begins, one.start - timedelta(days=1)))
        found.append(one)
    return tuple(found)


def turnover(terms: Sequence[Term], today: date) -> Turnover:
    """Where `today` stands among the stretches; vacations within a term outweigh it."""
    found = stretches(terms)
    covering = [one for one in found if one.start <= today <= one.end]
    now = min(covering, key=lambda one: (one.kind != "vacation", one.end - one.start), default=None)
    coming = [one for one in found if one.start > today]
    following = min(coming, key=lambda one: one.start, default=None)
    return Turnover(now, following, (following.start - today).days if following else 0)
