"""What makes a kind of notice due, as conditions on the journal, on what was told and on what was queued before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, and_, or_, select

from storage.diary.results import WITHOUT_RESULT
from storage.expressions import there_is
from storage.news import Reading, wanted
from storage.tables import attendance, changes, classes, exam_results, homework, marks, remarks, told, works

Condition = Any  # ColumnElement[bool]: SQLAlchemy's own operators lose the type
EXAMS = ("Экзамен", "экзамен", "ОГЭ", "ЕГЭ", "ГВЭ", "ВПР", "Итогов", "итогов", "Собеседование", "собеседование")
"""How the kind of a work begins when it is an exam."""


def new_marks(reading: Reading, since: datetime) -> Condition:
    """Marks first seen after an instant, no history, that this reader was not told."""
    news = (marks.c.seen_at > since) & ~marks.c.history
    mine = (marks.c.student_id == reading.student.c.id) & ~_told_mark(reading)
    unqueued = reading.none_since("marks", marks.c.seen_at) & reading.linked_before(marks.c.seen_at)
    return _among(reading, marks, news) & there_is(marks, news & mine & unqueued)


def fixed_marks(reading: Reading, since: datetime, day: date, kind: Any) -> Condition:
    """Marks told that the journal says otherwise, and marks of lessons since a day, never told, whose value changed.

    `kind`: of new marks; who wants none of those hears of no others.
    """
    stale = (told.c.what == "mark") & (told.c.stale_at > since)
    mine = (told.c.person_id == reading.reader.c.id) & (told.c.student_id == reading.student.c.id)
    wrong = there_is(told, stale & mine & reading.none_since("marks_fixed", told.c.stale_at))
    changed = (marks.c.changed_at > since) & (marks.c.was != marks.c.value) & (marks.c.day >= day)
    own = (marks.c.student_id == reading.student.c.id) & ~_told_mark(reading)
    known = or_(marks.c.history, marks.c.seen_at <= since) & reading.linked_before(marks.c.changed_at)
    unheard = there_is(marks, changed & own & known & reading.none_since("marks_fixed", marks.c.changed_at))
    students = select(told.c.student_id).where(stale).union(select(marks.c.student_id).where(changed))
    return reading.student.c.id.in_(students) & or_(wrong, and_(unheard, wanted(kind, reading)))


def absences_today(reading: Reading, day: date, since: datetime) -> Condition:
    """Absent today and not told yet; or told, and the journal says otherwise."""
    missed = (attendance.c.day == day) & (attendance.c.code != "late") & (attendance.c.seen_at > since)
    mine = (attendance.c.student_id == reading.student.c.id) & reading.none_since("absence", attendance.c.seen_at)
    said = (told.c.what == "absence") & (told.c.day == day) & (told.c.person_id == reading.reader.c.id)
    said = said & (told.c.student_id == reading.student.c.id)
    wrong = there_is(told, said & (told.c.stale_at > since) & reading.none_since("absence", told.c.stale_at))
    return or_(_among(reading, attendance, missed) & there_is(attendance, missed & mine) & ~there_is(told, said), wrong)


def new_remarks(reading: Reading, since: datetime, day: date) -> Condition:
    """Remarks of days since `day`, first seen after an instant."""
    news = (remarks.c.seen_at > since) & (remarks.c.day >= day)
    mine = (remarks.c.student_id == reading.student.c.id) & reading.none_since("remark", remarks.c.seen_at)
    mine = mine & reading.linked_before(remarks.c.seen_at)
    return _among(reading, remarks, news) & there_is(remarks, news & mine)


def moved_works(reading: Reading, since: datetime, day: date) -> Condition:
    """Control works of the class that were, or are now, ahead and stand on another day than before."""
    news = (works.c.moved_at > since) & or_(works.c.day >= day, works.c.was_day >= day)
    mine = (works.c.class_id == reading.student.c.class_id) & reading.none_since("work_moved", works.c.moved_at)
    return there_is(works, news & mine & reading.linked_before(works.c.moved_at))


def late_homework(reading: Reading, due: Sequence[date], since: datetime) -> Condition:
    """Homework for these days, first seen after an instant."""
    news = homework.c.due_date.in_(due) & (homework.c.seen_at > since)
    of_class = (homework.c.class_id == reading.student.c.class_id) & homework.c.student_id.is_(None)
    mine = or_(of_class, homework.c.student_id == reading.student.c.id)
    unqueued = reading.none_since("homework_late", homework.c.seen_at)
    return there_is(homework, news & mine & unqueued & reading.linked_before(homework.c.seen_at))


def changed_day(reading: Reading, day: date, since: datetime) -> Condition:
    """Changes of a day's timetable of the class, first seen after an instant; or told, and no longer so."""
    near = or_(changes.c.day == day, changes.c.to_day == day) & (changes.c.seen_at > since)
    mine = (changes.c.class_id == reading.student.c.class_id) & reading.linked_before(changes.c.seen_at)
    said = (told.c.what == "changes") & (told.c.day == day) & (told.c.person_id == reading.reader.c.id)
    said = said & (told.c.student_id == reading.student.c.id) & (told.c.stale_at > since)
    wrong = there_is(told, said & reading.none_since("changes", told.c.stale_at))
    return or_(there_is(changes, near & mine & reading.none_since("changes", changes.c.seen_at)), wrong)


def exams_on(reading: Reading, day: date) -> Condition:
    """An exam of the class or the student on a day: among the works, or a result that is not there yet."""
    written = or_(*(column.startswith(word) for column in (works.c.kind, works.c.subject) for word in EXAMS))
    of_class = there_is(works, (works.c.class_id == reading.student.c.class_id) & (works.c.day == day) & written)
    own = (exam_results.c.student_id == reading.student.c.id) & (exam_results.c.day == day) & WITHOUT_RESULT
    return or_(of_class, there_is(exam_results, own))


def in_classes(reading: Reading, titles: Sequence[str] | None) -> Condition:
    """Students of these classes (None: of all)."""
    if titles is None:
        return reading.student.c.class_id.is_not(None)
    return reading.student.c.class_id.in_(select(classes.c.id).where(classes.c.title.in_(titles)))


def has_marks(reading: Reading, first: date, last: date) -> Condition:
    """Students with marks between two days."""
    return there_is(marks, (marks.c.student_id == reading.student.c.id) & marks.c.day.between(first, last))


def _told_mark(reading: Reading) -> Condition:
    same = (told.c.what == "mark") & (told.c.ref_id == marks.c.id) & (told.c.person_id == reading.reader.c.id)
    return there_is(told, same)


def _among(reading: Reading, table: Table, news: Condition) -> Condition:
    """The few students with news: found by an index first, so that a tick without any costs nothing."""
    return reading.student.c.id.in_(select(table.c.student_id).where(news))


WINDOW = timedelta(days=30)
"""Marks of older lessons are history: neither told nor corrected."""
