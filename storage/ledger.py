"""The ledger: for every exam result and final mark × every guardian, how far telling got, or why it did not (R18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from storage.tables import classes, exam_results, finals, guardianships, outbox, people
from storage.tables import contacts as links

_student = people.alias("student")
_guardian = people.alias("guardian")


@dataclass(frozen=True, slots=True)
class Entry:
    """One result, one guardian, one outbox row (state None: there is no row)."""

    kind: str  # exam_result | final
    ref_id: int
    subject: str
    received_at: datetime
    school_id: int
    class_title: str
    student_id: int
    student_code: str
    student_name: str
    student_last_name: str
    guardian_id: int | None
    guardian_code: str | None
    guardian_name: str | None
    restricted: bool
    until: date | None
    applied: bool  # the guardian asked to be linked, and that waits for a decision
    state: str | None
    reason: str | None
    channel: str | None
    settled_at: datetime | None
    acknowledged_at: datetime | None


async def entries(connection: AsyncConnection, since: datetime) -> tuple[Entry, ...]:
    """Every result received after `since` (history left out) with every guardian and every row; a result without
    guardians comes once, with guardian None. One statement."""
    query = union_all(_of("exam_result", exam_results, since), _of("final", finals, since))
    rows = await connection.execute(query)
    return tuple(sorted(map(_entry, rows), key=lambda e: (e.received_at, e.kind, e.ref_id, e.guardian_id or 0)))


def _of(kind: str, told: Any, since: datetime) -> Select[Any]:
    about = and_(
        outbox.c.kind == kind,
        outbox.c.ref_id == told.c.id,
        outbox.c.contact_id.in_(select(links.c.id).where(links.c.person_id == _guardian.c.id)),
    )
    waits = (links.c.person_id == _guardian.c.id) & (links.c.state == ContactState.WAITING)
    applied = exists().where(waits)
    return (
        select(literal(kind).label("kind"), told.c.id.label("ref_id"), told.c.subject, told.c.received_at)
        .add_columns(_student.c.school_id, _student.c.id.label("student_id"), _student.c.code.label("student_code"))
        .add_columns(_student.c.first_name.label("student_name"), _student.c.last_name.label("student_last_name"))
        .add_columns(_guardian.c.id.label("guardian_id"), _guardian.c.code.label("guardian_code"))
        .add_columns(_guardian.c.last_name.label("last_name"), _guardian.c.first_name.label("first_name"))
        .add_columns(guardianships.c.restriction, guardianships.c.until, classes.c.title.label("class_title"))
        .add_columns(outbox.c.state, outbox.c.reason, outbox.c.channel, outbox.c.settled_at)
        .add_columns(outbox.c.acknowledged_at, applied.label("applied"))
        .join(_student, _student.c.id == told.c.student_id)
        .outerjoin(classes, classes.c.id == _student.c.class_id)
        .outerjoin(guardianships, guardianships.c.student_id == _student.c.id)
        .outerjoin(_guardian, _guardian.c.id == guardianships.c.guardian_id)
        .outerjoin(outbox, about)
        .where((told.c.received_at > since) & ~told.c.history)
    )


def _entry(row: Any) -> Entry:
    return Entry(
        kind=row.kind,
        ref_id=row.ref_id,
        subject=row.subject,
        received_at=row.received_at,
        school_id=row.school_id,
        class_title=row.class_title or "",
        student_id=row.student_id,
        student_code=row.student_code,
        student_name=row.student_name,
        student_last_name=row.student_last_name,
        guardian_id=row.guardian_id,
        guardian_code=row.guardian_code,
        guardian_name=f"{row.last_name} {row.first_name}" if row.guardian_id else None,
        restricted=row.restriction is not None,
        until=row.until,
        applied=bool(row.applied),
        state=row.state,
        reason=row.reason,
        channel=row.channel,
        settled_at=row.settled_at,
        acknowledged_at=row.acknowledged_at,
    )


def by_guardian(found: Sequence[Entry]) -> dict[tuple[str, int, int | None], list[Entry]]:
    """Entries grouped by (kind, result, guardian)."""
    grouped: dict[tuple[str, int, int | None], list[Entry]] = {}
    for entry in found:
        grouped.setdefault((entry.kind, entry.ref_id, entry.guardian_id), []).append(entry)
    return grouped
