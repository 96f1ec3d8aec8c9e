"""What the calendar brings: exams ahead, vacations, the week, the monthly forecast."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import readers_of, shown, students_of
from scheduler.notices.years import years_of
from school import wording
from school.facts import Mark, Student, Term, Work
from school.forecast import Outlook, outlooks
from school.occasions import begins_on, lessons_again, term_around
from school.outbox import Reason
from school.told import Telling
from school.wording.occasions import Turning, WeekOfChild, exams_ahead, vacation, week
from storage.diary import absences, marks, works
from storage.fresh import open_exams
from storage.triggers import EXAMS
from storage.wishes import unwanted_children


async def word_exams_ahead(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The exams of the row's day; told late, they are still ahead, or nothing is said."""
    days = sorted({one.row.ref_day or one.today for one in ready})
    classes = sorted({sight.student.class_id or 0 for one in ready for sight in one.sights})
    written = await works(connection, classes, days[0], days[-1])
    listed = await open_exams(connection, students_of(ready), days)
    return {one.row.id: _exams(one, written, listed) for one in ready}


def _exams(one: Ready, written: dict[int, tuple[Work, ...]], listed: dict[int, list[Work]]) -> Outcome:
    student = one.sights[0].student
    planned = [work for work in written.get(student.class_id or 0, ()) if _is_exam(work)]
    found = [work for work in (*planned, *listed.get(student.id, ())) if work.day == one.row.ref_day]
    if not found or found[0].day <= one.today:
        return Reason.NOTHING_TO_SAY
    return Worded(exams_ahead(one.voice, student, found, one.today, one.as_of, level=one.level))


def _is_exam(work: Work) -> bool:
    return work.kind.startswith(EXAMS) or work.subject.startswith(EXAMS)


async def word_vacations(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """What begins on the row's day for the reader's children."""
    years = await years_of(connection, ready)
    unwanted = await unwanted_children(connection, readers_of(ready), "vacation")
    worded: dict[int, Outcome] = {}
    for one in ready:
        grouped: dict[Term, list[Student]] = {}
        for student in _mine(one, unwanted):
            begun = begins_on(years[one.school.id].terms(student.school_class), one.row.ref_day or one.today)
            if begun:
                grouped.setdefault(begun, []).append(student)
        year = years[one.school.id]
        turnings = [_turning(term, of, year.terms(of[0].school_class)) for term, of in grouped.items()]
        message = vacation(one.voice, turnings, one.today, level=one.level) if turnings else None
        worded[one.row.id] = Worded(message) if message else Reason.NOTHING_TO_SAY
    return worded


def _turning(stretch: Term, students: Sequence[Student], terms: Sequence[Term]) -> Turning:
    back = lessons_again(terms, stretch) if stretch.kind == "vacation" else None
    return Turning(tuple(students), stretch, back)


async def word_weeks(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The week that ends with the row's day, child by child."""
    last = max(one.row.ref_day or one.today for one in ready)
    monday, ids = last - timedelta(days=last.weekday()), students_of(ready)
    found = await marks(connection, ids, monday, last)
    missed = await absences(connection, ids, monday, last)
    classes = sorted({sight.student.class_id or 0 for one in ready for sight in one.sights})
    ahead = await works(connection, classes, monday + timedelta(days=7), monday + timedelta(days=13))
    unwanted = await unwanted_children(connection, readers_of(ready), "week")
    worded: dict[int, Outcome] = {}
    for one in ready:
        children = [
            WeekOfChild(
                student,
                tuple(mark for mark in found if mark.student_id == student.id),
                tuple(item for item in missed if item.student_id == student.id),
                ahead.get(student.class_id or 0, ()),
            )
            for student in _mine(one, unwanted)
        ]
        told = [child for child in children if child.worth_telling]
        worded[one.row.id] = (
            Worded(week(one.voice, told, one.row.ref_day or one.today, one.as_of, level=one.level))
            if told
            else Reason.NOTHING_TO_SAY
        )
    return worded


async def word_forecasts(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """The marks each student is heading for; what was told is kept (R17)."""
    years = await years_of(connection, ready)
    day = max(one.row.ref_day or one.today for one in ready)
    found = await marks(connection, students_of(ready), day - timedelta(days=366), day)
    worded: dict[int, Outcome] = {}
    for one in ready:
        student, on = one.sights[0].student, one.row.ref_day or one.today
        period = term_around(on, years[one.school.id].terms(student.school_class))
        own = outlooks(_of(student, found), period, on, one.school.profile.grading)
        if not any(outlook.mark is not None for outlook in own):
            worded[one.row.id] = Reason.NOTHING_TO_SAY
            continue
        message = wording.forecast(
            one.voice, student, own, period, one.today, one.as_of, level=one.level, rule=one.school.profile.grading
        )
        worded[one.row.id] = Worded(message, tells=tuple(_record(one, student, on, own)))
    return worded


def _record(one: Ready, student: Student, on: date, own: Sequence[Outlook]) -> Iterable[Telling]:
    for outlook in own:
        if outlook.mark is not None and outlook.average is not None:
            item = f"{student.id}:{on:%Y-%m}:{outlook.subject}"
            value = shown(one, f"{outlook.mark} ({float(outlook.average):.2f})")
            yield Telling(one.row.person_id, student.id, "forecast", item, value, subject=outlook.subject, day=on)


def _of(student: Student, found: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in found if mark.student_id == student.id]


def _mine(one: Ready, unwanted: frozenset[tuple[int, int]]) -> list[Student]:
    return [sight.student for sight in one.sights if (one.row.person_id, sight.student.id) not in unwanted]
