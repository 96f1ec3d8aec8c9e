"""What is answered to a question: timetable, changes, results, children. Every answer names the child."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from locales import Voice
from school.bells import held
from school.facts import ExamResult, Final, Lesson, Period, SchoolDay, Silence, Student
from school.message import Block, Listing, Message, Table, Text, bold, line
from school.policy import Level
from school.wording.lessons import lesson_lines, lesson_table, silence_words
from school.wording.periods import about
from school.wording.phrases import discreet, full_name, heading, not_loaded, paragraph, source_note, who
from school.wording.results import exam_lines, final_sheet


@discreet
def timetable_day(
    voice: Voice, student: Student, day: SchoolDay, today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The lessons of a day, or why there are none."""
    body: tuple[Block, ...] = (paragraph(silence_words(voice, day)),)
    if day.lessons:
        body = (*day_span(voice, day.lessons), lesson_table(voice, day.day, day.lessons))
    elif as_of is None:
        body = (not_loaded(voice),)
    head = heading(voice.day_heading(day.day, today.year), who(voice, student, level))
    return Message((head, *body, source_note(voice, as_of, today)))


def day_span(voice: Voice, lessons: Sequence[Lesson]) -> tuple[Block, ...]:
    """«С 09:50 до 12:20.»: when the lessons that are held begin and end; nothing when the bells are not known."""
    kept = held(lessons)
    starts, ends = [one.starts for one in kept if one.starts], [one.ends for one in kept if one.ends]
    if not starts or not ends or not all(one.starts for one in kept):
        return ()
    said = voice.say("С {start} до {end}.", start=voice.clock(min(starts)), end=voice.clock(max(ends)))
    return (paragraph(said),)


@discreet
def timetable_week(
    voice: Voice, student: Student, days: Sequence[SchoolDay], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The lessons of several days in a row; Sundays without lessons are left out."""
    shown = [day for day in days if day.lessons or day.silence is not Silence.SUNDAY] or list(days)
    first, last = (shown[0].day, shown[-1].day) if shown else (today, today)
    title = voice.say("Неделя {days}", days=voice.days(first, last, today.year))
    body = (
        [not_loaded(voice)] if as_of is None and not any(day.lessons for day in shown) else _week(voice, shown, today)
    )
    return Message((heading(title, who(voice, student, level)), *body, source_note(voice, as_of, today)))


def _week(voice: Voice, days: Sequence[SchoolDay], today: date) -> list[Block]:
    """Days with lessons as lists; days silent for one and the same reason as a single sentence."""
    blocks: list[Block] = []
    for silence, same in groupby(days, key=lambda day: None if day.lessons else (day.silence, day.vacation)):
        run = list(same)
        blocks += (
            [_day(voice, day, today) for day in run] if silence is None else [paragraph(silence_words(voice, run[0]))]
        )
    return blocks


def _day(voice: Voice, day: SchoolDay, today: date) -> Table:
    title = line(bold(voice.day_heading(day.day, today.year)))
    return lesson_table(voice, day.day, day.lessons, title, folded=day.day != today)


@discreet
def changes(
    voice: Voice,
    student: Student,
    found: Sequence[tuple[date, Lesson]],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    period: Period | None = None,
) -> Message:
    """What differs from the weekly timetable in a period that was asked for, else from today on."""
    body: tuple[Block, ...] = change_sections(voice, found, today)
    if not body:
        none = voice.say("Замен на ближайшие дни нет: всё по обычному расписанию.")
        if period:
            none = voice.say("Замен на эти дни в журнале нет.")
        body = (not_loaded(voice) if as_of is None else paragraph(none),)
    title = voice.say("Замены")
    asked = about(voice, title, period, today, student, level) if period else None
    return Message((asked or heading(title, who(voice, student, level)), *body, source_note(voice, as_of, today)))


def change_sections(voice: Voice, found: Sequence[tuple[date, Lesson]], today: date) -> tuple[Block, ...]:
    """Changed lessons, a list per day in the order of days."""
    days = groupby(sorted(found, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    return tuple(
        Listing(
            lesson_lines(voice, day, [lesson for _, lesson in pairs]),
            line(bold(_day_title(voice, day, today))),
            marker="",
        )
        for day, pairs in days
    )


def _day_title(voice: Voice, day: date, today: date) -> str:
    if day == today:
        return voice.say("Сегодня, {weekday}", weekday=voice.weekday(day))
    if day == today + timedelta(days=1):
        return voice.say("Завтра, {weekday}", weekday=voice.weekday(day))
    return voice.day_heading(day, today.year)


@discreet
def results(
    voice: Voice,
    student: Student,
    exams: Sequence[ExamResult],
    finals: Sequence[Final],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """Exam results and final marks so far."""
    body: list[Block] = []
    if exams:
        body.append(Listing(exam_lines(voice, exams, today), line(bold(voice.say("Экзамены")))))
    body += final_sheet(voice, finals, today)
    if not body:
        none = paragraph(voice.say("Результатов экзаменов и итоговых оценок пока нет."))
        body = [not_loaded(voice) if as_of is None else none]
    return Message(
        (heading(voice.say("Результаты"), who(voice, student, level)), *body, source_note(voice, as_of, today))
    )


def children(voice: Voice, students: Sequence[Student], *, level: Level) -> Message:
    """Whom this contact may ask about; below `full`, how many."""
    if not students:
        return Message((paragraph(voice.say("Пока нет детей, о которых мы можем рассказывать здесь.")),))
    if level < Level.FULL:
        count = voice.plural(
            "Доступ открыт к сведениям об {n} ребёнке.", "Доступ открыт к сведениям о {n} детях.", len(students)
        )
        return Message((paragraph(count),))
    if len(students) == 1:
        return Message((Text(line(voice.say("Ваш ребёнок: {name}", name=full_name(students[0])))),))
    return Message((Listing(tuple(line(full_name(one)) for one in students), line(bold(voice.say("Ваши дети")))),))
