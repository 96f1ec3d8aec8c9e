"""Lessons in words: one line each, what changed struck and named; and why a day has none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from locales import Voice
from school.facts import Lesson, SchoolDay, Silence, Turn
from school.message import Line, Span, Table, line, plain, struck
from school.wording.phrases import small


def lesson_line(voice: Voice, lesson: Lesson, day: date) -> Line:
    """«2 · 09:20 ~~Физика~~ → Химия, каб. 31 (замена)»; `day` is the day it stands on."""
    number = f"{lesson.number} · " if lesson.number else ""
    clock = f"{voice.clock(lesson.starts)} " if lesson.starts else ""
    note = f" — {lesson.note}" if lesson.note else ""
    return line(number + clock, *_taught(voice, lesson, day), note)


def lesson_table(
    voice: Voice, day: date, lessons: Sequence[Lesson], title: Line = (), *, folded: bool = False
) -> Table:
    """The lessons of a day: number, bells, subject, room; in lines where there are no tables."""
    header = (voice.say("№"), voice.say("Время"), voice.say("Урок"), voice.say("Каб."))
    rows = tuple(_cells(voice, lesson, day) for lesson in lessons)
    return Table(header, rows, title, lesson_lines(voice, day, lessons), folded)


def _cells(voice: Voice, lesson: Lesson, day: date) -> tuple[Line, ...]:
    ends = f"–{voice.clock(lesson.ends)}" if lesson.starts and lesson.ends else ""
    clock = f"{voice.clock(lesson.starts)}{ends}" if lesson.starts else ""
    note = f" — {lesson.note}" if lesson.note else ""
    moved = lesson.turn is Turn.ROOM and lesson.planned_room
    room = line(_was(voice, lesson.planned_room), f" → {lesson.room}") if moved and lesson.planned_room else ()
    taught = _taught(voice, replace(lesson, room=None), day)
    return line(str(lesson.number or "")), line(clock), line(*taught, note), room or line(lesson.room or "")


def _taught(voice: Voice, lesson: Lesson, day: date) -> tuple[Span, ...]:
    subject, aside = _subject(voice, lesson), aside_words(voice, lesson, day)
    if not lesson.takes_place:
        return _was(voice, subject), plain(f" — {aside}")
    planned = (_was(voice, lesson.planned_subject), plain(" → ")) if lesson.planned_subject else ()
    return *planned, plain(subject), *_room(voice, lesson), plain(f" ({aside})" if aside else "")


def _was(voice: Voice, text: str) -> Span:
    return struck(text, voice.say("было:"))


def _subject(voice: Voice, lesson: Lesson) -> str:
    subject = lesson.subject or voice.say("урок")
    return f"{subject}, {subgroup_words(voice, lesson.subgroup)}" if lesson.subgroup else subject


def subgroup_words(voice: Voice, subgroup: str) -> str:
    """«подгруппа 1», or the name itself when it is a name («девочки»)."""
    return voice.say("подгруппа {name}", name=subgroup) if len(subgroup) <= 2 else subgroup


def _room(voice: Voice, lesson: Lesson) -> tuple[Span, ...]:
    if not lesson.room:
        return ()
    room = voice.say("каб. {room}", room=lesson.room)
    if lesson.turn is not Turn.ROOM or not lesson.planned_room:
        return (plain(f", {room}"),)
    return plain(", "), _was(voice, voice.say("каб. {room}", room=lesson.planned_room)), plain(f" → {room}")


def aside_words(voice: Voice, lesson: Lesson, day: date) -> str:
    """«замена», «перенос на 26 ноября, 4-й урок»: what became of the lesson; "" when nothing."""
    match lesson.turn:
        case Turn.SUBSTITUTED if lesson.teacher and not lesson.planned_subject:
            return voice.say("замена, ведёт {teacher}", teacher=lesson.teacher)
        case Turn.SUBSTITUTED:
            return voice.say("замена")
        case Turn.CANCELLED:
            return voice.say("отмена")
        case Turn.EXTRA:
            return voice.say("дополнительный")
        case Turn.MOVED_AWAY:
            return _moved_away(voice, lesson, day)
        case Turn.MOVED_HERE:
            return _moved_here(voice, lesson, day)
        case Turn.ROOM if not lesson.planned_room:
            return voice.say("новый кабинет")
        case _:
            return ""


def _moved_away(voice: Voice, lesson: Lesson, day: date) -> str:
    if lesson.other_day is None:
        return voice.say("перенос")
    if lesson.other_day == day:
        return voice.say("перенос на {number}-й урок", number=lesson.other_number or lesson.number)
    return voice.say(
        "перенос на {day}, {number}-й урок",
        day=voice.day(lesson.other_day, day.year),
        number=lesson.other_number or lesson.number,
    )


def _moved_here(voice: Voice, lesson: Lesson, day: date) -> str:
    if lesson.other_day is None:
        return voice.say("перенос")
    if lesson.other_day == day:
        return voice.say("перенос, был {number}-м уроком", number=lesson.other_number or lesson.number)
    return voice.say("перенос с {day}", day=voice.day(lesson.other_day, day.year))


def lesson_lines(voice: Voice, day: date, lessons: Sequence[Lesson]) -> tuple[Line, ...]:
    """A line per lesson, in the order given."""
    return tuple(lesson_line(voice, lesson, day) for lesson in lessons)


def silence_words(voice: Voice, day: SchoolDay) -> str:
    """Why the day has no lessons, a whole sentence."""
    on = voice.day(day.day)
    match day.silence:
        case Silence.SUNDAY:
            return voice.say("В воскресенье уроков нет.")
        case Silence.VACATION:
            return _vacation(voice, day)
        case Silence.OUTSIDE_YEAR:
            return voice.say("{day} — вне учебного года, уроков нет.", day=on)
        case Silence.NO_TIMETABLE:
            return voice.say("Расписания этого класса в журнале пока нет.")
        case _:
            return voice.say("{day}, {weekday}: уроков по расписанию нет.", day=on, weekday=voice.weekday(day.day))


def _vacation(voice: Voice, day: SchoolDay) -> str:
    title = small(day.vacation) if day.vacation else voice.say("каникулы")
    if day.vacation_ends is None:
        return voice.say("{day} уроков нет: {title}.", day=voice.day(day.day), title=title)
    until = voice.day(day.vacation_ends, day.day.year)
    return voice.say("{day} уроков нет: {title} по {until}.", day=voice.day(day.day), title=title, until=until)
