"""What an import adds to a row of its own: when it was seen, whether it is history, which version it is."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, literal, or_

from storage.importing.moment import HISTORY, Moment
from storage.importing.rules import SheetRule
from storage.tables.columns import Instant


def of_new(rule: SheetRule, new: Subquery, moment: Moment) -> dict[str, Any]:
    """The columns of a row that was not there, besides what the file says."""
    own: dict[str, Any] = {}
    if "school_id" in rule.table.c:
        own["school_id"] = literal(moment.school_id)
    if rule.role:
        own["role"] = literal(rule.role)
    if "seen_at" in rule.table.c:
        own["seen_at"] = _now(moment)
    if rule.key == "marks":
        own["ordinal"] = literal(1)
        own["history"] = or_(literal(moment.first), new.c.day < moment.today - HISTORY)
    if rule.has_receipt:
        received = func.coalesce(new.c.received_at, _now(moment))
        own |= {"received_at": received, "version": literal(1)}
        own["history"] = or_(literal(moment.first), received < _long_ago(moment))
    return own


def of_changed(rule: SheetRule, new: Subquery, moment: Moment) -> dict[str, Any]:
    """The columns of a row that was there and differs. A mark stays as it was first seen; a changed change is news."""
    table = rule.table
    if rule.key == "changes":
        return {"seen_at": _now(moment)}
    if rule.key == "marks":
        other = table.c.value.is_distinct_from(new.c.value)
        news = or_(other, table.c.subject.is_distinct_from(new.c.subject))
        was = case((other, func.coalesce(table.c.was, table.c.value)), else_=table.c.was)
        return {"was": was, "changed_at": case((news, _now(moment)), else_=table.c.changed_at)}
    if rule.key == "works":
        moved = table.c.day.is_distinct_from(new.c.day)
        was = case((moved, func.coalesce(table.c.was_day, table.c.day)), else_=table.c.was_day)
        return {"was_day": was, "moved_at": case((moved, _now(moment)), else_=table.c.moved_at)}
    if not rule.has_receipt:
        return {}
    told = or_(*(table.c[name].is_distinct_from(new.c[name]) for name in rule.told))
    received = func.coalesce(new.c.received_at, case((told, _now(moment)), else_=table.c.received_at))
    return {
        "received_at": received,
        "seen_at": case((told, _now(moment)), else_=table.c.seen_at),
        "version": case((told, table.c.version + 1), else_=table.c.version),
        "history": case((told, or_(literal(moment.first), received < _long_ago(moment))), else_=table.c.history),
    }


def _now(moment: Moment) -> ColumnElement[Any]:
    return literal(moment.now, Instant())


def _long_ago(moment: Moment) -> ColumnElement[Any]:
    return literal(moment.now - HISTORY, Instant())
