"""Cases: results that a messenger has trouble telling, until they are told or a person tells them; and breaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Student
from school.lateness import Case
from school.outbox import State
from storage.database import insert_ignoring
from storage.tables import breaches, cases, classes, contacts, exam_results, finals, outbox, people

BY_HAND, TOLD, OVER = "by_hand", "told", "over"
_student, _guardian = people.alias("student"), people.alias("guardian")


@dataclass(frozen=True, slots=True)
class Watched:
    """Where a case stands. Instants are UTC."""

    id: int
    key: str
    since: datetime
    listed_at: datetime | None
    closed_at: datetime | None
    how: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A case on the list, with what deciding about it needs."""

    case: Case
    kind: str
    guardian_id: int | None
    class_id: int | None
    school_id: int
    teacher_id: int | None
    listed_at: datetime
    how: str | None


async def watched_cases(connection: AsyncConnection, since: datetime) -> dict[str, Watched]:
    """Cases by key: all open ones, and those that somebody told by hand with a deadline after `since`."""
    by_hand = (cases.c.how == BY_HAND) & (cases.c.send_by > since)
    query = select(cases.c.id, cases.c.key, cases.c.since, cases.c.listed_at, cases.c.closed_at, cases.c.how)
    rows = await connection.execute(query.where(or_(cases.c.closed_at.is_(None), by_hand)))
    return {row.key: Watched(*row) for row in rows}


async def add_cases(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep new cases; one with the same key stays as it is. Columns as in storage.tables.cases."""
    if rows:
        await connection.execute(insert_ignoring(connection, cases, ("key",)), list(rows))


async def list_cases(connection: AsyncConnection, reasons: dict[int, str], now: datetime) -> None:
    """Put watched cases on the list, each with the word that stands in the way now."""
    for reason in sorted(set(reasons.values())):
        ids = [one for one, word in reasons.items() if word == reason]
        where = cases.c.id.in_(ids) & cases.c.listed_at.is_(None)
        await connection.execute(update(cases).where(where).values(listed_at=now, reason=reason))


async def close_told(connection: AsyncConnection, now: datetime) -> int:
    """Close listed cases whose guardian got it after all; how many."""
    where = cases.c.closed_at.is_(None) & cases.c.listed_at.is_not(None) & _told_since()
    return (await connection.execute(update(cases).where(where).values(closed_at=now, how=TOLD))).rowcount


async def forget_passed(connection: AsyncConnection) -> int:
    """Forget trouble that passed before it came on the list; how many."""
    passed = cases.c.closed_at.is_(None) & cases.c.listed_at.is_(None) & _told_since()
    return (await connection.execute(delete(cases).where(passed))).rowcount


async def close_over(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> None:
    """Close cases that nobody has to tell any more: corrected since, gone, or no longer allowed."""
    where = cases.c.id.in_(ids) & cases.c.closed_at.is_(None)
    await connection.execute(update(cases).where(where).values(closed_at=now, how=OVER))


async def close_by_hand(connection: AsyncConnection, ids: Sequence[int], by: int, now: datetime) -> tuple[int, ...]:
    """Somebody told these in person; the ids of those that were still open."""
    where = cases.c.id.in_(ids) & cases.c.closed_at.is_(None)
    values = {"closed_at": now, "closed_by": by, "how": BY_HAND}
    return tuple(
        (await connection.execute(update(cases).where(where).values(**values).returning(cases.c.id))).scalars()
    )


async def case_by_id(connection: AsyncConnection, case_id: int) -> Listed | None:
    """One case that is or was on the list."""
    rows = (await connection.execute(_listed().where(cases.c.id == case_id))).all()
    return _one(rows[0]) if rows else None


async def listed_cases(connection: AsyncConnection, class_ids: Sequence[int]) -> tuple[Listed, ...]:
    """What these classes' teachers are to tell in person now, by deadline."""
    query = _listed().where(cases.c.closed_at.is_(None) & _student.c.class_id.in_(class_ids))
    return tuple(map(_one, await connection.execute(query.order_by(cases.c.send_by, cases.c.id))))


async def add_breaches(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Record missed deadlines, each once. Columns as in storage.tables.breaches."""
    if rows:
        await connection.execute(insert_ignoring(connection, breaches, ("key",)), list(rows))


async def breach_causes(connection: AsyncConnection, since: datetime) -> dict[str, str]:
    """The causes of breaches of deadlines after `since`, by key."""
    query = select(breaches.c.key, breaches.c.cause).where(breaches.c.send_by > since)
    return {row.key: row.cause for row in await connection.execute(query)}


def _told_since() -> ColumnElement[bool]:
    same = and_(outbox.c.kind == cases.c.kind, outbox.c.ref_id == cases.c.ref_id, outbox.c.state == State.SENT)
    sent = outbox.join(contacts, contacts.c.id == outbox.c.contact_id)
    theirs = (contacts.c.person_id == cases.c.guardian_id) & (outbox.c.settled_at >= cases.c.since)
    return select(outbox.c.id).select_from(sent).where(same & theirs).correlate(cases).exists()


def _listed() -> Select[Any]:
    exam = and_(cases.c.kind == "exam_result", exam_results.c.id == cases.c.ref_id)
    final = and_(cases.c.kind == "final", finals.c.id == cases.c.ref_id)
    subject = case((exam_results.c.id.is_not(None), exam_results.c.subject), else_=finals.c.subject)
    return (
        select(cases, classes.c.title, classes.c.homeroom_teacher_id)
        .add_columns(_student.c.first_name, _student.c.last_name, _student.c.class_id)
        .add_columns(_guardian.c.last_name.label("their_last"), _guardian.c.first_name.label("their_first"))
        .add_columns(subject.label("about"))
        .join(_student, _student.c.id == cases.c.student_id)
        .outerjoin(classes, classes.c.id == _student.c.class_id)
        .outerjoin(_guardian, _guardian.c.id == cases.c.guardian_id)
        .outerjoin(exam_results, exam)
        .outerjoin(finals, final)
        .where(cases.c.listed_at.is_not(None))
    )


def _one(row: Any) -> Listed:
    student = Student(row.student_id, row.first_name, row.last_name, row.title or "", row.class_id)
    guardian = f"{row.their_last} {row.their_first}" if row.guardian_id else None
    what = "exam" if row.kind == "exam_result" else "final"
    return Listed(
        case=Case(row.id, student, guardian, what, row.about or "", row.send_by, row.reason),
        kind=row.kind,
        guardian_id=row.guardian_id,
        class_id=row.class_id,
        school_id=row.school_id,
        teacher_id=row.homeroom_teacher_id,
        listed_at=row.listed_at,
        how=row.how,
    )
