"""Which rows of a table a sheet is compared with, and for which it is complete: what it lacks of those may go."""

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, insert, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing.moment import Moment
from storage.importing.rows import file_rows, of_school
from storage.importing.rules import Across, Dated, Enrolled, Overlapping, SheetRule
from storage.importing.staging import present, reach, spans, windows
from storage.importing.windows import Term, merged, windows_of
from storage.tables import classes, people, terms


async def find_present(connection: AsyncConnection, rule: SheetRule, moment: Moment, *, empty: bool) -> None:
    """Fill `present` for a sheet. An empty one speaks of all its rows in the school, unless it declared spans."""
    if isinstance(rule.scope, Dated) and (not empty or await _has_spans(connection)):
        await _reach(connection, rule, rule.scope, moment)
        await _insert_reached(connection, rule, rule.scope)
        return
    if isinstance(rule.scope, Overlapping) and not empty:
        await _insert_terms(connection, rule, moment)
        return
    condition, complete = _whole(rule, moment, empty)
    rows = select(rule.table.c.id, complete).where(of_school(rule, moment.school_id), condition)
    await connection.execute(insert(present).from_select(["id", "complete"], rows))


def _whole(rule: SheetRule, moment: Moment, empty: bool) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The condition on rows to compare, and the expression that says whether the sheet is complete for them."""
    new, table = file_rows(rule, moment.school_id), rule.table
    match rule.scope:
        case Enrolled():
            here = or_(people.c.left_on.is_(None), people.c.left_on >= moment.today)
            return true(), here if empty else and_(
                here, func.coalesce(people.c.class_id, 0).in_(select(new.c.class_id))
            )
        case Across(columns) if not empty:
            return and_(*(table.c[name].in_(select(new.c[name])) for name in columns)), literal(True)
        case Across() | Overlapping() | Dated():
            return true(), literal(True)
        case _:
            return true(), false()


async def _insert_terms(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> None:
    """All terms; the file is complete for those in its time whose classes it tells of: all, when one of its is for all.

    Terms are few, and their classes are lists: this is not set by set.
    """
    new, table = file_rows(rule, moment.school_id), rule.table
    said = (await connection.execute(select(new.c.start, new.c.end, new.c.classes))).all()
    known = select(classes.c.title).where(classes.c.school_id == moment.school_id)
    everybody = set((await connection.execute(known)).scalars())
    told_of = set().union(*(json.loads(row.classes) or everybody for row in said))
    first, last = min(row.start for row in said), max(row.end for row in said)
    rows = await connection.execute(
        select(table.c.id, table.c.start, table.c.end, table.c.classes).where(of_school(rule, moment.school_id))
    )
    found = [
        {"id": row.id, "complete": row.start <= last and row.end >= first and {*(row.classes or everybody)} <= told_of}
        for row in rows
    ]
    if found:
        await connection.execute(insert(present), found)


async def _has_spans(connection: AsyncConnection) -> bool:
    return (await connection.execute(select(exists().select_from(spans)))).scalar_one()


async def _reach(connection: AsyncConnection, rule: SheetRule, scope: Dated, moment: Moment) -> None:
    new = file_rows(rule, moment.school_id)
    day = func.coalesce(*(new.c[name] for name in scope.days)) if len(scope.days) > 1 else new.c[scope.days[0]]
    if await _has_spans(connection):
        await _reach_of_spans(connection, moment)
        inside = exists().where(reach.c.owner_id == new.c.student_id, day.between(reach.c.first, reach.c.last))
        rest = select(new.c.student_id, day, day, literal(False)).where(~inside).distinct()
        await connection.execute(insert(reach).from_select(["owner_id", "first", "last", "complete"], rest))
        return
    owner = new.c[scope.owner]
    days = tuple((await connection.execute(select(day).distinct())).scalars())
    homes = people.c.class_id if scope.owner == "student_id" else classes.c.id
    of = people if scope.owner == "student_id" else classes
    await _windows(connection, moment, days, select(homes).where(of.c.id.in_(select(owner))).distinct())
    owners = select(of.c.id, windows.c.first, windows.c.last, literal(True)).where(
        of.c.id.in_(select(owner)), windows.c.class_id == func.coalesce(homes, 0)
    )
    await connection.execute(insert(reach).from_select(["owner_id", "first", "last", "complete"], owners))


async def _windows(connection: AsyncConnection, moment: Moment, days: tuple[date, ...], homes: Select[Any]) -> None:
    rows = await connection.execute(select(terms).where(terms.c.school_id == moment.school_id))
    known = [Term(row.kind, row.start, row.end, tuple(row.classes)) for row in rows]
    titled = select(classes.c.id, classes.c.title)
    titles = {row.id: row.title for row in await connection.execute(titled)}
    found = [
        {"class_id": home or 0, "first": first, "last": last}
        for home in (await connection.execute(homes)).scalars()
        for first, last in windows_of(titles.get(home), days, known)
    ]
    if found:
        await connection.execute(insert(windows), found)


async def _reach_of_spans(connection: AsyncConnection, moment: Moment) -> None:
    declared = select(people.c.id, spans.c.first, spans.c.last).where(
        people.c.school_id == moment.school_id, people.c.role == "student", people.c.code == spans.c.student
    )
    by_student: dict[int, list[tuple[date, date]]] = {}
    for row in await connection.execute(declared):
        by_student.setdefault(row.id, []).append((row.first, row.last))
    rows = [
        {"owner_id": owner, "first": first, "last": last, "complete": True}
        for owner, declared_days in by_student.items()
        for first, last in merged(declared_days)
    ]
    if rows:
        await connection.execute(insert(reach), rows)


async def _insert_reached(connection: AsyncConnection, rule: SheetRule, scope: Dated) -> None:
    table = rule.table
    by_student = await _has_spans(connection)
    owner = table.c["student_id" if by_student else scope.owner]
    day = func.coalesce(*(table.c[name] for name in scope.days)) if len(scope.days) > 1 else table.c[scope.days[0]]
    diary = table.c.class_id.is_(None) if by_student and "class_id" in table.c else true()
    rows = select(table.c.id, reach.c.complete).where(
        owner == reach.c.owner_id, day.between(reach.c.first, reach.c.last), diary
    )
    await connection.execute(insert(present).from_select(["id", "complete"], rows))
