"""What the lessons of a day are: the weekly pattern, the changes of that day, and a diary's own word, merged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from school.facts import Change, Lesson, SchoolDay, Silence, Term, Turn

SUNDAY = 7
STUDY_KINDS = ("quarter", "trimester", "half_year")
LONG_WEEKEND = 3  # days between two terms up to which nobody calls it a vacation
TOGETHER = " / "  # between the subjects of parallel lessons that became one


@dataclass(frozen=True, slots=True)
class WeeklyLesson:
    """One row of a class's weekly timetable; it holds on its weekday from `valid_from` to `valid_to`, both included."""

    weekday: int  # 1 = Monday
    number: int
    subject: str
    subgroup: str | None = None
    teacher: str | None = None
    room: str | None = None
    starts: time | None = None
    ends: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DatedLesson:
    """One lesson of one student on one date, as a diary gives it: it outweighs the weekly pattern of that day."""

    day: date
    number: int
    subject: str
    room: str | None = None
    starts: time | None = None
    ends: time | None = None


def merge_day(
    day: date, weekly: Sequence[WeeklyLesson], changes: Sequence[Change], dated: Sequence[DatedLesson] = ()
) -> tuple[Lesson, ...]:
    """The lessons of a date in order. Changes of other days are passed over, save moves that lead here.

    A change without a subgroup is for everybody at that lesson; with one, for that subgroup alone. A change of a lesson
    that nobody planned is shown all the same.
    """
    lessons = _planned(day, weekly, dated)
    for change in sorted((c for c in changes if c.day == day), key=lambda c: c.kind == "room"):
        lessons = _changed(lessons, change)
    lessons += [lesson for change in changes for lesson in _arrivals(day, change, weekly, dated)]
    return tuple(_in_order(_with_bells(lessons, day, weekly)))


