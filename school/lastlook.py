"""The last look before the network: does a text hold a name, a phone or a class of the school, however it is written?

Everything upstream is built so that it can't; this looks at the finished words, once more, and trusts nobody. Names
are compared by stem, so that «Орловой Марии» is found too. No I/O: who is to be found is given (storage.naming).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from school.policy import Level
from school.titles import fold_class

_WORD = re.compile(r"[^\W\d_]+")
_PHONE = re.compile(r"\+?\d(?:[\s().\-–—]{0,3}\d){9,14}")
_CLASS = re.compile(r"(?<![\w§])(\d{1,2})(?:[-–]?([а-яa-z])|\s?[«\"„]([а-яa-z])[»\"“])(?![\w-])", re.IGNORECASE)
_EXERCISE = re.compile(
    r"(?:§|\b(?:упр|зад|п|пункт|вопр|стр|с|рис|табл|пример|ex|task|p)[а-яa-z]*\.?)[\s\d,;а-я–-]*$", re.IGNORECASE
)
_ENDINGS = (
    *("ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими"),
    *("ой", "ей", "ою", "ею", "ом", "ем", "ым", "им", "ых", "их", "ую", "юю", "ая", "яя", "ое", "ее", "ый", "ий"),
    *"аяуюеиыоьй",
)
"""Longest first; «ё» is folded away before."""
_SHORTEST = 3  # letters of a stem
_ORDINARY = frozenset(("вера", "надежда", "любовь", "слава", "роман", "лев", "марк", "роза", "лилия", "победа", "заря"))
"""Names that are words too: in small letters they are the words. So are surnames like «Белый», and «Ли»."""
_ADJECTIVE = re.compile(r".*(?<![сц]к)(?:ый|ий|ой|ая|яя)")
_SURE = 4  # letters of a stem that is found in small letters too


class Find(StrEnum):
    """What was found: never which one, so that it may be logged."""

    NAME = "name"
    PHONE = "phone"
    CLASS = "class"


class Look:
    """Knows the names, phones and class titles of one school; built once per import (a few thousand words)."""

    def __init__(self, names: Iterable[str], phones: Iterable[str], titles: Iterable[str]) -> None:
        words = {word for name in names for word in _words(name)}
        plain = {word for word in words if word in _ORDINARY or _ADJECTIVE.fullmatch(word)}
        self._names = {stem for word in words for stem in _stems(word)}
        self._ordinary = {stem for word in plain for stem in _stems(word)}
        self._phones = {_digits(phone)[-10:] for phone in phones if len(_digits(phone)) >= 10}
        self._titles = set(titles)

    def finds(self, text: str, level: Level = Level.PING) -> Find | None:
        """The first kind of thing that a text may not hold below `full`; None when it is clean, or all is allowed.

        At `pseudonym` facts are said: «упр. 7а» in homework is an exercise there, not a class.
        """
        if level >= Level.FULL:
            return None
        text = unicodedata.normalize("NFKC", text.replace("№", "§"))  # which NFKC would make «No»
        if any(self._is_name(word) for word in _WORD.findall(text)):
            return Find.NAME
        if any(_digits(found[0])[-10:] in self._phones for found in _PHONE.finditer(text)):
            return Find.PHONE
        return Find.CLASS if any(title in self._titles for title in _titles(text, level)) else None

    def _is_name(self, word: str) -> bool:
        stem = _stem(_fold(word))
        if stem not in self._names:
            return False
        return not word.islower() or (len(stem) >= _SURE and stem not in self._ordinary)


def _fold(text: str) -> str:
    return text.lower().replace("ё", "е")


def _words(name: str) -> Iterator[str]:
    """The words of a name that are worth looking for: of a double name each part."""
    for word in _WORD.findall(unicodedata.normalize("NFKC", name)):
        if len(word) >= _SHORTEST - 1:
            yield _fold(word)


def _stem(word: str) -> str:
    """The word without its case ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def _stems(word: str) -> Iterator[str]:
    """How a name may begin in any case: «павел» is «павл…» too."""
    stem = _stem(word)
    yield stem
    if len(stem) > _SHORTEST + 1 and stem[-2] in "ео" and stem[-1] in "лцкв":
        yield stem[:-2] + stem[-1]


def name_stem(word: str) -> str:
    """The stem by which names are compared."""
    return _stem(_fold(word))


def name_stems(name: str) -> frozenset[str]:
    """Every stem that a name may show in one of its cases; of a double name those of each part."""
    return frozenset(stem for word in _words(name) for stem in _stems(word))


def phone_tail(phone: str) -> str:
    """The last ten digits, by which phones are compared; "" of what has fewer."""
    digits = _digits(phone)
    return digits[-10:] if len(digits) >= 10 else ""


def _digits(text: str) -> str:
    """The digits as ASCII, whatever script they are in."""
    return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdigit())


def _titles(text: str, level: Level) -> Iterator[str]:
    for found in _CLASS.finditer(text):
        if level < Level.PSEUDONYM or not _EXERCISE.search(text[max(0, found.start() - 40) : found.start()]):
            try:
                yield fold_class(found[1] + (found[2] or found[3]))
            except ValueError:
                continue
