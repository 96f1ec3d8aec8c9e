"""The voice: one language's way to say sentences, counts, dates and numbers."""

from datetime import date, datetime, time
from functools import cache, lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations

from locales.catalogues import SOURCE, translations

LANGUAGES = ("ru", "en")


class Voice:
    """Says in one language. Msgids are the Russian texts themselves; get one from `voice()`."""

    def __init__(self, language: str, catalogue: Translations) -> None:
        self.language = language
        self._catalogue = catalogue
        self._said: dict[str, str] = {}  # gettext tries two keys for what it does not know: most of the source language

    def say(self, text: str, /, **values: object) -> str:
        """The sentence in this language, its {placeholders} filled. `text` is a literal, so that it is extracted."""
        said = self._said.get(text)
        if said is None:
            said = self._said[text] = self._catalogue.gettext(text)
        return said.format(**values) if values else said

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence in the form that `n` asks for: `plural("{n} оценка", "{n} оценок", 4)` is «4 оценки»."""
        said: str = self._catalogue.ngettext(one, many, n)
        return said.format(n=n, **values)

    def weekday(self, day: date) -> str:
        """«понедельник»"""
        return _date(day, "EEEE", self.language)

    def short_weekday(self, day: date) -> str:
        """«пн»"""
        return _date(day, "EEE", self.language)

    def day(self, day: date, year: int | None = None) -> str:
        """«23 ноября»; with the year when `year` is given and is another one."""
        pattern = "d MMMM" if year is None or day.year == year else "d MMMM y"
        return _date(day, pattern, self.language)

    def days(self, first: date, last: date, year: int | None = None) -> str:
        """«23–28 ноября», or «30 ноября — 5 декабря»."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day(last, year)}" if first != last else self.day(last, year)
        return f"{self.day(first, last.year)} — {self.day(last, year)}"

    def day_heading(self, day: date, year: int | None = None) -> str:
        """«Понедельник, 23 ноября»; with the year when `year` is given and is another one."""
        return f"{capital(self.weekday(day))}, {self.day(day, year)}"

    def short_day(self, day: date, year: int | None = None) -> str:
        """«пн, 23 ноября»; with the year when `year` is given and is another one."""
        return f"{self.short_weekday(day)}, {self.day(day, year)}"

    def month(self, day: date) -> str:
        """«ноябрь»"""
        return _date(day, "LLLL", self.language)

    def clock(self, at: time) -> str:
        """«08:30»"""
        return f"{at:%H:%M}"

    def moment(self, local: datetime, today: date | None = None) -> str:
        """«23 ноября, 16:40», or «16:40» alone when that is `today`."""
        if local.date() == today:
            return self.clock(local.time())
        return f"{self.day(local.date(), today.year if today else None)}, {self.clock(local.time())}"

    def number(self, value: float) -> str:
        """«4,5», at most two digits after the point and none when it is whole."""
        return _decimal(value, self.language)


@lru_cache(maxsize=4096)  # Babel parses its pattern and looks the locale up at every call
def _date(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, language)


@lru_cache(maxsize=4096)
def _decimal(value: float, language: str) -> str:
    return format_decimal(value, "0.##", language)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


@cache
def _voice(language: str) -> Voice:
    return Voice(language, translations(language))


def voice(language: str) -> Voice:
    """The voice of a language ("ru", "en"); of any other, the Russian one."""
    return _voice(language if language in LANGUAGES else SOURCE)
