"""The evening digest: today's marks and absences, the next school day, homework, works, later changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import (
    Known,
    Said,
    absence_telling,
    changes_telling,
    known_marks,
    mark_telling,
    readers_of,
)
from scheduler.notices.years import years_of
from school import wording
from school.facts import Absence, DigestChild, Homework, Lesson, Mark, SchoolDay, Student, Term, Work
from school.outbox import Reason
from school.timetable import changed_lessons
from school.told import Net, Telling
from storage.diary import Plans, SchoolYear, absences, plans, works
from storage.diary.marks import fresh_marks
from storage.telling import Pair, told_items
from storage.wishes import unwanted_children

AHEAD = timedelta(days=7)
NEXT_DAY_WITHIN = 4  # days: over a weekend with a holiday, not over a vacation


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What comes: the part of a digest that a class has in common."""

    next_day: SchoolDay | None
    homework: tuple[Homework, ...]
    works: tuple[Work, ...]
    changes: tuple[tuple[date, Lesson], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything read for a set of digests of one day."""

    day: date
    marks: dict[int, list[Mark]]
    absences: dict[int, list[Absence]]
    planned: Plans
    works: dict[int, tuple[Work, ...]]
    years: dict[int, SchoolYear]
    told: Known
    missed: dict[Pair, Said]  # the absences told, by reader and student
    unwanted: frozenset[tuple[int, int]]  # (reader, student) left out of this reader's digest
    ahead: dict[int, _Ahead] = field(default_factory=dict)  # by class


async def word_digests(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """One message per reader with every child there is something to say about; nothing to say is a Reason."""
    worded: dict[int, Outcome] = {}
    days = {one.row.ref_day or one.today for one in ready}
    for day in days:
        group = [one for one in ready if (one.row.ref_day or one.today) == day]
        known = await _known(connection, group, day)
        for one in group:
            worded[one.row.id] = _digest(one, known)
    return worded


async def _known(connection: AsyncConnection, ready: Sequence[Ready], day: date) -> _Known:
    students = list({sight.student.id: sight.student for one in ready for sight in one.sights}.values())
    ids = [student.id for student in students]
    classes = sorted({student.class_id for student in students if student.class_id is not None})
    return _Known(
        day=day,
        marks=_by_student(await fresh_marks(connection, ids, day, ready[0].now - timedelta(days=1))),
        absences=_by_student(await absences(connection, ids, day, day)),
        planned=await plans(connection, students, day, day + AHEAD),
        works=await works(connection, classes, day + timedelta(days=1), day + AHEAD),
        years=await years_of(connection, ready),
        told=await known_marks(connection, ready),
        missed=await told_items(connection, readers_of(ready), "absence", ids),
        unwanted=await unwanted_children(connection, readers_of(ready), "digest"),
    )


def _digest(one: Ready, known: _Known) -> Outcome:
    person = one.row.person_id
    mine = [sight.student for sight in one.sights if (person, sight.student.id) not in known.unwanted]
    nets = {student.id: known.told.net(person, student.id) for student in mine}
    children = [_child(student, known, one.school.id, nets[student.id]) for student in mine]
    if not any(_news(child, nets[child.student.id]) for child in children):
        return Reason.NOTHING_TO_SAY
    message = wording.digest(one.voice, known.day, children, one.as_of, level=one.level)
    tells = [telling for child in children for telling in _tells(one, child, nets[child.student.id])]
    tells += [telling for child in children for telling in _missed(one, child, known)]
    return Worded(message, tells=tuple(tells))


def _news(child: DigestChild, net: Net) -> bool:
    """Is there anything that this reader was not told before?"""
    new = [one.mark for one in net.new]
    return replace(child, marks=tuple(mark for mark in child.marks if mark in new)).worth_telling


def _tells(one: Ready, child: DigestChild, net: Net) -> list[Telling]:
    """The marks that this reader had not been told (those told otherwise are left to the correction), and changes."""
    told = [mark_telling(one, current) for current in net.new if current.mark in child.marks]
    if child.next_day and (changed := changed_lessons(child.next_day.lessons)):
        told.append(changes_telling(one, child.student.id, child.next_day.day, changed))
    return told


def _missed(one: Ready, child: DigestChild, known: _Known) -> list[Telling]:
    """The absence that is named here for the first time: no notice of it follows. A ping names none."""
    missed = [absence for absence in child.absences if absence.code != "late"]
    telling = absence_telling(one, child.student.id, known.day, missed)
    said = known.missed.get((one.row.person_id, child.student.id), {})
    return [telling] if telling.value and telling.item not in said else []


def _marks(student: Student, known: _Known, net: Net) -> tuple[Mark, ...]:
    """Today's, and those of earlier lessons that came lately and were not told yet."""
    new = [one.mark for one in net.new]
    return tuple(mark for mark in known.marks.get(student.id, ()) if mark.day == known.day or mark in new)


def _child(student: Student, known: _Known, school_id: int, net: Net) -> DigestChild:
    ahead = _ahead(student, known, school_id)
    return DigestChild(
        student=student,
        marks=_marks(student, known, net),
        absences=tuple(known.absences.get(student.id, ())),
        next_day=ahead.next_day,
        homework=ahead.homework,
        works=ahead.works,
        changes=ahead.changes,
    )


def _ahead(student: Student, known: _Known, school_id: int) -> _Ahead:
    """What comes; found once for all that have it as their class has it."""
    if not known.planned.shared(student):
        return _found_ahead(student, known, school_id)
    if student.class_id not in known.ahead:
        known.ahead[student.class_id or 0] = _found_ahead(student, known, school_id)
    return known.ahead[student.class_id or 0]


def _found_ahead(student: Student, known: _Known, school_id: int) -> _Ahead:
    terms = known.years[school_id].terms(student.school_class)
    coming = _next_day(student, known, terms)
    later = known.planned.days(student, known.day + timedelta(days=1), known.day + AHEAD, terms)
    return _Ahead(
        next_day=coming,
        homework=_due(known.planned.homework(student), coming),
        works=known.works.get(student.class_id or 0, ()),
        changes=tuple(
            (day.day, lesson)
            for day in later
            if coming is None or day.day != coming.day
            for lesson in changed_lessons(day.lessons)
        ),
    )


def _next_day(student: Student, known: _Known, terms: Sequence[Term]) -> SchoolDay | None:
    """Tomorrow when it has lessons; after a day of school, the next day that has some; else None."""
    tomorrow = known.planned.day(student, known.day + timedelta(days=1), terms)
    if tomorrow.lessons:
        return tomorrow
    if not known.planned.day(student, known.day, terms).lessons:
        return None
    span = range(2, NEXT_DAY_WITHIN + 1)
    coming = (known.planned.day(student, known.day + timedelta(days=n), terms) for n in span)
    return next((day for day in coming if day.lessons), None)


def _due(items: Sequence[Homework], coming: SchoolDay | None) -> tuple[Homework, ...]:
    return tuple(item for item in items if coming is not None and item.due == coming.day)


def _by_student(found: Sequence[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for one in found:
        grouped.setdefault(one.student_id, []).append(one)
    return grouped
