"""What a question asks for besides the child: a day, a week, a term, a subject. Words in Russian or English, pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.spans import read_span
from school.subjects import subject_key

_FILLER = re.compile(
    "на|за|по|об?|обо|у|с|со|в|во|к|а|и|для|мне|мой|моя|мои|моего|моей|пожалуйста|все|ближайшие|новые|последние"
    "|как|когда|сколько|кто|будут|будет|были|было|какая|какие|какое|что|есть|ли|покажи|покажите|скажи|скажите|дай|дайте|можно"
    "|там|дела|обстоят|нас|нам|меня|него|нее|сын|сына|дочь|дочери|дочки|ребенка|ребенку|первый|первому|из|до|от"
    "|on|for|the|by|of|in|at|my|me|about|please|and|all|new|latest|show|what|when|who|how|many|are|is"
)
_RELATIVE = {
    "вчера": -1,
    "сегодня": 0,
    "завтра": 1,
    "послезавтра": 2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
_WEEKDAYS = (
    ("понедельник", "пн", "monday", "mon"),
    ("вторник", "вт", "tuesday", "tue"),
    ("сред", "ср", "wednesday", "wed"),
    ("четверг", "чт", "thursday", "thu"),
    ("пятниц", "пт", "friday", "fri"),
    ("суббот", "сб", "saturday", "sat"),
    ("воскресен", "вс", "sunday", "sun"),
)
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEK = ("недел", "week")
_TERM = ("четверт", "триместр", "полугоди", "предмет", "term", "quarter", "subject", "half", "trimester")
_OVERDUE = ("просроч", "долг", "несдан", "overdue", "debt")
_TERM_KINDS = {"четверт": "quarter", "quarter": "quarter", "триместр": "trimester", "полугоди": "half_year"}
_TERM_KINDS |= {"half": "half_year", "trimester": "trimester"}
_NUMBERS = ("1 i перв first", "2 ii втор second", "3 iii трет third", "4 iv четверта четверто четверту fourth")
_YEAR = re.compile("год|года|году|year")
_YEAR_LONG = timedelta(days=365)
_NEXT, _PAST = ("следующ", "будущ", "next"), ("прошл", "предыдущ", "last", "previous")
_DAY = re.compile(r"(\d{1,2})(?:[./](\d{1,2})(?:[./](\d{4}|\d{2}))?)?")
_YEARS = range(2000, 2100)  # a day of another year is no day of a school: «9999-12-31»


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `day` stays None when none was named; `span`: "" | day | days | week | term | year."""

    day: date | None = None
    span: str = ""
    subject: str = ""
    which: bool = False  # "subjects": asks for the list of them
    number: int = 0  # «1 четверть»; 0 when none was named
    shift: int = 0  # «прошлая четверть»: -1
    kind: str = ""  # of the term, when the word for it says so: quarter | trimester | half_year
    overdue: bool = False
    last: date | None = None  # of the span `days`, which begins on `day`: «с 1 по 20 ноября», «за ноябрь»


def fold(text: str) -> str:
    """A word as it is compared: small letters, ё as е."""
    return text.casefold().replace("ё", "е")


