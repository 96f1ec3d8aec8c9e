"""The answers to «сейчас» and «звонки»: the lesson going on, the next one, and when bells ring."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.bells import Bell, Moment
from school.facts import Lesson, SchoolDay, Student
from school.message import Block, Button, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.lessons import lesson_lines, silence_words
from school.wording.periods import page
from school.wording.phrases import discreet, heading, not_loaded, paragraph, who


@discreet
def now_and_next(
    voice: Voice,
    student: Student,
    moment: Moment,
    day: SchoolDay,
    coming: SchoolDay | None,
    local: datetime,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """The lesson of this minute and the next one; `coming` is the next day with lessons, told when none is left."""
    today = local.date()
    head = heading(voice.say("Сейчас {time}", time=voice.clock(local.time())), who(voice, student, level))
    if as_of is None and not day.lessons:
        return page(voice, head, (not_loaded(voice),), as_of, today)
    if day.lessons and not any(lesson.starts for lesson in day.lessons):
        listing = Listing(lesson_lines(voice, day.day, day.lessons), marker="")
        return page(voice, head, (paragraph(voice.say("Время звонков в журнале не указано.")), listing), as_of, today)
    blocks: list[Block] = [_going_on(voice, moment, day)]
    if moment.following:
        at = voice.clock(moment.following[0].starts) if moment.following[0].starts else ""
        blocks.append(_lessons(voice, day.day, moment.following, voice.say("Дальше, в {time}", time=at)))
    elif coming:
        first = [one for one in coming.lessons if one.starts == coming.lessons[0].starts]
        title = voice.say("Следующий урок: {day}", day=voice.short_day(coming.day, today.year))
        blocks.append(_lessons(voice, coming.day, first, title))
    return page(voice, head, tuple(blocks), as_of, today)


def _going_on(voice: Voice, moment: Moment, day: SchoolDay) -> Block:
    if moment.current:
        ends = max(one.ends for one in moment.current if one.ends)
        title = voice.say("Идёт урок, до {time}", time=voice.clock(ends))
        return _lessons(voice, day.day, moment.current, title)
    if moment.in_break:
        return paragraph(voice.say("Сейчас перемена."))
    if moment.following:
        return paragraph(voice.say("Уроки ещё не начались."))
    return paragraph(voice.say("Уроки на сегодня закончились.") if moment.begun else _silent(voice, day))


def _silent(voice: Voice, day: SchoolDay) -> str:
    return voice.say("Сегодня уроки отменены.") if day.lessons else silence_words(voice, day)


def _lessons(voice: Voice, day: date, lessons: Sequence[Lesson], title: str) -> Listing:
    return Listing(lesson_lines(voice, day, lessons), line(bold(title)), marker="")


@discreet
def bells(
    voice: Voice,
    student: Student,
    day: SchoolDay,
    rung: Sequence[Bell],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """When the bells of a day ring, with the breaks."""
    head = heading(voice.say("Звонки"), voice.day_heading(day.day, today.year), who(voice, student, level))
    missing = voice.say("Время звонков в журнале не указано.") if day.lessons else silence_words(voice, day)
    body: Block = Listing(tuple(_bell(voice, one) for one in rung), marker="") if rung else paragraph(missing)
    if as_of is None and not rung:
        body = not_loaded(voice)
    return page(voice, head, (body,), as_of, today)


def _bell(voice: Voice, bell: Bell) -> Line:
    """«1 · 08:30–09:15, перемена 10 минут»"""
    pause = voice.plural("перемена {n} минута", "перемена {n} минут", bell.pause) if bell.pause else ""
    return line(f"{bell.number} · {voice.clock(bell.starts)}–{voice.clock(bell.ends)}", f", {pause}" if pause else "")


def bells_steps(voice: Voice, student: Student, day: date, today: date) -> tuple[tuple[Button, ...], ...]:
    """The lesson of this minute (today only), the bells of the day, the day itself."""
    now = (Button(voice.say("Сейчас и дальше"), f"now {student.id}"),) if day == today else ()
    return ((*now, Button(voice.say("Звонки"), f"bells {student.id} {day} day")),)


def day_step(voice: Voice, student: Student, day: date) -> tuple[tuple[Button, ...], ...]:
    """From the bells back to the lessons of the day."""
    return ((Button(voice.say("Уроки этого дня"), f"timetable {student.id} {day} day"),),)
