"""Pairing rows of the file with rows of the table: first those alike in everything, then nearer and nearer misses.

Rows of one identity are a multiset: each is numbered among its likes on both sides, and equal numbers pair. Grouping,
not joining, so that NULL equals NULL on both databases and no index is needed.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing.moment import Moment
from storage.importing.rows import file_rows, table_value
from storage.importing.rules import SheetRule, Step
from storage.importing.staging import pairs, present
from storage.importing.staleness import pass_over_older


async def pair(connection: AsyncConnection, rule: SheetRule, moment: Moment, staged: int) -> None:
    """Fill `pairs` for a sheet of `staged` rows."""
    here = (await connection.execute(select(func.count()).select_from(present))).scalar_one()
    found = await _step(connection, rule, moment, Step(tuple(field.column for field in rule.compared)), same=True)
    for step in rule.steps:
        if found == min(here, staged):
            break
        found += await _step(connection, rule, moment, step, same=False)
    if rule.has_receipt:
        await _notice_receipts(connection, rule, moment)
    await pass_over_older(connection, rule, moment)


async def _step(connection: AsyncConnection, rule: SheetRule, moment: Moment, step: Step, *, same: bool) -> int:
    new = file_rows(rule, moment.school_id)
    sides = union_all(_old_side(rule, step, again=not same), _new_side(new, step, again=not same)).subquery("sides")
    likes = [sides.c[name] for name in (*step.alike, "place")]
    found = (
        select(func.max(sides.c.old), func.max(sides.c.new), literal(same)).group_by(*likes).having(func.count() == 2)
    )
    done = await connection.execute(insert(pairs).from_select(["old", "new", "same"], found))
    return done.rowcount


def _old_side(rule: SheetRule, step: Step, *, again: bool) -> Select[Any]:
    table = rule.table
    likes = [table_value(rule, name).label(name) for name in step.alike]
    rows = select(
        table.c.id.label("old"),
        cast(null(), Integer).label("new"),
        *likes,
        _place(table.c.id, likes),
    ).where(table.c.id == present.c.id)
    if again:
        rows = rows.where(table.c.id.not_in(select(pairs.c.old)))
    if step.coded is not None:
        rows = rows.where(_is_coded(table.c.code, step.coded[0]))
    return rows


def _new_side(new: Subquery, step: Step, *, again: bool) -> Select[Any]:
    likes = [new.c[name] for name in step.alike]
    rows = select(cast(null(), Integer).label("old"), new.c.seq.label("new"), *likes, _place(new.c.seq, likes))
    if again:
        rows = rows.where(new.c.seq.not_in(select(pairs.c.new)))
    if step.coded is not None:
        rows = rows.where(_is_coded(new.c.code, step.coded[1]))
    return rows


def _place(order: ColumnElement[Any], likes: list[Any]) -> ColumnElement[int]:
    bare = [like.element if hasattr(like, "element") else like for like in likes]
    return func.row_number().over(partition_by=bare, order_by=order).label("place")


def _is_coded(code: ColumnElement[Any], coded: bool) -> ColumnElement[bool]:
    return code.is_not(None) if coded else code.is_(None)


async def _notice_receipts(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> None:
    """An instant of receipt that the file gives and the table has otherwise is a change; one not given is none."""
    new = file_rows(rule, moment.school_id)
    moved = and_(new.c.received_at.is_not(None), new.c.received_at != rule.table.c.received_at)
    await connection.execute(
        update(pairs)
        .values(same=False)
        .where(pairs.c.same, pairs.c.old == rule.table.c.id, pairs.c.new == new.c.seq, moved)
    )
