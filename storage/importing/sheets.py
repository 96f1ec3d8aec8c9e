"""The sheets and their rules, in the order of merging: what others point at comes first."""

import json
from typing import Any

from storage import tables
from storage.importing.rules import Across, Dated, Enrolled, Field, Listed, Overlapping, SheetRule, Step


def _json(values: Any) -> str:
    return json.dumps(list(values))


def _plain(names: str) -> tuple[Field, ...]:
    return tuple(Field(name, name) for name in names.split())


def _steps(identity: str, *nearer: str) -> tuple[Step, ...]:
    """Rows of one identity: first those that are also alike in a nearer column, then in the file's order."""
    columns = tuple(identity.split())
    return (*(Step((*columns, column)) for column in nearer), Step(columns))


_name = _plain("code last_name first_name middle_name phone")
_student = Field("student", "student_id", "student")
_class = Field("school_class", "class_id", "class")
_teacher = Field("teacher", "teacher_id", "staff")
_mark = ("student_id", "subject", "day", "kind")

SHEETS = (
    SheetRule(
        "terms",
        tables.terms,
        (
            *_plain("title kind start end"),
            Field("classes", "classes", read=lambda titles: _json(sorted(titles))),
            Field("classes", "classes_key", read=lambda titles: ",".join(sorted(titles))),
        ),
        _steps("title classes_key"),
        Overlapping(),
        unique=("title", "classes_key"),
    ),
    SheetRule(
        "staff",
        tables.people,
        (*_name, Field("roles", "duties", read=_json)),
        _steps("code"),
        Listed(),
        unique=("code",),
        role="staff",
    ),
    SheetRule(
        "classes",
        tables.classes,
        (Field("title", "title"), Field("homeroom_teacher", "homeroom_teacher_id", "staff")),
        _steps("title"),
        Listed(),
        unique=("title",),
    ),
    SheetRule(
        "students",
        tables.people,
        (*_name, _class, *_plain("birth_date enrolled_on left_on")),
        _steps("code"),
        Enrolled(),
        unique=("code",),
        role="student",
    ),
    SheetRule(
        "guardians",
        tables.people,
        (*_name, Field("email", "email")),
        _steps("code"),
        Listed(),
        unique=("code",),
        role="guardian",
    ),
    SheetRule(
        "guardianships",
        tables.guardianships,
        (Field("guardian", "guardian_id", "guardian"), _student, *_plain("relation document restriction until")),
        _steps("guardian_id student_id"),
        Across(("student_id",)),
        unique=("student_id", "guardian_id"),
    ),
    SheetRule(
        "timetable",
        tables.lessons,
        (_class, _teacher, *_plain("weekday number subject subgroup room starts ends valid_from valid_to")),
        _steps("class_id weekday number subgroup subject valid_from", "teacher_id", "room"),
        Across(("class_id",)),
    ),
    SheetRule(
        "subgroups",
        tables.subgroups,
        (_student, *_plain("subject subgroup")),
        _steps("student_id subject"),
        Across(("student_id",)),
        unique=("student_id", "subject"),
    ),
    SheetRule(
        "dated_lessons",
        tables.dated_lessons,
        (_student, *_plain("day number shift subject room starts ends extracurricular")),
        _steps("student_id day number shift subject"),
        Dated("student_id"),
        guarded=False,
    ),
    SheetRule(
        "changes",
        tables.changes,
        (_class, _teacher, *_plain("day number kind subgroup subject room to_day to_number note")),
        _steps("class_id day number subgroup kind", "subject"),
        Dated("class_id"),
    ),
    SheetRule(
        "homework",
        tables.homework,
        (_class, _student, *_plain("subject subgroup lesson_date due_date text given_at")),
        _steps("class_id student_id subject subgroup due_date", "text", "lesson_date"),
        Dated("class_id", ("lesson_date", "due_date")),
    ),
    SheetRule(
        "topics",
        tables.topics,
        (_class, _student, *_plain("subject day number topic")),
        _steps("class_id student_id subject day number"),
        Dated("class_id"),
    ),
    SheetRule(
        "works",
        tables.works,
        (_class, *_plain("subject day kind topic")),
        (
            *_steps("class_id subject day kind", "topic"),
            Step(("class_id", "subject", "kind", "topic")),  # moved to another day
            Step(("class_id", "subject", "kind")),
        ),
        Dated("class_id"),
    ),
    SheetRule(
        "marks",
        tables.marks,
        (_student, *_plain("subject day kind code value weight topic comment given_at")),
        (
            Step(("student_id", "code"), coded=(True, True)),
            Step((*_mark, "value"), coded=(False, False)),
            Step(_mark, coded=(False, False)),
            Step((*_mark, "value"), coded=(False, True)),  # the journal has begun to give codes
            Step((*_mark, "value"), coded=(True, False)),  # or has stopped
            Step(("student_id", "day", "kind", "value", "topic"), coded=(False, False)),  # the subject has a new name
        ),
        Dated("student_id"),
        unique=("student_id", "code"),
    ),
    SheetRule(
        "attendance",
        tables.attendance,
        (_student, *_plain("day number subject code minutes_late comment")),
        _steps("student_id day number subject", "code"),
        Dated("student_id"),
    ),
    SheetRule(
        "finals",
        tables.finals,
        (_student, *_plain("subject term value received_at deferred_until")),
        _steps("student_id subject term"),
        Across(("student_id", "term")),
        unique=("student_id", "subject", "term"),
        told=("value",),
    ),
    SheetRule(
        "exam_results",
        tables.exam_results,
        (_student, *_plain("exam subject day primary_score test_score mark status received_at")),
        _steps("student_id exam subject day"),
        Across(("student_id", "exam")),
        unique=("student_id", "exam", "subject", "day"),
        told=("primary_score", "test_score", "mark", "status"),
    ),
    SheetRule(
        "remarks",
        tables.remarks,
        (_student, _teacher, *_plain("day text kind")),
        _steps("student_id day text"),
        Dated("student_id"),
    ),
)

RULES = {rule.key: rule for rule in SHEETS}
