"""Which days a dated sheet speaks of: the narrowest terms that hold its dates. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NARROW_TO_WIDE = ("quarter", "trimester", "half_year", "year")

Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Term:
    kind: str
    start: date
    end: date
    classes: tuple[str, ...]  # folded titles; () = all


def windows_of(title: str | None, days: Sequence[date], terms: Iterable[Term]) -> tuple[Window, ...]:
    """First and last days of what is complete for a class, given the dates in the sheet; apart, in order.

    A date outside all terms stands for itself; without terms, the sheet is complete from its first date to its last.
    """
    if not days:
        return ()
    mine = [term for term in terms if term.kind in NARROW_TO_WIDE and (not term.classes or title in term.classes)]
    if not mine:
        return ((min(days), max(days)),)
    return merged(window for day in days for window in _narrowest(day, mine))


def _narrowest(day: date, terms: Sequence[Term]) -> list[Window]:
    around = [term for term in terms if term.start <= day <= term.end]
    kind = min((NARROW_TO_WIDE.index(term.kind) for term in around), default=None)
    if kind is None:
        return [(day, day)]
    return [(term.start, term.end) for term in around if term.kind == NARROW_TO_WIDE[kind]]


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same days as windows that don't overlap or touch."""
    found: list[Window] = []
    for first, last in sorted(set(windows)):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
