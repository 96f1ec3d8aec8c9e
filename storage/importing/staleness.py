"""What families were told and this import says otherwise: marked, so that it can be put right; and what is older than
what we know, passed over, so that the order of imports does not matter."""

from typing import Any

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.expressions import there_is
from storage.importing.moment import Moment
from storage.importing.rows import file_rows
from storage.importing.rules import SheetRule
from storage.importing.staging import pairs
from storage.tables import attendance, changes, people, told

_BY_ID = {"marks": "mark", "works": "work"}


async def note_stale(connection: AsyncConnection, rule: SheetRule, ids: Select[Any], moment: Moment) -> None:
    """Mark what was told of these rows of the table, which change or go, as no longer certain. Sheets not told by row
    are passed over."""
    if rule.key in _BY_ID:
        which = (told.c.what == _BY_ID[rule.key]) & told.c.ref_id.in_(ids)
    elif rule.key == "attendance":
        same = (attendance.c.student_id == told.c.student_id) & (attendance.c.day == told.c.day)
        which = (told.c.what == "absence") & exists().where(attendance.c.id.in_(ids) & same)
    elif rule.key == "changes":
        of_class = select(people.c.id).where(people.c.class_id == changes.c.class_id)
        near = (told.c.day == changes.c.day) | (told.c.day == changes.c.to_day)
        which = (told.c.what == "changes") & there_is(
            changes, changes.c.id.in_(ids) & near & told.c.student_id.in_(of_class)
        )
    else:
        return
    await connection.execute(update(told).where(which).values(stale_at=moment.now))


async def pass_over_older(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> None:
    """Rows of the file with an instant older than the table's: what they say was said before what we know."""
    name = next((name for name in ("received_at", "given_at") if name in rule.table.c), None)
    if name is None:
        return
    new = file_rows(rule, moment.school_id)
    older = new.c[name] < rule.table.c[name]
    if rule.told:  # an instant that is put right by itself is a change
        older = older & or_(*(new.c[column].is_distinct_from(rule.table.c[column]) for column in rule.told))
    match = (pairs.c.old == rule.table.c.id) & (pairs.c.new == new.c.seq)
    await connection.execute(update(pairs).values(same=True).where(~pairs.c.same, match, older))


def changed_rows() -> Select[Any]:
    """Ids of rows of the table that the file says otherwise."""
    return select(pairs.c.old).where(~pairs.c.same)
