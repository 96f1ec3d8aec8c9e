"""The statement behind `storage.diary.plans`: whatever is planned, in rows of one shape."""

from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, String, Text, Time, bindparam, cast, func, literal, null, or_, select, union_all
from sqlalchemy.types import TypeEngine

from school.due import OWED
from storage.expressions import given_ids
from storage.tables import changes, dated_lessons, homework, lessons, marks, people, subgroups, works

_SHAPE: dict[str, type[TypeEngine[Any]]] = {
    "id": Integer,
    "class_id": Integer,
    "student_id": Integer,
    "weekday": Integer,
    "day": Date,
    "number": Integer,
    "kind": String,
    "subject": String,
    "subgroup": String,
    "room": String,
    "starts": Time,
    "ends": Time,
    "valid_from": Date,
    "valid_to": Date,
    "to_day": Date,
    "to_number": Integer,
    "text": Text,
    "last_name": String,
    "first_name": String,
    "middle_name": String,
}
_FIRST, _LAST, _SINCE = (bindparam(name, type_=Date) for name in ("first", "last", "owed_since"))
_OF_ALL = func.coalesce(homework.c.student_id, 0) == 0  # IS NULL: SQLite would go through the homework of all classes


@cache
def planned(dialect: str, *, with_works: bool, owed: bool) -> Any:
    """Built once, and bound to the students `ids`, the classes `classes`, the days `first`, `last` and `owed_since`."""
    mine, ours = given_ids(dialect), given_ids(dialect, "classes")
    parts = [_subgroups(mine), _lessons(ours), _changes(ours), _dated_lessons(mine)]
    parts += [_works(ours)] if with_works else []
    parts += [_owed(mine)] if owed else []
    parts += [_homework(homework.c.student_id.in_(mine)), _homework(homework.c.class_id.in_(ours) & _OF_ALL)]
    return union_all(*parts).order_by("id")


def _columns(what: str, **given: Any) -> list[Any]:
    """A row of the union: what is not given is NULL, typed, because PostgreSQL asks for types."""
    shaped = [given.get(name, cast(null(), kind)).label(name) for name, kind in _SHAPE.items()]
    return [literal(what).label("what"), *shaped]


def _same_named(table: Any) -> dict[str, Any]:
    return {name: table.c[name] for name in _SHAPE if name in table.c}


def _with_teacher(what: str, table: Any, **given: Any) -> Any:
    teacher = {name: people.c[name] for name in ("last_name", "first_name", "middle_name")}
    columns = _columns(what, **(_same_named(table) | teacher | given))
    return select(*columns).select_from(table).outerjoin(people, people.c.id == table.c.teacher_id)


def _lessons(classes: Any) -> Any:
    return _with_teacher("lesson", lessons).where(lessons.c.class_id.in_(classes))


def _subgroups(ids: Any) -> Any:
    return select(*_columns("subgroup", **_same_named(subgroups))).where(subgroups.c.student_id.in_(ids))


def _changes(classes: Any) -> Any:
    near = or_(changes.c.day.between(_FIRST, _LAST), changes.c.to_day.between(_FIRST, _LAST))
    return _with_teacher("change", changes, text=changes.c.note).where(changes.c.class_id.in_(classes) & near)


def _dated_lessons(ids: Any) -> Any:
    table = dated_lessons.c
    columns = _columns("dated", **_same_named(dated_lessons))
    return select(*columns).where(table.student_id.in_(ids) & table.day.between(_FIRST, _LAST))


def _homework(whose: Any) -> Any:
    columns = _columns("homework", **(_same_named(homework) | {"day": homework.c.due_date}))
    return select(*columns).where(whose & homework.c.due_date.between(_FIRST, _LAST))


def _works(classes: Any) -> Any:
    columns = _columns("work", **(_same_named(works) | {"text": works.c.topic}))
    return select(*columns).where(works.c.class_id.in_(classes) & works.c.day.between(_FIRST, _LAST))


def _owed(ids: Any) -> Any:
    table = marks.c
    given = {name: table[name] for name in ("id", "student_id", "day", "subject", "kind")}
    columns = _columns("owed", **given, text=table.topic)
    return select(*columns).where(table.student_id.in_(ids) & (table.day >= _SINCE) & table.value.in_(OWED))
