"""A stretch of days in words: «с 1 по 20 ноября», «за ноябрь», «за месяц». Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

_STEMS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_ENGLISH = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WORDS = {stem + end: n for n, stem in enumerate(_STEMS, start=1) for end in ("", "ь", "й", "я", "а", "е")}
del _WORDS["ма"]
_WORDS |= {word: n for n, word in enumerate(_ENGLISH, start=1)}
_MONTH = timedelta(days=30)
_SUMMER = (6, 7, 8)
_DAY = r"(\d{1,2})(?:[. ](\d{1,2}(?!\d)|[a-zа-я]+))?"
_FROM_TO = re.compile(rf"(?<!\w)(?:с|со|from) {_DAY} (?:по|до|to|till|until) {_DAY}(?!\w)")
_ALONE = re.compile(rf"(?<!\w)(?<!\d )({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!\w| \d)")
_ABOUT = {"прошл": -1, "предыдущ": -1, "previous": -1, "эт": 0, "текущ": 0, "this": 0}  # days from the month's first
_ABOUT |= {"следующ": 31, "будущ": 31, "next": 31}
_CALENDAR = re.compile(rf"(?<!\w)({'|'.join(_ABOUT)})\w* (?:месяц[ае]?|month)(?!\w)")
_SOME = re.compile(r"(?<!\w)(?:(последн\w+|last) |ближайш\w+ )?(?:месяц[ае]?|month)(?!\w)")


def read_span(
    words: Sequence[str], today: date, *, backward: bool = False
) -> tuple[tuple[date, date] | None, list[str]]:
    """The first and last day that folded words name, and the words without them.

    A month by its name is this one or the nearest gone with `backward`; else the one of this school year, and from June
    on the nearest to come. «Месяц» is the last thirty days with `backward`, else the coming ones.
    """
    text = " ".join(words)
    alone, some = (_past, _lately) if backward else (_coming, _soon)
    for pattern, read in ((_FROM_TO, _from_to), (_ALONE, alone), (_CALENDAR, _calendar), (_SOME, some)):
        found = pattern.search(text)
        span = read(found, today) if found else None
        if found and span:
            return span, (text[: found.start()] + text[found.end() :]).split()
    return None, list(words)


def _from_to(found: re.Match[str], today: date) -> tuple[date, date] | None:
    last = _near(found[3], found[4], today)
    first = _near(found[1], found[2], today) if found[2] else last and _day(last.year, last.month, int(found[1]))
    return (first, last) if first and last and first <= last else None


def _near(day: str, month: str | None, today: date) -> date | None:
    number = today.month if month is None else int(month) if month.isdecimal() else _WORDS.get(month, 0)
    days = [_day(today.year + shift, number, int(day)) for shift in (-1, 0, 1)]
    return min((one for one in days if one), key=lambda one: abs(one - today), default=None)


def _past(found: re.Match[str], today: date) -> tuple[date, date]:
    number = _WORDS[found[1]]
    return _whole(date(today.year - int(number > today.month), number, 1))


def _coming(found: re.Match[str], today: date) -> tuple[date, date]:
    number = _WORDS[found[1]]
    if today.month in _SUMMER:
        return _whole(date(today.year + int(number < today.month), number, 1))
    begins = today.year - int(today.month < _SUMMER[0])
    return _whole(date(begins + int(number <= _SUMMER[-1]), number, 1))


def _whole(first: date) -> tuple[date, date]:
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _calendar(found: re.Match[str], today: date) -> tuple[date, date]:
    return _whole((today.replace(day=1) + timedelta(days=_ABOUT[found[1]])).replace(day=1))


def _lately(_found: re.Match[str], today: date) -> tuple[date, date]:
    return today - _MONTH, today


def _soon(found: re.Match[str], today: date) -> tuple[date, date]:
    return _lately(found, today) if found[1] else (today, today + _MONTH)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
