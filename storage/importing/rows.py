"""The two sides of a comparison: the rows of the file with codes become ids, and the rows of the table."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, Subquery, Text, and_, cast, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.importing.rules import Field, SheetRule
from storage.importing.staging import STAGED
from storage.tables import classes, people


class AsJson(FunctionElement[Any]):
    """A JSON text as the value of a JSON column: SQLite keeps it as text, PostgreSQL casts."""

    type = JSON()
    inherit_cache = True
    name = "as_json"


@compiles(AsJson)
def _text(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(AsJson, "postgresql")
def _cast(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS JSON)"


def file_rows(rule: SheetRule, school_id: int) -> Subquery:
    """The staged rows of a sheet: seq and the columns they fill; JSON as text. References are known to be good."""
    staged = STAGED[rule.key]
    source: FromClause = staged
    columns: list[ColumnElement[Any]] = [staged.c.seq]
    for field in rule.fields:
        value: ColumnElement[Any] = staged.c[field.staged]
        if field.points_at:
            target = _target(field).alias(f"of_{field.name}")
            source = source.outerjoin(target, _names(target, field, value, school_id))
            value = target.c.id
        columns.append(value.label(field.column))
    return select(*columns).select_from(source).subquery("file_rows")


def _target(field: Field) -> Any:
    return classes if field.points_at == "class" else people


def _names(target: Any, field: Field, code: ColumnElement[Any], school_id: int) -> ColumnElement[bool]:
    mine = target.c.school_id == school_id
    if field.points_at == "class":
        return and_(mine, target.c.title == code)
    return and_(mine, target.c.role == field.points_at, target.c.code == code)


def table_value(rule: SheetRule, column: str) -> ColumnElement[Any]:
    """A column of the table as the file's side gives it: JSON as text."""
    value = rule.table.c[column]
    return cast(value, Text) if isinstance(value.type, JSON) else value


def stored(rule: SheetRule, column: str, rows: FromClause) -> ColumnElement[Any]:
    """A value of the file's side as the table keeps it."""
    value: ColumnElement[Any] = rows.c[column]
    return AsJson(value) if isinstance(rule.table.c[column].type, JSON) else value


def of_school(rule: SheetRule, school_id: int) -> ColumnElement[bool]:
    """Which rows of the table belong to the sheet in this school."""
    table = rule.table
    if rule.role:
        return and_(table.c.school_id == school_id, table.c.role == rule.role)
    if "school_id" in table.c:
        return table.c.school_id == school_id
    if "class_id" in table.c:
        return table.c.class_id.in_(select(classes.c.id).where(classes.c.school_id == school_id))
    return table.c.student_id.in_(select(people.c.id).where(people.c.school_id == school_id))
