"""The ledger: for every exam result and final mark × every guardian, how far telling got, or why it did not (R18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from school.outbox import State
from storage.tables import breaches, classes, exam_results, finals, guardianships, outbox, people
from storage.tables import contacts as links

_student = people.alias("student")
_guardian = people.alias("guardian")
_TOLD = {"exam_result": ("exam", exam_results), "final": ("final", finals)}
"""Kind of notice → how its dedupe keys begin (storage.fanout), and the table it tells of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One result, one guardian, one outbox row (state None: there is no row)."""

    kind: str  # exam_result | final
    ref_id: int
    version: int
    subject: str
    received_at: datetime
    seen_at: datetime | None  # when an import brought this version
    school_id: int
    class_id: int | None
    class_title: str
    teacher_id: int | None  # of the class
    student_id: int
    student_code: str
    student_name: str
    student_last_name: str
    guardian_id: int | None
    guardian_code: str | None
    guardian_name: str | None
    restricted: bool
    until: date | None
    left_on: date | None
    applied: bool  # the guardian asked to be linked, and that waits for a decision
    row_id: int | None
    contact_id: int | None
    state: str | None
    reason: str | None
    channel: str | None
    attempts: int | None
    created_at: datetime | None
    not_before: datetime | None
    settled_at: datetime | None
    acknowledged_at: datetime | None

    @property
    def key(self) -> str:
        """Of this version of this result for this guardian, as in cases and breaches."""
        return f"{self.kind}:{self.ref_id}:{self.version}:{self.guardian_id or 0}"


async def entries(connection: AsyncConnection, since: datetime, *, unresolved: bool = False) -> tuple[Entry, ...]:
    """Every result received after `since` (history left out) with every guardian and every row about its version; a
    result without guardians comes once, with guardian None. One statement.

    With `unresolved` only those that were not told in time and still ask for something: to be told, or a breach.
    """
    query = union_all(*(_of(kind, since, unresolved) for kind in _TOLD))
    rows = await connection.execute(query)
    return tuple(sorted(map(_entry, rows), key=lambda e: (e.received_at, e.kind, e.ref_id, e.guardian_id or 0)))


def _of(kind: str, since: datetime, unresolved: bool) -> Select[Any]:
    told = _TOLD[kind][1]
    applied = exists().where((links.c.person_id == _guardian.c.id) & (links.c.state == ContactState.WAITING))
    query = (
        select(literal(kind).label("kind"), told.c.id.label("ref_id"), told.c.version, told.c.subject)
        .add_columns(told.c.received_at, told.c.seen_at, _student.c.left_on)
        .add_columns(_student.c.school_id, _student.c.id.label("student_id"), _student.c.code.label("student_code"))
        .add_columns(_student.c.first_name.label("student_name"), _student.c.last_name.label("student_last_name"))
        .add_columns(_guardian.c.id.label("guardian_id"), _guardian.c.code.label("guardian_code"))
        .add_columns(_guardian.c.last_name.label("last_name"), _guardian.c.first_name.label("first_name"))
        .add_columns(guardianships.c.restriction, guardianships.c.until)
        .add_columns(_student.c.class_id, classes.c.title.label("class_title"), classes.c.homeroom_teacher_id)
        .add_columns(outbox.c.id.label("row_id"), outbox.c.contact_id, outbox.c.state, outbox.c.reason)
        .add_columns(outbox.c.channel, outbox.c.attempts, outbox.c.created_at, outbox.c.not_before)
        .add_columns(outbox.c.settled_at, outbox.c.acknowledged_at, applied.label("applied"))
        .join(_student, _student.c.id == told.c.student_id)
        .outerjoin(classes, classes.c.id == _student.c.class_id)
        .outerjoin(guardianships, guardianships.c.student_id == _student.c.id)
        .outerjoin(_guardian, _guardian.c.id == guardianships.c.guardian_id)
        .outerjoin(outbox, _about(kind, outbox))
        .where((told.c.received_at > since) & ~told.c.history)
    )
    return query.where(_unresolved(kind)) if unresolved else query


def _about(kind: str, rows: Any) -> ColumnElement[bool]:
    """Rows that tell this guardian of this version."""
    begins, told = _TOLD[kind]
    own = select(links.c.id).where(links.c.person_id == _guardian.c.id).correlate(_guardian)
    theirs = rows.c.contact_id.in_(own)
    version = rows.c.dedupe_key.startswith(_joined(begins, told.c.id, told.c.version) + ":")
    return and_(rows.c.kind == kind, rows.c.ref_id == told.c.id, theirs, version)


def _unresolved(kind: str) -> ColumnElement[bool]:
    row, told = outbox.alias("row"), _TOLD[kind][1]
    sent = _about(kind, row) & (row.c.state == State.SENT)
    in_time = exists().where(sent & (row.c.settled_at <= row.c.send_by))
    key = _joined(kind, told.c.id, told.c.version, func.coalesce(_guardian.c.id, 0))
    return ~in_time & or_(~exists().where(sent), ~exists().where(breaches.c.key == key))


def _joined(first: str, *ids: Any) -> ColumnElement[str]:
    text: ColumnElement[str] = literal(first, String)
    for one in ids:
        text = text + literal(":", String) + cast(one, String)
    return text


def _entry(row: Any) -> Entry:
    return Entry(
        kind=row.kind,
        ref_id=row.ref_id,
        version=row.version,
        subject=row.subject,
        received_at=row.received_at,
        seen_at=row.seen_at,
        school_id=row.school_id,
        class_id=row.class_id,
        class_title=row.class_title or "",
        teacher_id=row.homeroom_teacher_id,
        student_id=row.student_id,
        student_code=row.student_code,
        student_name=row.student_name,
        student_last_name=row.student_last_name,
        guardian_id=row.guardian_id,
        guardian_code=row.guardian_code,
        guardian_name=f"{row.last_name} {row.first_name}" if row.guardian_id else None,
        restricted=row.restriction is not None,
        until=row.until,
        left_on=row.left_on,
        applied=bool(row.applied),
        row_id=row.row_id,
        contact_id=row.contact_id,
        state=row.state,
        reason=row.reason,
        channel=row.channel,
        attempts=row.attempts,
        created_at=row.created_at,
        not_before=row.not_before,
        settled_at=row.settled_at,
        acknowledged_at=row.acknowledged_at,
    )


def by_guardian(found: Sequence[Entry]) -> dict[tuple[str, int, int | None], list[Entry]]:
    """Entries grouped by (kind, result, guardian)."""
    grouped: dict[tuple[str, int, int | None], list[Entry]] = {}
    for entry in found:
        grouped.setdefault((entry.kind, entry.ref_id, entry.guardian_id), []).append(entry)
    return grouped
