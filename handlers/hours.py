"""A day and an hour that somebody typed: «завтра 8:30», «25.11 в 9», «в четверг в 7 вечера». Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from handlers.choosing import time_in
from handlers.wishes import read_wish

_AT = ("в", "во", "к", "at", "by")
_HOURS = ("ч", "час", "часа", "часов", "утра", "am")
_AFTERNOON = ("дня", "вечера", "pm")
_NOON, _DAY = 12, 24


@dataclass(frozen=True, slots=True)
class Hour:
    """What was typed; None for what was not."""

    day: date | None
    at: time | None


def read_hour(words: Sequence[str], today: date) -> Hour | None:
    """The day and the time in these small words; None when there is neither, or a number that is neither."""
    for place in reversed(range(len(words))):
        found = _time_at(words, place)
        if found is None:
            continue
        at, first, last = found
        rest = [*words[:first], *words[last:]]
        wish = read_wish(rest, today)
        if not _numbered(wish.subject) and (":" in words[place] or wish.day or words[place].isdecimal()):
            return Hour(wish.day, at)
    wish = read_wish(words, today)
    return Hour(wish.day, None) if wish.day and not _numbered(wish.subject) else None


def _time_at(words: Sequence[str], place: int) -> tuple[time, int, int] | None:
    """The time that the word at a place says, and which words say it: «8:30», «8.30», «в 9», «7 вечера»."""
    word = words[place]
    after = words[place + 1] if place + 1 < len(words) else ""
    if clock := time_in(word):
        return clock, place, place + 1
    said = after in (*_HOURS, *_AFTERNOON)
    if not word.isdecimal() or not (said or (place and words[place - 1] in _AT)):
        return None
    hour = int(word) + (_NOON if after in _AFTERNOON and int(word) < _NOON else 0)
    return (time(hour), place, place + 1 + int(said)) if hour < _DAY else None


def _numbered(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)