def changed_lessons(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """Those of the lessons that do not go as planned."""
    return tuple(lesson for lesson in lessons if lesson.turn is not Turn.AS_PLANNED)


def school_day(
    day: date,
    weekly: Sequence[WeeklyLesson],
    changes: Sequence[Change],
    dated: Sequence[DatedLesson],
    terms: Sequence[Term],
) -> SchoolDay:
    """A date as a student meets it: its lessons, or why there are none. Vacations silence the weekly pattern only."""
    off = day_off(day, terms)
    lessons = merge_day(day, () if off else weekly, changes, dated)
    if lessons:
        return SchoolDay(day, lessons)
    return off or SchoolDay(day, silence=_why_no_lessons(day, has_timetable=bool(weekly or dated)))


def day_off(day: date, terms: Sequence[Term]) -> SchoolDay | None:
    """The silent day when `day` is in a vacation or outside the school year; None when it is a day of study."""
    for term in terms:
        if term.kind == "vacation" and term.start <= day <= term.end:
            return SchoolDay(day, silence=Silence.VACATION, vacation=term.title, vacation_ends=term.end)
    study = [t for t in terms if t.kind in STUDY_KINDS] or [t for t in terms if t.kind == "year"]
    if not study or any(term.start <= day <= term.end for term in study):
        return None
    before = [term.end for term in study if term.end < day]
    after = [term.start for term in study if term.start > day]
    if not before or not after:
        return SchoolDay(day, silence=Silence.OUTSIDE_YEAR)
    if (min(after) - max(before)).days - 1 <= LONG_WEEKEND:
        return None
    return SchoolDay(day, silence=Silence.VACATION, vacation_ends=min(after) - timedelta(days=1))


def term_of(day: date, terms: Sequence[Term]) -> Term | None:
    """The shortest term of study that covers the date; None in vacations and outside the year."""
    covering = [t for t in terms if t.kind != "vacation" and t.start <= day <= t.end]
    return min(covering, key=lambda t: t.end - t.start, default=None)


def _why_no_lessons(day: date, *, has_timetable: bool) -> Silence:
    if day.isoweekday() == SUNDAY:
        return Silence.SUNDAY
    return Silence.NO_LESSONS if has_timetable else Silence.NO_TIMETABLE


def _planned(day: date, weekly: Sequence[WeeklyLesson], dated: Sequence[DatedLesson]) -> list[Lesson]:
    own = [
        Lesson(row.number, row.subject, starts=row.starts, ends=row.ends, room=row.room)
        for row in dated
        if row.day == day
    ]
    return own or [
        Lesson(
            row.number,
            row.subject,
            starts=row.starts,
            ends=row.ends,
            room=row.room,
            teacher=row.teacher,
            subgroup=row.subgroup,
        )
        for row in weekly
        if row.weekday == day.isoweekday() and _valid(row, day)
    ]


def _valid(row: WeeklyLesson, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def _changed(lessons: list[Lesson], change: Change) -> list[Lesson]:
    hit = [] if change.kind == "extra" else [lesson for lesson in lessons if _concerns(change, lesson)]
    rest = [lesson for lesson in lessons if lesson not in hit]
    return rest + [_turned(lesson, change) for lesson in _as_one(hit, change) or [_unplanned(change)]]


def _concerns(change: Change, lesson: Lesson) -> bool:
    if lesson.number != change.number or lesson.turn in (Turn.EXTRA, Turn.MOVED_HERE):
        return False
    return change.subgroup is None or _same(change.subgroup, lesson.subgroup)


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").strip().casefold() == (other or "").strip().casefold()


def _as_one(hit: list[Lesson], change: Change) -> list[Lesson]:
    """Subgroups in parallel that all become one and the same thing: a single lesson, said once."""
    replaced = change.kind == "substitution" and change.subject is not None
    subjects = list(dict.fromkeys(lesson.subject for lesson in hit))
    if len(hit) < 2 or (not replaced and (change.kind == "room" or len(subjects) > 1)):
        return hit
    rooms, teachers = {lesson.room for lesson in hit}, {lesson.teacher for lesson in hit}
    return [
        replace(
            hit[0],
            subject=TOGETHER.join(subjects),
            subgroup=None,
            room=rooms.pop() if len(rooms) == 1 else None,
            teacher=teachers.pop() if len(teachers) == 1 else None,
        )
    ]


def _unplanned(change: Change) -> Lesson:
    """What the change itself says was there, when the timetable has nothing at that place."""
    subject = change.planned_subject or change.subject or ""
    return Lesson(change.number, subject, room=change.planned_room, subgroup=change.subgroup)


def _turned(lesson: Lesson, change: Change) -> Lesson:
    lesson = replace(lesson, note=change.note or lesson.note)
    match change.kind:
        case "cancellation":
            return replace(lesson, turn=Turn.CANCELLED)
        case "move":
            to_number = change.to_number or change.number
            return replace(lesson, turn=Turn.MOVED_AWAY, other_day=change.to_day or change.day, other_number=to_number)
        case "room":
            turn = Turn.ROOM if lesson.turn is Turn.AS_PLANNED else lesson.turn
            return replace(_in_room(lesson, change.room), turn=turn)
        case "extra":
            taught = replace(lesson, subject=change.subject or lesson.subject, teacher=change.teacher)
            return replace(_in_room(taught, change.room), turn=Turn.EXTRA, planned_room=None)
        case _:
            return _substituted(lesson, change)


def _substituted(lesson: Lesson, change: Change) -> Lesson:
    subject = change.subject or lesson.subject
    planned = lesson.subject if lesson.subject != subject else change.planned_subject
    teacher = change.teacher or (lesson.teacher if subject == lesson.subject else None)
    taught = replace(lesson, subject=subject, planned_subject=planned if planned != subject else None, teacher=teacher)
    return replace(_in_room(taught, change.room), turn=Turn.SUBSTITUTED)


def _in_room(lesson: Lesson, room: str | None) -> Lesson:
    if room is None or room == lesson.room:
        return lesson
    return replace(lesson, room=room, planned_room=lesson.planned_room or lesson.room)


def _arrivals(
    day: date, change: Change, weekly: Sequence[WeeklyLesson], dated: Sequence[DatedLesson]
) -> Iterator[Lesson]:
    """The lessons that a move brings to this day; only times of the new place hold, so the old ones are dropped."""
    if change.kind != "move" or (change.to_day or change.day) != day:
        return
    gone = [lesson for lesson in _planned(change.day, weekly, dated) if _concerns(change, lesson)]
    for lesson in _as_one(gone, change) or [_unplanned(change)]:
        yield replace(
            lesson,
            number=change.to_number or change.number,
            subject=change.subject or lesson.subject,
            teacher=change.teacher or lesson.teacher,
            room=change.room or lesson.room,
            starts=None,
            ends=None,
            turn=Turn.MOVED_HERE,
            other_day=change.day,
            other_number=change.number,
            note=change.note,
        )


def _with_bells(lessons: list[Lesson], day: date, weekly: Sequence[WeeklyLesson]) -> Iterator[Lesson]:
    """The lessons, those without times given the times of their number: that day's, else any other day's."""
    bells = {row.number: (row.starts, row.ends) for row in weekly if row.starts and _valid(row, day)}
    bells |= {lesson.number: (lesson.starts, lesson.ends) for lesson in lessons if lesson.starts}
    for lesson in lessons:
        starts, ends = bells.get(lesson.number, (None, None))
        yield lesson if lesson.starts else replace(lesson, starts=starts, ends=ends)


def _in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    found = list(lessons)
    by_clock = all(lesson.starts for lesson in found)  # two shifts number their lessons from 1 each
    return sorted(
        found, key=lambda x: (x.starts if by_clock else time.min, x.number, x.subgroup or "", x.turn == Turn.MOVED_HERE)
    )
