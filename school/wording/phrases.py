"""The small parts that several messages share: who, quoted, as of when, a titled section."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import ParamSpec

from locales import Voice
from school.facts import Student
from school.message import Block, Footnote, Heading, Line, Listing, Message, Text, bold, line
from school.policy import Level

P = ParamSpec("P")


def ping(voice: Voice) -> Message:
    """The one sentence of the level `ping`: it takes no facts, so it is the same for everyone."""
    return Message(
        (
            Text(
                line(
                    voice.say(
                        "Есть новое из школы. Откройте «Родник» во ВКонтакте или спросите классного руководителя."
                    )
                )
            ),
        )
    )


def discreet(word: Callable[P, Message]) -> Callable[P, Message]:
    """The wording, save that it says `ping` when its keyword `level` leaves no room for facts."""

    @wraps(word)
    def worded(*args: P.args, **kwargs: P.kwargs) -> Message:
        level, voice = kwargs["level"], args[0]
        if not isinstance(level, Level) or not isinstance(voice, Voice):
            raise TypeError("a wording takes the voice first and the level by name")
        return word(*args, **kwargs) if level >= Level.PSEUDONYM else ping(voice)

    return worded


def who(voice: Voice, student: Student, level: Level) -> str:
    """«Мария, 7А»; below `full`, «ваш ребёнок»."""
    if level < Level.FULL:
        return voice.say("ваш ребёнок")
    return ", ".join(filter(None, (student.name, student.school_class)))


def full_name(student: Student) -> str:
    """«Мария Орлова, 7А», for staff and for lists of one's own children."""
    return ", ".join(part for part in (f"{student.name} {student.last_name}".strip(), student.school_class) if part)


def heading(*parts: str) -> Heading:
    """The parts in one bold line, a middle dot between them."""
    return Heading((bold(" · ".join(filter(None, parts))),))


def quoted(voice: Voice, text: str) -> str:
    """«text» in this language's quotation marks."""
    return voice.say("«{text}»", text=text)


def small(text: str) -> str:
    """The text with a small first letter, unless it is an abbreviation («ВПР»)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def beginning(text: str, limit: int) -> str:
    """The first line, cut to so many characters; "" of no text."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= limit else first[: limit - 1].rstrip() + "…"


def first_of(voice: Voice, names: Sequence[str], most: int) -> tuple[Line, ...]:
    """A line for each of the first names, and «и ещё 5» for the rest."""
    rest = len(names) - most
    more = (line(voice.plural("и ещё {n}", "и ещё {n}", rest)),) if rest > 0 else ()
    return (*(line(name) for name in names[:most]), *more)


def section(title: str, items: Sequence[Line], marker: str = "• ") -> tuple[Block, ...]:
    """Nothing, a line «title — item», or a titled list, by the number of items."""
    if not items:
        return ()
    if len(items) == 1:
        return (Text(line(bold(title), " — ", *items[0])),)
    return (Listing(tuple(items), line(bold(title)), marker),)


def paragraph(text: str) -> Text:
    """A plain paragraph."""
    return Text(line(text))


def source_note(voice: Voice, as_of: datetime | None, today: date) -> Footnote:
    """«По данным журнала на 16:40», with the day when it is not today's; `as_of` is local."""
    return _source_note(voice, as_of.replace(tzinfo=None) if as_of else None, today)


@lru_cache(maxsize=64)  # without a zone: the same instant has other words in another one
def _source_note(voice: Voice, as_of: datetime | None, today: date) -> Footnote:
    if as_of is None:
        return Footnote(line(voice.say("Журнал ещё не загружен")))
    return Footnote(line(voice.say("По данным журнала на {moment}", moment=voice.moment(as_of, today))))


def not_loaded(voice: Voice) -> Text:
    """What is said instead of «nothing» while the journal has never answered."""
    return paragraph(voice.say("Школа ещё не загрузила журнал, поэтому ответить пока нечем. Попробуйте позже."))
