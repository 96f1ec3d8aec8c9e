"""One merge for every sheet: pair, then insert, change and remove as sets, and count."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing import staging, stamps
from storage.importing.matching import pair
from storage.importing.moment import Moment
from storage.importing.returning import keep_removed, note_returned
from storage.importing.rows import file_rows, stored
from storage.importing.rules import Enrolled, Listed, SheetRule
from storage.importing.scopes import find_present
from storage.importing.staging import pairs, present
from storage.importing.staleness import changed_rows, note_stale


@dataclass(frozen=True, slots=True)
class Counts:
    """What a sheet did; `removed` out of `scope` rows that were there and that it is complete for."""

    added: int
    changed: int
    removed: int
    unchanged: int
    scope: int


async def merge(connection: AsyncConnection, rule: SheetRule, moment: Moment, staged: int) -> Counts:
    """Make the table say what the staged rows of a sheet say, within their scope."""
    await staging.clear(connection)
    await find_present(connection, rule, moment, empty=staged == 0)
    here = await _count(connection, select(func.count()).select_from(present))
    if here and staged:
        await pair(connection, rule, moment, staged)
    unchanged = await _count(connection, select(func.count()).select_from(pairs).where(pairs.c.same)) if here else 0
    complete = await _count(connection, select(func.count()).select_from(present).where(present.c.complete))
    removed = await _remove(connection, rule, moment) if complete else 0
    changed = await _change(connection, rule, moment) if here and unchanged < min(here, staged) else 0
    added = staged - unchanged - changed
    if added:
        await _add(connection, rule, moment, paired=bool(here))
    return Counts(added, changed, removed, unchanged, here if isinstance(rule.scope, Listed) else complete)


async def _count(connection: AsyncConnection, statement: Select[Any]) -> int:
    return int((await connection.execute(statement)).scalar_one())


async def _remove(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> int:
    gone = select(present.c.id).where(present.c.complete, present.c.id.not_in(select(pairs.c.old)))
    which = rule.table.c.id.in_(gone)
    await note_stale(connection, rule, gone, moment)
    await keep_removed(connection, rule, gone, moment)
    if isinstance(rule.scope, Enrolled):
        yesterday = moment.today - timedelta(days=1)
        done = await connection.execute(update(rule.table).values(left_on=yesterday).where(which))
    else:
        done = await connection.execute(delete(rule.table).where(which))
    return done.rowcount


async def _change(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> int:
    new = file_rows(rule, moment.school_id)
    values = {field.column: stored(rule, field.column, new) for field in rule.fields}
    values |= stamps.of_changed(rule, new, moment)
    await note_stale(connection, rule, changed_rows(), moment)
    done = await connection.execute(
        update(rule.table).values(values).where(rule.table.c.id == pairs.c.old, pairs.c.new == new.c.seq, ~pairs.c.same)
    )
    return done.rowcount


async def _add(connection: AsyncConnection, rule: SheetRule, moment: Moment, *, paired: bool) -> None:
    new = file_rows(rule, moment.school_id)
    values = {field.column: stored(rule, field.column, new) for field in rule.fields}
    values |= stamps.of_new(rule, new, moment)
    rows = select(*values.values()).order_by(new.c.seq)
    if paired:
        rows = rows.where(new.c.seq.not_in(select(pairs.c.new)))
    await connection.execute(insert(rule.table).from_select(list(values), rows))
    await note_returned(connection, rule, moment)
