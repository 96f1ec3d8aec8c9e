"""Lists of people and classes: nobody is deleted while something still refers to them."""

from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing.moment import Moment
from storage.importing.rows import of_school
from storage.importing.rules import SheetRule
from storage.importing.staging import STAGED
from storage.tables import classes, metadata


async def prune(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> int:
    """Delete who is not in the sheet's list any more and nothing refers to; how many. Call it when all is merged."""
    staged = STAGED[rule.key]
    (name,) = rule.unique
    gone = rule.table.c[name].not_in(select(staged.c[name]))
    mine = of_school(rule, moment.school_id)
    done = await connection.execute(delete(rule.table).where(mine, gone, *_unreferred(rule)))
    return done.rowcount


def _unreferred(rule: SheetRule) -> list[ColumnElement[bool]]:
    """Nothing in the database points at the row."""
    column = rule.table.c.id
    pointers = [key.parent for table in metadata.tables.values() for key in table.foreign_keys if key.column is column]
    if rule.role == "staff":
        pointers.append(classes.c.homeroom_teacher_id)
    return [~exists().where(_aliased(pointer) == column) for pointer in pointers]


def _aliased(pointer: Any) -> Any:
    """The pointing column, in an alias of its own: a table may point at itself."""
    return pointer.table.alias().c[pointer.name]


async def classes_of_students(connection: AsyncConnection, school_id: int) -> int:
    """For a school without classes, stage those its students name; the number staged."""
    students, staged = STAGED["students"], STAGED["classes"]
    known = exists().where(classes.c.school_id == school_id)
    named = select(students.c.school_class).where(~known).distinct().subquery("named")
    rows = select(func.row_number().over(order_by=named.c.school_class), literal(0), literal(0), named.c.school_class)
    done = await connection.execute(insert(staged).from_select(["seq", "sheet", "row", "title"], rows))
    return done.rowcount
