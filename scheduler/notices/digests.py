"""The evening digest: today's marks and absences, the next school day, homework, works, later changes."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import (
    Said,
    absence_telling,
    changes_telling,
    fresh_bounds,
    mark_telling,
    readers_of,
    unheard_marks,
)
from scheduler.notices.years import years_of
from school import wording
from school.facts import Absence, DigestChild, Homework, Lesson, SchoolDay, Student, Term, Work
from school.outbox import Reason
from school.timetable import changed_lessons
from school.told import Current, Telling
from storage.diary import Plans, SchoolYear, absences, plans
from storage.diary.marks import evening_marks
from storage.telling import Pair, told_items
from storage.wishes import unwanted_children

AHEAD = timedelta(days=7)
LATE = timedelta(days=1)  # marks of earlier lessons are told in the digest when they came so lately
NEXT_DAY_WITHIN = 4  # days: over a weekend with a holiday, not over a vacation


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What comes: the part of a digest that a class, or a part of it, has in common."""

    next_day: SchoolDay | None
    homework: tuple[Homework, ...]
    works: tuple[Work, ...]
    changes: tuple[tuple[date, Lesson], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything read for a set of digests of one day."""

    day: date
    marks: dict[int, list[Current]]
    absences: dict[int, list[Absence]]
    planned: Plans
    years: dict[int, SchoolYear]
    new: dict[Pair, Sequence[Current]]  # the marks not told, by reader and student
    missed: dict[Pair, Said]  # the absences told, by reader and student
    unwanted: frozenset[tuple[int, int]]  # (reader, student) left out of this reader's digest
    ahead: dict[Hashable, _Ahead] = field(default_factory=dict)  # by what those have in common who have the same


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
    students = {sight.student.id: sight.student for one in ready for sight in one.sights}
    marks = await evening_marks(connection, students, day, ready[0].now - LATE, *fresh_bounds(ready))
    missed = _by_student(await absences(connection, students, day, day))
    return _Known(
        day=day,
        marks=marks.said,
        absences=missed,
        planned=await plans(connection, list(students.values()), day, day + AHEAD, with_works=True),
        years=await years_of(connection, ready),
        new=await unheard_marks(connection, ready, marks.fresh),
        missed=await told_items(connection, readers_of(ready), "absence", missed) if missed else {},
        unwanted=await unwanted_children(connection, readers_of(ready), "digest"),
    )


def _digest(one: Ready, known: _Known) -> Outcome:
    person = one.row.person_id
    mine = [sight.student for sight in one.sights if (person, sight.student.id) not in known.unwanted]
    new = {student.id: known.new[person, student.id] for student in mine}
    said = {student.id: _marks(student, known, new[student.id]) for student in mine}
    children = [_child(student, known, one.school.id, said[student.id]) for student in mine]
    unheard = {number: _unheard(said[number], new[number]) for number in said}
    if not any(child.more_than_marks or unheard[child.student.id] for child in children):
        return Reason.NOTHING_TO_SAY
    message = wording.digest(one.voice, known.day, children, one.as_of, level=one.level)
    tells = [telling for child in children for telling in _tells(one, child, unheard[child.student.id])]
    tells += [telling for child in children for telling in _missed(one, child, known)]
    return Worded(message, tells=tuple(tells))


def _unheard(said: Sequence[Current], new: Sequence[Current]) -> list[Current]:
    """Those of the marks that are said which this reader was not told before."""
    rows = {one.id for one in said}
    return [one for one in new if one.id in rows]


def _tells(one: Ready, child: DigestChild, unheard: Sequence[Current]) -> list[Telling]:
    """The marks that this reader had not been told (those told otherwise are left to the correction), and changes."""
    told = [mark_telling(one, current) for current in unheard]
    if child.next_day and (changed := changed_lessons(child.next_day.lessons)):
        told.append(changes_telling(one, child.student.id, child.next_day.day, changed))
    return told


def _missed(one: Ready, child: DigestChild, known: _Known) -> list[Telling]:
    """The absence that is named here for the first time: no notice of it follows. A ping names none."""
    missed = [absence for absence in child.absences if absence.code != "late"]
    if not missed:
        return []
    telling = absence_telling(one, child.student.id, known.day, missed)
    said = known.missed.get((one.row.person_id, child.student.id), {})
    return [telling] if telling.value and telling.item not in said else []


def _child(student: Student, known: _Known, school_id: int, said: Sequence[Current]) -> DigestChild:
    ahead = _ahead(student, known, school_id)
    return DigestChild(
        student=student,
        marks=tuple([one.mark for one in said]),
        absences=tuple(known.absences.get(student.id, ())),
        next_day=ahead.next_day,
        homework=ahead.homework,
        works=ahead.works,
        changes=ahead.changes,
    )


def _marks(student: Student, known: _Known, new: Sequence[Current]) -> list[Current]:
    """Today's, and those of earlier lessons that came lately and were not told yet."""
    rows = {one.id for one in new}
    return [one for one in known.marks.get(student.id, ()) if one.mark.day == known.day or one.id in rows]


def _ahead(student: Student, known: _Known, school_id: int) -> _Ahead:
    """What comes; found once for all who have the same ahead."""
    alike = known.planned.alike(student)
    if alike is None:
        return _found_ahead(student, known, school_id)
    if alike not in known.ahead:
        known.ahead[alike] = _found_ahead(student, known, school_id)
    return known.ahead[alike]


def _found_ahead(student: Student, known: _Known, school_id: int) -> _Ahead:
    terms = known.years[school_id].terms(student.school_class)
    coming = _next_day(student, known, terms)
    later = known.planned.changed_days(student, known.day + timedelta(days=1), known.day + AHEAD, terms)
    return _Ahead(
        next_day=coming,
        homework=_due(known.planned.homework(student), coming),
        works=tuple(work for work in known.planned.works(student) if work.day > known.day),
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
