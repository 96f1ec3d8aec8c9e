"""What a text for many families lets slip: names of pupils, phones. No I/O."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from school.lastlook import name_stem, name_stems, phone_tail

_WORD = re.compile(r"[А-ЯЁA-Z][^\W\d_]+(?:-[А-ЯЁA-Z][^\W\d_]+)?")
_PATRONYMIC = re.compile(r"\s+[А-ЯЁ][а-яё]+(?:вич|вна|ьич|ична|инична)[а-яё]{0,3}\b")
_PHONE = re.compile(r"\+?\d(?:[\s().\-–—]{0,3}\d){9,14}")


@dataclass(frozen=True, slots=True)
class Pupils:
    """Whom and what to look for: (id, last name, first name) of students, phones as E.164."""

    students: tuple[tuple[int, str, str], ...]
    phones: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mentions:
    """As the text has them, each once."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def mentions(text: str, pupils: Pupils, addressed: Collection[int]) -> Mentions:
    """Words that may be pupils' names: surnames of any pupil, first names of those addressed; and phones.

    Names are compared by stem, in any case of the noun. «Ирина Павловна» is a grown-up.
    """
    last = {stem for _, name, _ in pupils.students for stem in name_stems(name)}
    first = {stem for one, _, name in pupils.students if one in addressed for stem in name_stems(name)}
    names = (word for word, grown in _capitals(text) if name_stem(word) in (last if grown else last | first))
    phones = (found[0].strip() for found in _PHONE.finditer(text))
    known = {phone_tail(phone) for phone in pupils.phones}
    return Mentions(
        tuple(dict.fromkeys(names)), tuple(dict.fromkeys(one for one in phones if phone_tail(one) in known))
    )


def _capitals(text: str) -> Iterator[tuple[str, bool]]:
    """Words with a capital letter, and whether a patronymic follows."""
    for found in _WORD.finditer(text):
        yield found[0], bool(_PATRONYMIC.match(text, found.end()))


def without(text: str, name: tuple[str, str], phone: str | None, *, alone: bool) -> str:
    """The text with a person's (last, first) name in any case of the noun, and the phone, struck out as «▇».

    `alone`: the surname goes wherever it stands; else, because others bear it, only beside the first name.
    """
    last, first = (name_stems(one) for one in name)
    words = [(found.span(), name_stem(found[0])) for found in _WORD.finditer(text)]
    gone: list[tuple[int, int]] = []
    for place, (span, stem) in enumerate(words):
        beside = {words[at][1]: words[at][0] for at in (place - 1, place + 1) if 0 <= at < len(words)}
        partners = [beside[one] for one in beside if one in first and _together(text, span, beside[one])]
        if stem in last and (alone or partners):
            gone += [span, *partners]
    if phone:
        tail = phone_tail(phone)
        gone += [found.span() for found in _PHONE.finditer(text) if phone_tail(found[0]) == tail]
    for begin, end in sorted(set(gone), reverse=True):
        text = f"{text[:begin]}▇{text[end:]}"
    return text


def _together(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Nothing but a space between the two."""
    return text[min(one[1], other[1]) : max(one[0], other[0])].strip() == ""
