"""Homework in words: an answer of its own, and a section of the digest."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from locales import Voice
from school.due import Task, tasks
from school.facts import Homework, Lesson, Mark, Period, SchoolDay, Silence, Student, Turn
from school.links import links_in, without_links
from school.message import Block, Button, Line, Listing, Message, bold, italic, line
from school.policy import Level
from school.wording.lessons import aside_words, silence_words, subgroup_words
from school.wording.periods import about, page
from school.wording.phrases import discreet, heading, not_loaded, paragraph, quoted, section, small, source_note, who
from school.wording.silence import unknown_since

_KINDS = "pdf|docx?|odt|rtf|pptx?|odp|xlsx?|ods|jpe?g|png|gif|heic|zip|rar|7z|mp3|mp4|m4a|txt|djvu|epub"
_FILE = re.compile(rf"«([^»\n]+\.(?:{_KINDS}))»|\"([^\"\n]+\.(?:{_KINDS}))\"|([\w()+.-]+\.(?:{_KINDS}))\b", re.I)


@discreet
def homework(
    voice: Voice,
    student: Student,
    day: SchoolDay,
    found: Sequence[Task],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    owed: int = 0,
    subject: str = "",
) -> Message:
    """What is due on a day, and what is not because its lesson is not held; with nothing, whether there are lessons.

    `owed`: how many works the student still has to hand in.
    """
    title = voice.say("Задано на {day}", day=_near_day(voice, day.day, today))
    due = [task for task in found if not task.gone]
    none = [] if any(task.gone for task in found) else [_no_homework(voice, day, today, as_of)]
    body = [Listing(_lines(voice, due))] if due else none
    body += _not_due(voice, found)
    if owed:
        said = voice.plural("Ещё не сдана {n} работа.", "Ещё не сданы {n} работ.", owed)
        body.append(paragraph(said))
    head = heading(title, subject, who(voice, student, level))
    return Message((head, *body, *_links(voice, found), source_note(voice, as_of, today)))


@discreet
def homework_week(
    voice: Voice,
    student: Student,
    period: Period,
    found: Mapping[date, Sequence[Task]],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    subject: str = "",
) -> Message:
    """What is due on the days of a week, a list per day; what became of a lesson that is not held."""
    head = about(voice, voice.say("Задания"), period, today, student, level, subject)
    lists: list[Block] = [
        Listing(_lines(voice, of), line(bold(voice.day_heading(day, today.year)))) for day, of in found.items()
    ]
    if not lists:
        none = paragraph(voice.say("На эти дни в журнале заданий нет."))
        lists = [not_loaded(voice) if as_of is None else none]
    return page(voice, head, (*lists, *_links(voice, [task for of in found.values() for task in of])), as_of, today)


@discreet
def overdue(
    voice: Voice, student: Student, found: Sequence[Mark], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The works that a student still owes, the oldest first."""
    head = heading(voice.say("Не сдано"), who(voice, student, level))
    none = paragraph(voice.say("Несданных работ в журнале не отмечено."))
    body: Block = Listing(tuple(_owed_line(voice, one, today) for one in found)) if found else none
    return page(voice, head, (not_loaded(voice) if as_of is None and not found else body,), as_of, today)


def overdue_steps(voice: Voice, student: Student) -> tuple[tuple[Button, ...], ...]:
    """What is due next."""
    return ((Button(voice.say("Домашнее задание"), f"homework {student.id}"),),)


def _owed_line(voice: Voice, one: Mark, today: date) -> Line:
    """«Алгебра — контрольная «Дроби», урок 13 ноября»"""
    about_it = " ".join(part for part in (small(one.kind or ""), quoted(voice, one.topic) if one.topic else "") if part)
    on = voice.say("урок {day}", day=voice.day(one.day, today.year))
    return line(bold(one.subject), f" — {about_it}, {on}" if about_it else f" — {on}")


