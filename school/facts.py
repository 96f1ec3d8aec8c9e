"""What we know of a student's school days: frozen values that storage reads and wording tells.

Dates are the school's local dates, times of day local, instants aware UTC. Codes are the English
ones of journal.records.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Student:
    """A student as messages name one. `name` is what the family says («Мария»), never enough to match by."""

    id: int
    name: str
    last_name: str
    school_class: str  # "7А"; "" when a student has none
    class_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    student_id: int
    subject: str
    day: date
    value: str
    kind: str | None = None
    weight: float | None = None
    topic: str | None = None
    comment: str | None = None
    was: str | None = None  # the first value, when the teacher corrected it since


@dataclass(frozen=True, slots=True)
class Absence:
    student_id: int
    day: date
    code: str  # absent | ill | excused | unexcused | late
    number: int | None = None
    subject: str | None = None
    minutes_late: int | None = None
    comment: str | None = None

    @property
    def is_whole_day(self) -> bool:
        """The journal names no lesson."""
        return self.number is None and not self.subject


class Turn(StrEnum):
    """What became of a lesson."""

    AS_PLANNED = "as_planned"
    SUBSTITUTED = "substituted"
    CANCELLED = "cancelled"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"
    ROOM = "room"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson on one date with its changes merged in (school.timetable)."""

    number: int
    subject: str  # what is taught now; of a cancelled one: what was planned
    turn: Turn = Turn.AS_PLANNED
    starts: time | None = None
    ends: time | None = None
    room: str | None = None
    teacher: str | None = None
    subgroup: str | None = None
    planned_subject: str | None = None  # set when it differs from `subject`
    planned_room: str | None = None  # set when it differs from `room`
    other_day: date | None = None  # moved: where to, or where from
    other_number: int | None = None
    note: str | None = None

    @property
    def takes_place(self) -> bool:
        """Neither cancelled nor moved away from here."""
        return self.turn not in (Turn.CANCELLED, Turn.MOVED_AWAY)


@dataclass(frozen=True, slots=True)
class Homework:
    student_id: int
    subject: str
    due: date
    text: str
    individual: bool = False
    subgroup: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the timetable as it is told by itself; `planned_*` is what the weekly timetable says there."""

    day: date
    number: int
    kind: str  # substitution | cancellation | move | room | extra
    subject: str | None = None
    room: str | None = None
    teacher: str | None = None
    subgroup: str | None = None
    planned_subject: str | None = None
    planned_room: str | None = None
    to_day: date | None = None
    to_number: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A control work ahead."""

    day: date
    subject: str
    kind: str
    topic: str | None = None
    was: date | None = None  # the day it was first set for, when it was moved


@dataclass(frozen=True, slots=True)
class Topic:
    """What was taught at a lesson."""

    day: date
    subject: str
    topic: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject of a student and who teaches it; `own` when it is not the class's but of the student's own plan."""

    subject: str
    teacher: str | None = None  # full name; None: the journal names nobody
    subgroup: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a teacher wrote to the family. `kind`: remark | recommendation | praise | mark (a comment to a mark)."""

    student_id: int
    day: date
    text: str
    kind: str | None = None
    teacher: str | None = None  # «Белова И. П.»
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class ExamResult:
    id: int
    student_id: int
    exam: str
    subject: str
    day: date
    received_at: datetime
    primary_score: float | None = None
    test_score: float | None = None
    mark: str | None = None
    status: str | None = None  # preliminary | official | appeal | annulled


@dataclass(frozen=True, slots=True)
class Final:
    id: int
    student_id: int
    subject: str
    term: str
    value: str
    received_at: datetime
    deferred_until: date | None = None


class Silence(StrEnum):
    """Why a day has no lessons."""

    SUNDAY = "sunday"
    NO_LESSONS = "no_lessons"  # the timetable has none on this weekday
    VACATION = "vacation"
    OUTSIDE_YEAR = "outside_year"  # no term covers the date
    NO_TIMETABLE = "no_timetable"  # the journal gave none for this class


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """A student's lessons on a date, in order; with none, why."""

    day: date
    lessons: tuple[Lesson, ...] = ()
    silence: Silence | None = None
    vacation: str | None = None  # title, when silence is VACATION
    vacation_ends: date | None = None


@dataclass(frozen=True, slots=True)
class DigestChild:
    """What an evening's digest tells of one student; `worth_telling` is False when there is nothing to say."""

    student: Student
    marks: tuple[Mark, ...] = ()
    absences: tuple[Absence, ...] = ()
    next_day: SchoolDay | None = None  # tomorrow, or the next school day
    homework: tuple[Homework, ...] = ()  # due on next_day
    works: tuple[Work, ...] = ()  # in the coming seven days
    changes: tuple[tuple[date, Lesson], ...] = ()  # later changes, day by day

    @property
    def worth_telling(self) -> bool:
        return bool(self.marks) or self.more_than_marks

    @property
    def more_than_marks(self) -> bool:
        lessons = self.next_day is not None and bool(self.next_day.lessons)
        return bool(lessons or self.absences or self.homework or self.works or self.changes)


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Somebody asks to be linked to a person of the school; what an administrator decides upon."""

    contact_id: int
    channel: str
    person_id: int
    role: str  # guardian | student
    full_name: str
    phone: str | None  # E.164, from the journal
    requested_at: datetime
    children: tuple["RequestedChild", ...]
    doubt: str | None = None  # phone | silence: was approved once, and must be confirmed
    linked: tuple["LinkedAlready", ...] = ()  # the person's other accounts that are approved now


@dataclass(frozen=True, slots=True)
class LinkedAlready:
    """A messenger that a person has already; `since` is the school's date."""

    channel: str
    since: date


@dataclass(frozen=True, slots=True)
class RequestedChild:
    """A student this request would open, with the consent on file for the channel (None: nothing on file)."""

    student: Student
    consent: str | None = None  # signed | refused | withdrawn
    consent_number: str | None = None
    consent_date: date | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an announcement gets: families in all, reachable ones, and those who are not, by name and why."""

    families: int
    reachable: int
    unreachable: tuple[tuple[str, str], ...]  # (student's full name, Reason word)


@dataclass(frozen=True, slots=True)
class AnnouncedFile:
    """A picture or document of an announcement: where it lies, and the name that families see."""

    path: str
    name: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced. `school_class` names the classes («7А, 7Б»), of a grade its number, of a school nothing."""

    id: int
    school_class: str
    author: str
    text: str
    sent_at: datetime | None
    files: tuple[AnnouncedFile, ...] = ()
    scope: str = "classes"  # classes | grade | school
    audience: str = "guardians"  # guardians | students | both
    acknowledge: bool = True
    urgent: bool = False
    question: str | None = None
    options: tuple[str, ...] = ()  # answers, numbered from one
    until: datetime | None = None
    due_at: datetime | None = None  # it waits for this instant
    recalled: bool = False
    corrected: bool = False
    homeroom: bool = True  # by the class teacher of all its classes
    author_id: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of the school year, first and last day included."""

    title: str
    kind: str  # quarter | trimester | half_year | year | vacation
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Period:
    """The days asked for. `kind`: day | days | week | recent | ahead | term | year; a term brings its title."""

    kind: str
    first: date
    last: date
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One result for one guardian that is not told yet: until when it must be, and what stands in the way."""

    student: Student
    guardian: str  # full name
    what: str  # exam | final
    subject: str
    send_by: datetime  # aware UTC
    reason: str | None = None  # a Reason word; None: it is on its way
