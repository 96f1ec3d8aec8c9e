"""What was told, or should have been, about one student: rows of the outbox with their readers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.purposes import ANNOUNCING, FAMILY_KINDS, PURPOSE_OF
from storage.tables import announcement_classes, contacts, guardianships, outbox, people


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One row of the outbox and its reader. Instants are UTC."""

    id: int
    kind: str
    ref_id: int | None
    ref_day: date | None
    version: int | None  # of a result: which one this row told
    contact_id: int
    channel: str
    state: str
    reason: str | None
    attempts: int
    repeated: bool
    created_at: datetime
    send_by: datetime | None
    settled_at: datetime | None
    message_id: str | None
    read_at: datetime | None
    acknowledged_at: datetime | None
    person_id: int
    person_code: str
    person_name: str
    role: str
    contact_state: str
    decided_at: datetime | None


_NAMES = "id kind ref_id ref_day contact_id channel state reason attempts repeated created_at send_by settled_at"
_COLUMNS = tuple(outbox.c[name] for name in f"{_NAMES} message_id read_at acknowledged_at dedupe_key".split())


async def disclosures(
    connection: AsyncConnection,
    student_id: int,
    *,
    kind: str | None = None,
    ref_id: int | None = None,
    since: datetime | None = None,
) -> tuple[Disclosure, ...]:
    """Rows that tell facts about a student, oldest first. A row to a family (digest, announcement) names no student:
    it counts when its reader stands for this one, and an announcement when it went to a class of the student's.
    """
    kin = select(guardianships.c.guardian_id).where(guardianships.c.student_id == student_id)
    of_class = select(people.c.class_id).where(people.c.id == student_id).scalar_subquery()
    theirs = or_(contacts.c.person_id == student_id, contacts.c.person_id.in_(kin))
    to = announcement_classes.c
    here = exists().where((to.announcement_id == outbox.c.ref_id) & (to.class_id == of_class))
    to_class = or_(outbox.c.kind.not_in(ANNOUNCING), here)
    family = and_(outbox.c.student_id.is_(None), outbox.c.kind.in_(FAMILY_KINDS), theirs, to_class)
    about = outbox.c.kind.in_(list(PURPOSE_OF)) & or_(outbox.c.student_id == student_id, family)
    about = about & (outbox.c.kind == kind) if kind else about
    about = about & (outbox.c.ref_id == ref_id) if ref_id else about
    query = (
        select(*_COLUMNS, people.c.id.label("person_id"), people.c.code, people.c.last_name, people.c.first_name)
        .add_columns(people.c.role, contacts.c.state.label("contact_state"), contacts.c.decided_at)
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(about if since is None else about & (outbox.c.created_at >= since))
        .order_by(outbox.c.id)
    )
    return tuple(map(_disclosure, await connection.execute(query)))


def _disclosure(row: Any) -> Disclosure:
    return Disclosure(
        id=row.id,
        kind=row.kind,
        ref_id=row.ref_id,
        ref_day=row.ref_day,
        version=_version(row.kind, row.dedupe_key),
        contact_id=row.contact_id,
        channel=row.channel,
        state=row.state,
        reason=row.reason,
        attempts=row.attempts,
        repeated=row.repeated,
        created_at=row.created_at,
        send_by=row.send_by,
        settled_at=row.settled_at,
        message_id=row.message_id,
        read_at=row.read_at,
        acknowledged_at=row.acknowledged_at,
        person_id=row.person_id,
        person_code=row.code,
        person_name=f"{row.last_name} {row.first_name}",
        role=row.role,
        contact_state=row.contact_state,
        decided_at=row.decided_at,
    )


def _version(kind: str, dedupe_key: str) -> int | None:
    """The version in `exam:REF:VERSION:CONTACT` and `final:…` (storage.fanout)."""
    parts = dedupe_key.split(":")
    return int(parts[2]) if kind in ("exam_result", "final") and len(parts) > 3 and parts[2].isdecimal() else None