def _not_due(voice: Voice, found: Sequence[Task]) -> list[Block]:
    """The tasks whose lesson is not held that day."""
    items = tuple(_line(voice, task) for task in found if task.gone)
    return [Listing(items, line(bold(voice.say("Урока не будет"))))] if items else []


def files_in(text: str) -> list[str]:
    """The names of files in a text, each once; addresses are not among them."""
    found = _FILE.findall(without_links(text))
    return list(dict.fromkeys(next(name for name in names if name).strip() for names in found))


def _links(voice: Voice, found: Sequence[Task]) -> tuple[Block, ...]:
    """The addresses and files once more, a line each: among others a finger misses them, a single address is found."""
    items = list(dict.fromkeys(task.item for task in found))
    pairs = dict.fromkeys((item.subject, link) for item in items for link in links_in(item.text))
    several = len({link for _, link in pairs}) > 1
    links = tuple(line(f"{subject}: {link}") for subject, link in pairs if several)
    files = tuple(line(f"{item.subject}: {name}") for item in items for name in files_in(item.text))
    titled = ((voice.say("Ссылки"), links), (voice.say("Файлы, они лежат в журнале"), files))
    return tuple(Listing(lines, line(bold(title))) for title, lines in titled if lines)


def _no_homework(voice: Voice, day: SchoolDay, today: date, as_of: datetime | None) -> Block:
    if as_of is None:
        return not_loaded(voice)
    if day.silence in (Silence.SUNDAY, Silence.VACATION, Silence.OUTSIDE_YEAR, Silence.NO_LESSONS):
        return paragraph(silence_words(voice, day))
    none = paragraph(voice.say("На {day} в журнале заданий нет.", day=_near_day(voice, day.day, today)))
    return (unknown_since(voice, as_of, today) if day.day >= today else None) or none


def _near_day(voice: Voice, day: date, today: date) -> str:
    if day == today:
        return voice.say("сегодня")
    return voice.say("завтра") if day == today + timedelta(days=1) else voice.day(day, today.year)


def homework_section(
    voice: Voice, today: date, coming: SchoolDay | None, items: Sequence[Homework]
) -> tuple[Block, ...]:
    """What is due on the next school day; what is not, because its lesson is not held, stands apart."""
    day = coming.day if coming else today + timedelta(days=1)
    found = tasks(items, (coming,) if coming else ())
    due = _lines(voice, [task for task in found if not task.gone])
    return (*section(voice.say("Задано на {day}", day=_near_day(voice, day, today)), due), *_not_due(voice, found))


def _lines(voice: Voice, found: Sequence[Task]) -> tuple[Line, ...]:
    return tuple(_line(voice, task) for task in found)


def _line(voice: Voice, task: Task) -> Line:
    """«Алгебра: № 215, 217»; «Физика: § 14 — вместо урока: химия, следующий 27 ноября»."""
    item = task.item
    since = voice.say(" (было на {day})", day=voice.day(task.since, item.due.year)) if task.since else ""
    fate = f" — {_fate(voice, task.gone, task)}" if task.gone else ""
    return line(f"{item.subject}{_for_whom(voice, item)}: {item.text}{since}", italic(fate) if fate else "")


def _fate(voice: Voice, gone: Lesson, task: Task) -> str:
    if gone.turn is Turn.MOVED_AWAY:
        return aside_words(voice, gone, task.item.due)
    if gone.turn is Turn.CANCELLED:
        what = voice.say("отмена")
    else:
        what = voice.say("вместо урока: {subject}", subject=gone.subject)
    if task.then is None:
        return what
    then = voice.say("следующий урок {day}", day=voice.day(task.then, task.item.due.year))
    return f"{what}, {then}"


def _for_whom(voice: Voice, item: Homework) -> str:
    whom = [voice.say("личное задание")] if item.individual else []
    whom += [subgroup_words(voice, item.subgroup)] if item.subgroup else []
    return f" ({', '.join(whom)})" if whom else ""
