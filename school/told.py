"""What a reader was told against what the journal says now: the net effect, whatever happened in between. Pure."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from school.facts import Mark

Key = Hashable
OldKey = Callable[["Told"], Key]
NewKey = Callable[["Current"], Key]


class Telling(NamedTuple):
    """One fact that a message tells, to be remembered once it is sent.

    `value` "" when the message says no facts; None when there is nothing to remember but what `drops` names.
    """

    person_id: int  # the reader
    student_id: int
    what: str  # mark | absence | homework | remark | work | changes | forecast | exam | final
    item: str
    value: str | None
    ref_id: int | None = None
    subject: str | None = None
    day: date | None = None
    kind: str | None = None
    drops: tuple[str, ...] = ()  # items that this one takes the place of


class Told(NamedTuple):
    """A mark as this reader was told it, by the id it had then, and in which message."""

    ref_id: int
    subject: str
    day: date
    value: str
    kind: str | None = None
    outbox_id: int | None = None


class Current(NamedTuple):
    """A mark of the journal. `fresh`: seen lately and no history; `was`: its first value, if an import changed it
    lately."""

    id: int
    mark: Mark
    fresh: bool = False
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A mark that stands otherwise than the reader knows it; without `now` it was removed."""

    subject: str
    day: date
    was: str
    now: Current | None = None
    told: Told | None = None

    @property
    def moved(self) -> bool:
        """It stands under another subject."""
        return self.now is not None and self.now.mark.subject != self.subject


@dataclass(frozen=True, slots=True)
class Net:
    """What this reader still has to hear. `same`: told and true."""

    new: tuple[Current, ...]
    fixes: tuple[Fix, ...]
    same: tuple[tuple[Told, Current], ...]


def net(told: Sequence[Told], now: Sequence[Current]) -> Net:
    """The difference. A mark keeps its identity by its row, else by what it says: deleted and restored is no news.

    A subject in which no mark stands any more was renamed: no news either. The price: when the only mark of a subject
    turns out to belong to another one, and keeps its value, nobody is told.
    """
    pairs = _pairs(told, now)
    renamed = _renamed(pairs, now)
    fixes, same = [], []
    for old, new in pairs:
        if not old.value or _same(old, new, renamed):
            same.append((old, new))
        else:
            fixes.append(_fix(old, new))
    known, met = {id(old) for old, _ in pairs}, {new.id for _, new in pairs}
    fixes += [Fix(old.subject, old.day, old.value, told=old) for old in told if id(old) not in known and old.value]
    rest = [one for one in now if one.id not in met]
    fixes += [
        Fix(one.mark.subject, one.mark.day, one.was, one)
        for one in rest
        if not one.fresh and one.was and one.was != one.mark.value
    ]
    return Net(tuple(one for one in rest if one.fresh), tuple(fixes), tuple(same))


def _pairs(told: Sequence[Told], now: Sequence[Current]) -> list[tuple[Told, Current]]:
    """What is the same mark: by its row first, then nearer and nearer misses among those that are left."""
    by_row, found, left = {one.id: one for one in now}, [], []
    for old in told:
        new = by_row.pop(old.ref_id, None)
        if new:
            found.append((old, new))
        else:
            left.append(old)
    waiting = list(by_row.values())
    for old_key, new_key in _MISSES:
        if not left:
            return found
        left, waiting = _paired(left, waiting, old_key, new_key, found)
    taught = {one.mark.subject for one in now}
    gone = [one for one in left if one.subject not in taught]  # the subject may have another name now
    _paired(gone, waiting, lambda old: (old.day, old.kind, old.value), lambda new: _what(new)[1:], found)
    return found


def _paired(
    left: list[Told], waiting: list[Current], old_key: OldKey, new_key: NewKey, found: list[tuple[Told, Current]]
) -> tuple[list[Told], list[Current]]:
    """Add the pairs of equal keys, in order; what is left of both."""
    free: dict[Key, list[Current]] = {}
    for one in waiting:
        free.setdefault(new_key(one), []).append(one)
    rest, taken = [], set()
    for old in left:
        alike = free.get(old_key(old))
        if alike:
            found.append((old, alike[0]))
            taken.add(alike.pop(0).id)
        else:
            rest.append(old)
    return rest, [one for one in waiting if one.id not in taken]


def _what(new: Current) -> tuple[str, date, str | None, str]:
    return new.mark.subject, new.mark.day, new.mark.kind, new.mark.value


_MISSES: tuple[tuple[OldKey, NewKey], ...] = (
    (lambda old: (old.subject, old.day, old.kind, old.value), _what),
    (lambda old: (old.subject, old.day, old.kind), lambda new: _what(new)[:3]),
    (lambda old: (old.subject, old.day), lambda new: _what(new)[:2]),
)


def _renamed(pairs: Iterable[tuple[Told, Current]], now: Sequence[Current]) -> frozenset[str]:
    """Subjects told that nobody has marks in any more."""
    taught = {one.mark.subject for one in now}
    return frozenset(old.subject for old, _ in pairs if old.subject not in taught)


def _same(old: Told, new: Current, renamed: frozenset[str]) -> bool:
    subject = old.subject == new.mark.subject or old.subject in renamed
    return subject and old.value == new.mark.value


def _fix(old: Told, new: Current) -> Fix:
    return Fix(old.subject, old.day, old.value, new, old)
