"""What the calendar brings: exams ahead, vacations, the week in short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from locales import Voice
from locales.speech import capital
from school.facts import Absence, Mark, Student, Term, Work
from school.message import Block, Button, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.marks import by_subject
from school.wording.phrases import discreet, heading, paragraph, section, small, source_note, who
from school.wording.works import work_words


@discreet
def exams_ahead(
    voice: Voice, student: Student, found: Sequence[Work], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """Exams of one day: tomorrow, or a week ahead."""
    day = found[0].day
    soon = day == today + timedelta(days=1)
    title = voice.say("Экзамен завтра") if soon else voice.say("Экзамен через неделю")
    items = [line(bold(voice.short_day(day, today.year)), f" — {work_words(voice, one)}") for one in found]
    head = heading(title, who(voice, student, level))
    return Message((head, Listing(tuple(items)), source_note(voice, as_of, today)))


@dataclass(frozen=True, slots=True)
class Turning:
    """What begins tomorrow for these children; `back`: the first day of lessons after it, when it is known."""

    students: tuple[Student, ...]
    stretch: Term
    back: date | None = None

    @property
    def vacation(self) -> bool:
        return self.stretch.kind == "vacation"


@discreet
def vacation(voice: Voice, found: Sequence[Turning], today: date, *, level: Level) -> Message:
    """Vacations begin tomorrow, or lessons do; children for whom it differs in paragraphs of their own."""
    blocks: list[Block] = []
    for one in found:
        head = voice.say("Завтра каникулы") if one.vacation else voice.say("Завтра снова уроки")
        blocks += [heading(head, _children(voice, one.students, level)), paragraph(_turning(voice, one, today))]
    first = found[0].students[0]
    return Message(tuple(blocks), ((Button(voice.say("Каникулы и четверти"), f"calendar {first.id}"),),))


def _children(voice: Voice, students: Sequence[Student], level: Level) -> str:
    if level < Level.FULL:
        return who(voice, students[0], level) if len(students) == 1 else voice.say("ваши дети")
    return "; ".join(who(voice, student, level) for student in students)


def _turning(voice: Voice, one: Turning, today: date) -> str:
    stretch, days = one.stretch, voice.days(one.stretch.start, one.stretch.end, today.year)
    if not one.vacation:
        begins = capital(voice.short_day(stretch.start, today.year))
        return voice.say("{day}: начинается {title}.", day=begins, title=small(stretch.title))
    title = stretch.title or voice.say("Каникулы")
    said = voice.say("{title}: {days}.", title=title, days=days)
    if one.back is None:
        return said
    return f"{said} " + voice.say("Уроки снова {day}.", day=voice.short_day(one.back, today.year))


@dataclass(frozen=True, slots=True)
class WeekOfChild:
    """A week of one student."""

    student: Student
    marks: tuple[Mark, ...] = ()
    absences: tuple[Absence, ...] = ()
    works: tuple[Work, ...] = ()  # of the next week

    @property
    def worth_telling(self) -> bool:
        return bool(self.marks or self.absences or self.works)


@discreet
def week(
    voice: Voice, children: Sequence[WeekOfChild], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The week of each child that there is something to say about."""
    monday = today - timedelta(days=today.weekday())
    blocks: list[Block] = []
    for place, child in enumerate(children, start=1):
        name = who(voice, child.student, level)
        if level < Level.FULL and len(children) > 1:
            name = voice.say("ребёнок {n}", n=place)
        title = voice.say("Неделя {days}", days=voice.days(monday, today, today.year))
        blocks.append(heading(title if place == 1 else "", capital(name) if place > 1 else name))
        blocks += _week_of(voice, child, today)
    return Message((*blocks, source_note(voice, as_of, today)))


def _week_of(voice: Voice, child: WeekOfChild, today: date) -> tuple[Block, ...]:
    rows: list[Line] = [
        line(f"{subject} ", bold(" ".join(mark.value for mark in of))) for subject, of in by_subject(child.marks)
    ]
    missed = len([one for one in child.absences if one.code != "late"])
    late = len(child.absences) - missed
    counts = [voice.plural("пропущен {n} урок", "пропущено {n} уроков", missed)] if missed else []
    counts += [voice.plural("{n} опоздание", "{n} опозданий", late)] if late else []
    works = [line(bold(voice.short_day(one.day, today.year)), f" — {work_words(voice, one)}") for one in child.works]
    return (
        *section(voice.say("Оценки за неделю"), rows),
        *((paragraph(capital(f"{', '.join(counts)}.")),) if counts else ()),
        *section(voice.say("На следующей неделе"), works),
    )
