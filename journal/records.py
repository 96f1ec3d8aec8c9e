"""What a journal says, sheet by sheet: records as they were read, and the problems of rows that could not be.

A record is a frozen value with the school's own ids and no database ids. Dates are the school's local dates; times of
day are local; instants are aware UTC. Text is NFC and trimmed, "" never stands for "nothing": that is None. Class
titles are folded by `school.titles.fold_class`. Phones are E.164. `row` is the 1-based row in the source (0 where the
source has none) and is not part of a record's identity. Source: the school workbook, see docs/workbook.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a source. `fatal` problems stop the import; the rest are warnings."""

    file: str
    sheet: str
    row: int  # 1-based, as the user sees it; 0 = the whole sheet or file
    column: str  # the title as it stands in the source; "" = the whole row
    wrong: str  # what is wrong, in Russian, with the value shown shortened
    expected: str  # what is expected, in Russian
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class SchoolRecord:
    name: str
    timezone: str
    legal_form: str  # municipal | state | private
    regulation: str | None = None  # "24h" | "3d"
    year: str | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TermRecord:
    title: str
    kind: str  # quarter | trimester | half_year | year | vacation
    start: date
    end: date
    classes: tuple[str, ...] = ()  # empty = all
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class StaffRecord:
    code: str
    last_name: str
    first_name: str
    middle_name: str | None = None
    phone: str | None = None
    roles: tuple[str, ...] = ()  # teacher | homeroom | administrator
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ClassRecord:
    title: str
    homeroom_teacher: str | None = None  # staff id
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class StudentRecord:
    code: str
    last_name: str
    first_name: str
    school_class: str
    middle_name: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    enrolled_on: date | None = None
    left_on: date | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    code: str
    last_name: str
    first_name: str
    middle_name: str | None = None
    phone: str | None = None
    email: str | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class GuardianshipRecord:
    guardian: str
    student: str
    relation: str | None = None
    document: str | None = None  # what proves it
    restriction: str | None = None  # the document; not None = may not receive
    until: date | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """One row of the weekly timetable of a class."""

    school_class: str
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
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SubgroupRecord:
    """In which part of the class a student has a subject that is taught in parts."""

    student: str
    subject: str
    subgroup: str
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DatedLessonRecord:
    """One lesson of one student on one date, as diary journals give it (no class, no weekly pattern)."""

    student: str
    day: date
    number: int
    subject: str
    shift: int = 1
    room: str | None = None
    starts: time | None = None
    ends: time | None = None
    extracurricular: bool = False
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    school_class: str
    day: date
    number: int
    kind: str  # substitution | cancellation | move | room | extra
    subgroup: str | None = None
    subject: str | None = None
    teacher: str | None = None
    room: str | None = None
    to_day: date | None = None
    to_number: int | None = None
    note: str | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class HomeworkRecord:
    """Homework of a class, or (student set) of one student; a diary gives student and no class."""

    school_class: str | None
    subject: str
    due_date: date
    text: str
    subgroup: str | None = None
    lesson_date: date | None = None
    student: str | None = None
    given_at: datetime | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TopicRecord:
    school_class: str | None
    subject: str
    day: date
    topic: str
    number: int | None = None
    student: str | None = None  # set by diaries, which know no class
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class WorkRecord:
    school_class: str
    subject: str
    day: date
    kind: str
    topic: str | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MarkRecord:
    student: str
    subject: str
    day: date  # of the lesson, not of the giving
    value: str  # "5", "4-", "зач"
    code: str | None = None
    kind: str | None = None
    weight: float | None = None
    topic: str | None = None
    comment: str | None = None
    given_at: datetime | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AttendanceRecord:
    student: str
    day: date
    code: str  # absent (Н) | ill (Б) | excused (УП) | unexcused (НП) | late (ОП)
    number: int | None = None
    subject: str | None = None
    minutes_late: int | None = None
    comment: str | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FinalRecord:
    student: str
    subject: str
    term: str  # the term's title
    value: str
    received_at: datetime | None = None
    deferred_until: date | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ExamResultRecord:
    student: str
    exam: str
    subject: str
    day: date
    primary_score: float | None = None
    test_score: float | None = None
    mark: str | None = None
    status: str | None = None  # preliminary | official | appeal | annulled
    received_at: datetime | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RemarkRecord:
    student: str
    day: date
    text: str
    kind: str | None = None  # remark | recommendation | praise
    teacher: str | None = None
    row: int = field(default=0, compare=False)


Record = (
    SchoolRecord
    | TermRecord
    | StaffRecord
    | ClassRecord
    | StudentRecord
    | GuardianRecord
    | GuardianshipRecord
    | LessonRecord
    | SubgroupRecord
    | DatedLessonRecord
    | ChangeRecord
    | HomeworkRecord
    | TopicRecord
    | WorkRecord
    | MarkRecord
    | AttendanceRecord
    | FinalRecord
    | ExamResultRecord
    | RemarkRecord
)


@dataclass(frozen=True, slots=True)
class Span:
    """What a source declares complete besides its rows: a diary week is complete for one student and these days."""

    student: str
    first: date
    last: date


class Sheet(Protocol):
    """One sheet of a source, opened and not yet read through; reading it twice is allowed."""

    @property
    def file(self) -> str: ...
    @property
    def key(self) -> str: ...  # the English sheet name: "marks", "students", …; "dated_lessons" for diaries
    @property
    def title(self) -> str: ...  # as it stands in the source
    @property
    def spans(self) -> tuple[Span, ...]: ...  # () for workbooks: the rows declare the scope
    def read(self) -> Iterator[Record | Problem]: ...  # streams: memory stays flat for CSV


class Source(Protocol):
    """A journal file (or several) opened: the sheets found, and what is wrong before any row is read."""

    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def sheets(self) -> tuple[Sheet, ...]: ...