def likeness(one: str, other: str) -> int:
    """How many first letters two words share."""
    pairs = zip(fold(one), fold(other), strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def read_wish(words: Sequence[str], today: date, *, backward: bool = False) -> Wish:
    """The wish in these words, names of children already taken out.

    A weekday is the coming one, or the past one with `backward`. Words that mean nothing here are taken for a subject.
    """
    folded = [fold(word).strip(".,:") for word in words]
    span, folded = read_span(folded, today, backward=backward)
    wish = Wish(span[0], "days", last=span[1]) if span else Wish()
    subject, shift, skip = list[str](), 0, False
    for place, word in enumerate(folded):
        following = folded[place + 1] if place + 1 < len(folded) else ""
        number = _number(word) if following.startswith(_TERM) and not following.startswith("предмет") else 0
        if skip or not word or (_FILLER.fullmatch(word) and not number):
            skip = False
        elif number:
            wish = replace(wish, number=number)
        elif word.startswith(_OVERDUE):
            wish = replace(wish, overdue=True)
        elif day := _day(word, following, today, backward):
            wish, skip = replace(wish, day=day, span=wish.span or "day"), bool(_month(following))
        elif word == "subjects":
            wish = replace(wish, span="term", which=True)
        elif word.startswith(_WEEK):
            wish = replace(wish, span="week")
        elif word.startswith(_TERM):
            skip = bool(after := _number(following))  # «четверть 1»
            wish = replace(wish, span="term", kind=_kind(word), number=after or wish.number)
        elif _YEAR.fullmatch(word):
            wish = replace(wish, span="year")
        elif word.startswith(_NEXT + _PAST):
            shift = 7 if word.startswith(_NEXT) else -7
        elif word != "day":
            subject.append(word)
    if shift and wish.span == "week":
        wish = replace(wish, day=(wish.day or today) + timedelta(days=shift))
    elif shift and wish.span == "term":
        wish = replace(wish, shift=shift // 7)
    elif shift and wish.span == "year":
        wish = replace(wish, day=today + _YEAR_LONG * (shift // 7))
    return replace(wish, subject=" ".join(subject))


_ALIASES = {
    "физра": "физкультура",
    "физры": "физкультура",
    "физре": "физкультура",
    "pe": "физкультура",
    "инфа": "информатика",
    "матика": "математика",
    "матеша": "математика",
    "литра": "литература",
    "литре": "литература",
    "общество": "обществознание",
    "math": "математика",
    "maths": "математика",
    "mathematics": "математика",
    "algebra": "алгебра",
    "geometry": "геометрия",
    "physics": "физика",
    "chemistry": "химия",
    "biology": "биология",
    "history": "история",
    "geography": "география",
    "russian": "русский",
    "english": "английский",
    "literature": "литература",
    "music": "музыка",
}
"""What people call subjects, and what the journal does."""
_TAUGHT = (
    *("Алгебра", "Геометрия", "Русский язык", "Литература", "Английский язык", "Немецкий язык", "Французский язык"),
    *("История", "Обществознание", "География", "Биология", "Физика", "Химия", "Информатика", "Музыка"),
    "Физкультура",
)
_STEM = 4  # letters


def subject_meant(wish: Wish, subjects: Sequence[str]) -> str:
    """The subject that the wish names («алгебре», «русскому»), "" when it names none of these."""
    asked = wish.subject.split(" ")[0]
    asked = _ALIASES.get(asked, asked)
    if asked.startswith("физк"):
        return next((one for one in subjects if "физ" in fold(one) and "культ" in fold(one)), "")
    keyed = next((one for one in subjects if subject_key(one) == asked), "")
    if keyed:
        return keyed
    if len(asked) < 3:
        return next((one for one in subjects if fold(one) == asked), "") if asked else ""
    scores = {one: max(likeness(asked, token) for token in re.split(r"[\W_]+", one)) for one in subjects}
    best = max(scores, key=lambda one: scores[one], default="")
    return best if best and scores[best] >= max(3, len(asked) - 3) else ""


def subject_named(wish: Wish, subjects: Sequence[str]) -> str:
    """The subject of these that the wish names, else the one that schools teach and these lack: «химии» in autumn."""
    asked = wish.subject.split(" ")[0]
    known = subject_meant(wish, subjects)
    if known or any(asked[:_STEM] in fold(one) for one in subjects):
        return known
    scores = {one: likeness(_ALIASES.get(asked, asked), one.split()[0]) for one in _TAUGHT}
    best = max(scores, key=lambda one: scores[one])
    return best if scores[best] >= max(_STEM, len(asked) - 3, len(best.split()[0]) - 3) else ""


def _kind(word: str) -> str:
    return next((kind for stem, kind in _TERM_KINDS.items() if word.startswith(stem)), "")


def _number(word: str) -> int:
    """«1», «2-ю», «II», «третью» as the number of a term; 0 for anything else."""
    bare = re.sub(r"-?(я|ю|й|ую|ой|st|nd|rd|th)$", "", word)
    for number, ways in enumerate(map(str.split, _NUMBERS), start=1):
        if bare in ways[:2] or any(word.startswith(way) for way in ways[2:]):
            return number
    return 0


def _day(word: str, following: str, today: date, backward: bool) -> date | None:
    if word in _RELATIVE:
        return today + timedelta(days=_RELATIVE[word])
    for number, (long, short, english, brief) in enumerate(_WEEKDAYS):
        if (word.startswith(long) and len(word) <= len(long) + 2) or word in (short, english, brief):
            ahead = (number - today.weekday()) % 7
            return today + timedelta(days=ahead - 7 if backward and ahead else ahead)
    return _written(word, following, today)


def _written(word: str, following: str, today: date) -> date | None:
    """«2026-11-24», «24.11», «24 ноября»: without a year, the one nearest to today."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return _date(int(word[:4]), int(word[5:7]), int(word[8:]))
    found = _DAY.fullmatch(word)
    month = (found[2] and int(found[2])) or _month(following) if found else None
    if not found or not month:
        return None
    if found[3]:
        year = int(found[3])
        return _date(year + 2000 if year < 100 else year, int(month), int(found[1]))
    near = [_date(today.year + shift, int(month), int(found[1])) for shift in (-1, 0, 1)]
    return min((day for day in near if day), key=lambda day: abs(day - today), default=None)


def _month(word: str) -> int | None:
    for number, (russian, english) in enumerate(zip(_MONTHS, _ENGLISH_MONTHS, strict=True), start=1):
        if word in ("май", "мая") and number == 5:
            return 5
        if (number != 5 and word.startswith(russian)) or word.startswith(english):
            return number
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
