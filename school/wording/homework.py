"""Homework in words: an answer of its own, and a section of the digest."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from locales import Voice
from school.facts import Homework, Period, SchoolDay, Silence, Student
from school.message import Block, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.lessons import silence_words, subgroup_words
from school.wording.periods import about, page
from school.wording.phrases import discreet, heading, not_loaded, paragraph, section, source_note, who

_LINK = re.compile(r"https?://\S+")


@discreet
def homework(
    voice: Voice,
    student: Student,
    day: SchoolDay,
    items: Sequence[Homework],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """What is due on a day; with nothing due, whether there are lessons at all."""
    title = voice.say("Задано на {day}", day=_near_day(voice, day.day, today))
    body = Listing(_lines(voice, items)) if items else _no_homework(voice, day, today, as_of)
    head = heading(title, who(voice, student, level))
    return Message((head, body, *_links(voice, items), source_note(voice, as_of, today)))


@discreet
def homework_week(
    voice: Voice,
    student: Student,
    period: Period,
    items: Sequence[Homework],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """What is due on the days of a week, a list per day."""
    head = about(voice, voice.say("Задания"), period, today, student, level)
    days = sorted({item.due for item in items})
    lists: list[Block] = [
        Listing(
            _lines(voice, [item for item in items if item.due == day]),
            line(bold(voice.day_heading(day, today.year))),
        )
        for day in days
    ]
    if not lists:
        none = paragraph(voice.say("На эти дни в журнале заданий нет."))
        lists = [not_loaded(voice) if as_of is None else none]
    return page(voice, head, (*lists, *_links(voice, items)), as_of, today)


def links_in(text: str) -> list[str]:
    """The web addresses in a text, each once, without the punctuation that follows them."""
    return list(dict.fromkeys(found.rstrip(".,;:!?)»\"'") for found in _LINK.findall(text)))


def _links(voice: Voice, items: Sequence[Homework]) -> tuple[Block, ...]:
    """The addresses once more, a line each: within a long text a finger misses them."""
    lines = tuple(line(f"{item.subject}: {link}") for item in items for link in links_in(item.text))
    return (Listing(lines, line(bold(voice.say("Ссылки")))),) if lines else ()


def _no_homework(voice: Voice, day: SchoolDay, today: date, as_of: datetime | None) -> Block:
    if as_of is None:
        return not_loaded(voice)
    if day.silence in (Silence.SUNDAY, Silence.VACATION, Silence.OUTSIDE_YEAR, Silence.NO_LESSONS):
        return paragraph(silence_words(voice, day))
    return paragraph(voice.say("На {day} в журнале заданий нет.", day=_near_day(voice, day.day, today)))


def _near_day(voice: Voice, day: date, today: date) -> str:
    if day == today:
        return voice.say("сегодня")
    return voice.say("завтра") if day == today + timedelta(days=1) else voice.day(day, today.year)


def homework_section(
    voice: Voice, today: date, coming: SchoolDay | None, items: Sequence[Homework]
) -> tuple[Block, ...]:
    """What is due on the next school day."""
    day = coming.day if coming else today + timedelta(days=1)
    return section(voice.say("Задано на {day}", day=_near_day(voice, day, today)), _lines(voice, items))


def _lines(voice: Voice, items: Sequence[Homework]) -> tuple[Line, ...]:
    """«Алгебра: № 215, 217», a line per task."""
    return tuple(line(f"{item.subject}{_for_whom(voice, item)}: {item.text}") for item in items)


def _for_whom(voice: Voice, item: Homework) -> str:
    whom = [voice.say("личное задание")] if item.individual else []
    whom += [subgroup_words(voice, item.subgroup)] if item.subgroup else []
    return f" ({', '.join(whom)})" if whom else ""
