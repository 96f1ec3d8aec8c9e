"""What one import removes and a later one brings back: known before, it is no news when it returns."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.expressions import there_is
from storage.importing.moment import HISTORY, Moment
from storage.importing.rules import SheetRule
from storage.tables import attendance, marks, removed, schools, told

FRESH = timedelta(days=2)  # a mark that nobody was told by then is told to nobody any more
_KEPT = ("student_id", "day", "subject", "number", "kind", "value")
_SAYS: dict[str, dict[str, Any]] = {
    "marks": {"number": null(), "kind": marks.c.kind, "value": marks.c.value},
    "attendance": {"number": attendance.c.number, "kind": null(), "value": attendance.c.code},
}


async def keep_removed(connection: AsyncConnection, rule: SheetRule, ids: Select[Any], moment: Moment) -> None:
    """Before these rows go: remember those that are history and that nobody was told. What somebody was told is news
    when it returns, if its going was told too."""
    if rule.key not in _SAYS:
        return
    table, said = rule.table, _said(rule)
    known = there_is(told, _told_of(rule))
    which = table.c.id.in_(ids) & _no_news(rule, moment) & ~known & (table.c.day >= moment.today - HISTORY)
    rows = select(literal(rule.key), *(said[name] for name in _KEPT)).where(which)
    await connection.execute(insert(removed).from_select(["sheet", *_KEPT], rows))


async def note_returned(connection: AsyncConnection, rule: SheetRule, moment: Moment) -> None:
    """After rows were added: those that were remembered are as old as they were. Equal ones pair one by one."""
    if rule.key not in _SAYS:
        return
    table, mine = rule.table, removed.c.sheet == rule.key
    there = select(removed.c.student_id).where(mine)
    new = _numbered(table.c.id, _said(rule)).where((table.c.seen_at == moment.now) & table.c.student_id.in_(there))
    old = _numbered(removed.c.id, {name: removed.c[name] for name in _KEPT}).where(mine)
    left, right = new.subquery("new"), old.subquery("old")
    alike = and_(*(left.c[name] == right.c[name] for name in (*_KEPT, "place")))
    match = select(left.c.id.label("row_id"), right.c.id.label("old")).join(right, alike).subquery("match")
    await connection.execute(update(removed).where(removed.c.id == match.c.old).values(row_id=match.c.row_id))
    back = select(removed.c.row_id).where(mine & removed.c.row_id.is_not(None))
    as_old = {"history": True} if rule.key == "marks" else {"seen_at": _first(moment)}
    await connection.execute(update(table).where(table.c.id.in_(back)).values(**as_old))
    await connection.execute(delete(removed).where(mine & removed.c.row_id.is_not(None)))


async def forget_removed_before(connection: AsyncConnection, day: date) -> int:
    """Drop what was removed of lessons before a day: it would be history by its age."""
    return (await connection.execute(delete(removed).where(removed.c.day < day))).rowcount


def _said(rule: SheetRule) -> dict[str, Any]:
    return {name: rule.table.c[name] for name in ("student_id", "day", "subject")} | _SAYS[rule.key]


def _numbered(key: ColumnElement[Any], said: dict[str, Any]) -> Select[Any]:
    """Rows with what they say, NULL as "", numbered among their likes."""
    plain = {name: said[name] if name in ("student_id", "day") else _plain(said[name]) for name in _KEPT}
    place = func.row_number().over(partition_by=list(plain.values()), order_by=key)
    return select(key.label("id"), *(value.label(name) for name, value in plain.items()), place.label("place"))


def _plain(value: ColumnElement[Any]) -> ColumnElement[str]:
    return func.coalesce(cast(value, String), literal(""))


def _no_news(rule: SheetRule, moment: Moment) -> ColumnElement[bool]:
    if rule.key == "marks":
        return or_(marks.c.history, marks.c.seen_at < moment.now - FRESH)
    return or_(attendance.c.seen_at.is_(None), attendance.c.seen_at <= _first(moment))


def _told_of(rule: SheetRule) -> ColumnElement[bool]:
    if rule.key == "marks":
        return (told.c.what == "mark") & (told.c.ref_id == marks.c.id)
    same = (told.c.student_id == attendance.c.student_id) & (told.c.day == attendance.c.day)
    return (told.c.what == "absence") & same


def _first(moment: Moment) -> ColumnElement[Any]:
    """When the school's first import was."""
    return select(schools.c.first_import_at).where(schools.c.id == moment.school_id).scalar_subquery()
