"""The marks of one assignment of a diary of «Сетевой Город»; an absence may stand where a mark would."""

from collections.abc import Callable
from typing import Any

from journal import cells, words
from journal.cells import Cell, Wrong, shown
from journal.diary_words import KINDS, plain
from journal.records import AttendanceRecord, DatedLessonRecord, MarkRecord

DUTY = "•"  # «точка»: the pupil owes this work
_ABSENCES = frozenset({"н", "от", "б", "уп", "нп", "оп"})

Warn = Callable[[str, str], None]


def marks_of(
    raw: dict[str, Any], lesson: DatedLessonRecord, text: str | None, warn: Warn
) -> tuple[list[MarkRecord | AttendanceRecord], set[str]]:
    """The marks of this assignment, and the pupils' ids that the journal names in them."""
    given = raw.get("mark")
    each_mark = [mark for mark in (given if isinstance(given, list) else [given]) if mark is not None]
    found: list[MarkRecord | AttendanceRecord] = []
    pupils: set[str] = set()
    for place, mark in enumerate(each_mark):
        details = mark if isinstance(mark, dict) else {"mark": mark}
        pupil = details.get("studentId")
        if isinstance(pupil, int | str) and not isinstance(pupil, bool) and pupil:
            pupils.add(str(pupil))
        value = _value(details, warn)
        if value is not None:
            found.append(_record(raw, details, lesson, text, value, place))
    return found, pupils


def _value(details: dict[str, Any], warn: Warn) -> str | None:
    """The mark as text; points when there is no mark; «точка» when a work is owed; None when nothing is given yet."""
    for given in (details.get("mark"), details.get("resultScore")):
        if given is None or given == "" or given == 0:
            continue
        try:
            return cells.mark(_cell(given))
        except Wrong as wrong:
            warn(f"{shown(str(given))} — {wrong.what}, пропущено", wrong.expected)
    return DUTY if details.get("dutyMark") is True else None


def _cell(given: object) -> Cell:
    return given if isinstance(given, str | int | float) else str(given)


def _record(
    raw: dict[str, Any],
    details: dict[str, Any],
    lesson: DatedLessonRecord,
    text: str | None,
    value: str,
    place: int,
) -> MarkRecord | AttendanceRecord:
    comment = _comment(raw) or _comment(details)
    if value.casefold() in _ABSENCES:
        code = words.ATTENDANCE(value)
        return AttendanceRecord(lesson.student, lesson.day, code, lesson.number, lesson.subject, comment=comment)
    return MarkRecord(
        student=lesson.student,
        subject=lesson.subject,
        day=lesson.day,
        value=value,
        code=_code(raw, details, lesson.student, place),
        kind=KINDS.get(_type(raw)),
        weight=_weight(raw.get("weight")),
        topic=text,
        comment=comment,
    )


def _code(raw: dict[str, Any], details: dict[str, Any], student: str, place: int) -> str | None:
    """The key of a mark: `mark.id` is absent or 0 on these servers, so the assignment and the student name it."""
    assignment = raw.get("id") or details.get("assignmentId")
    if isinstance(assignment, bool) or not isinstance(assignment, int | str):
        return None
    return f"{assignment}:{student}" + (f":{place + 1}" if place else "")


def _type(raw: dict[str, Any]) -> int:
    kind = raw.get("typeId")
    return int(kind) if isinstance(kind, int) or (isinstance(kind, str) and kind.isdecimal()) else 0


def _weight(raw: object) -> float | None:
    try:
        return cells.weight(raw) if isinstance(raw, int | float | str) else None
    except Wrong:  # 0 everywhere on the servers seen: the true weight is on another endpoint
        return None


def _comment(raw: dict[str, Any]) -> str | None:
    comment = raw.get("markComment")
    return plain(comment.get("name") if isinstance(comment, dict) else comment)
