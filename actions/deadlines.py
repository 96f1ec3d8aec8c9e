"""The ledger of deadlines: every result × guardian told when and where, or why not yet, and the time left (R18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from school.access import ConsentState
from school.clock import today
from school.facts import Due, Student
from school.institution import School
from school.outbox import OPEN_STATES, Reason, State
from storage import schools
from storage.consents import Consent, standing_consents
from storage.database import Database
from storage.ledger import Entry, by_guardian, entries
from storage.ties import SERVICE

KEPT_FOR = timedelta(days=60)
ON_ITS_WAY = frozenset({*OPEN_STATES, State.LEASED})


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One result and one guardian. Instants are UTC; names are for staff eyes only."""

    kind: Literal["exam", "final"]
    result_id: int
    subject: str
    student: Student
    student_code: str
    guardian: str | None  # full name; None: the student has no guardian on file
    guardian_code: str | None
    received_at: datetime
    send_by: datetime
    state: Literal["told", "waiting", "not_told"]
    told_at: datetime | None = None
    channel: str | None = None
    acknowledged_at: datetime | None = None
    reason: str | None = None  # a Reason word, when not told or not yet

    def seconds_left(self, now: datetime) -> int:
        """Until the deadline; negative when it is over."""
        return int((self.send_by - now).total_seconds())


async def ledger(database: Database, *, now: datetime, school_id: int | None = None) -> tuple[LedgerLine, ...]:
    """A line per result of the last 60 days and guardian, in the order received; history is not in it."""
    async with database.read() as connection:
        known = {school.id: school for school in await schools.all_schools(connection)}
        found = [entry for entry in await entries(connection, now - KEPT_FOR) if school_id in (None, entry.school_id)]
        consents = await standing_consents(connection, sorted({entry.student_id for entry in found}))
    return tuple(_line(group, known[group[0].school_id], consents, now) for group in by_guardian(found).values())


def still_due(lines: tuple[LedgerLine, ...]) -> tuple[Due, ...]:
    """What is not told, for the short list in chat."""
    return tuple(
        Due(line.student, line.guardian or "—", line.kind, line.subject, line.send_by, line.reason)
        for line in lines
        if line.state != "told"
    )


def _line(group: list[Entry], school: School, consents: tuple[Consent, ...], now: datetime) -> LedgerLine:
    told = min((one for one in group if one.state == State.SENT), key=_settled, default=None)
    waiting = next((one for one in group if one.state in ON_ITS_WAY), None)
    best = told or waiting or max(group, key=_settled)
    profile = school.profile
    within = profile.results_within if best.kind == "exam_result" else profile.finals_within
    state: Literal["told", "waiting", "not_told"] = "told" if told else "waiting" if waiting else "not_told"
    return LedgerLine(
        kind="exam" if best.kind == "exam_result" else "final",
        result_id=best.ref_id,
        subject=best.subject,
        student=Student(best.student_id, best.student_name, best.student_last_name, best.class_title),
        student_code=best.student_code,
        guardian=best.guardian_name,
        guardian_code=best.guardian_code,
        received_at=best.received_at,
        send_by=best.received_at + within,
        state=state,
        told_at=told.settled_at if told else None,
        channel=best.channel if told or waiting else None,
        acknowledged_at=told.acknowledged_at if told else None,
        reason=None if told else best.reason if waiting else _why_not(best, school, consents, now),
    )


def _settled(entry: Entry) -> float:
    return entry.settled_at.timestamp() if entry.settled_at else 0.0


def _why_not(entry: Entry, school: School, consents: tuple[Consent, ...], now: datetime) -> str:
    if entry.guardian_id is None or (entry.until and entry.until < today(now, school.zone)):
        return Reason.NO_GUARDIANSHIP
    if entry.restricted:
        return Reason.RESTRICTED
    if entry.reason:
        return entry.reason
    words = {
        consent.state
        for consent in consents
        if (consent.guardian_id, consent.student_id, consent.purpose) == (entry.guardian_id, entry.student_id, SERVICE)
    }
    if ConsentState.SIGNED in words:
        return Reason.NOT_APPROVED if entry.applied else Reason.NO_CONTACT
    if ConsentState.REFUSED in words:
        return Reason.REFUSED
    return Reason.WITHDRAWN if ConsentState.WITHDRAWN in words else Reason.NO_CONSENT
