"""The calendar file in words: what each lesson, control work and vacation is called there, and how to use the file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from locales import Voice
from school.facts import Lesson, SchoolDay, Student, Term, Work
from school.ical import Event
from school.message import File, Message
from school.policy import Level
from school.wording.lessons import aside_words, subgroup_words
from school.wording.periods import page
from school.wording.phrases import discreet, heading, paragraph, small, who
from school.wording.works import work_words
from school.years import stretches

_USUAL = timedelta(minutes=45)  # of a lesson whose end the journal does not give


@discreet
def calendar_file(
    voice: Voice, student: Student, path: str, today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The file and what to do with it."""
    head = heading(voice.say("Файл для календаря"), who(voice, student, level))
    text = voice.say(
        "Уроки, замены и контрольные на четыре недели и каникулы. Откройте файл на телефоне: календарь предложит "
        "добавить события. Сам он не обновляется: когда расписание изменится, попросите новый."
    )
    name = voice.say("Школа {name}.ics", name=student.name) if level is Level.FULL else voice.say("Школа.ics")
    return page(voice, head, (paragraph(text), File(path, name)), as_of, today)


def calendar_name(voice: Voice, student: Student, level: Level) -> str:
    """«Школа: Мария, 7А»"""
    return voice.say("Школа: {who}", who=who(voice, student, level))


def calendar_events(
    voice: Voice,
    student: Student,
    days: Sequence[SchoolDay],
    works: Sequence[Work],
    terms: Sequence[Term],
    zone: ZoneInfo,
) -> list[Event]:
    """Lessons, control works, vacations and the first days of terms. An event told anew has the same uid."""
    mark = f"-{student.id}@rodnik"
    return [
        *(event for day in days for event in _lessons(voice, day, zone, mark)),
        *_works(voice, works, mark),
        *_turns(voice, terms, mark),
    ]


def _works(voice: Voice, works: Iterable[Work], mark: str) -> Iterator[Event]:
    for day, of in groupby(works, key=lambda work: work.day):
        for place, work in enumerate(of, start=1):
            yield Event(f"work-{day}-{place}{mark}", work_words(voice, work), first=day)


def _lessons(voice: Voice, day: SchoolDay, zone: ZoneInfo, mark: str) -> Iterator[Event]:
    timed = [lesson for lesson in day.lessons if lesson.starts]
    seen: dict[int, int] = {}
    for lesson in timed:
        place = seen[lesson.number] = seen.get(lesson.number, 0) + 1
        yield _lesson(voice, day.day, lesson, zone, f"lesson-{day.day}-{lesson.number}-{place}{mark}")
    untimed = [lesson.subject for lesson in day.lessons if not lesson.starts and lesson.takes_place]
    if untimed:
        title = voice.say("Уроки: {subjects}", subjects=", ".join(untimed))
        yield Event(f"lessons-{day.day}{mark}", title, first=day.day)


def _lesson(voice: Voice, day: date, lesson: Lesson, zone: ZoneInfo, uid: str) -> Event:
    starts = datetime.combine(day, lesson.starts or time.min, zone)
    ends = datetime.combine(day, lesson.ends, zone) if lesson.ends else starts + _USUAL
    aside = aside_words(voice, lesson, day)
    subject = f"{lesson.subject}, {subgroup_words(voice, lesson.subgroup)}" if lesson.subgroup else lesson.subject
    if lesson.planned_subject:
        subject = voice.say("{subject} вместо: {planned}", subject=subject, planned=small(lesson.planned_subject))
    return Event(
        uid,
        f"{subject} ({aside})" if aside else subject,
        starts,
        max(ends, starts),
        location=voice.say("каб. {room}", room=lesson.room) if lesson.room else "",
        description=". ".join(part for part in (lesson.teacher, lesson.note) if part),
        cancelled=not lesson.takes_place,
    )


def _turns(voice: Voice, terms: Iterable[Term], mark: str) -> Iterator[Event]:
    for term in stretches(list(terms)):
        if term.kind == "vacation":
            title = term.title or voice.say("Каникулы")
            yield Event(f"vacation-{term.start}{mark}", title, first=term.start, last=term.end)
        else:
            title = voice.say("Первый день: {title}", title=small(term.title))
            yield Event(f"term-{term.start}{mark}", title, first=term.start)
