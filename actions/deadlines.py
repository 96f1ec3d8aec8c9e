"""The ledger of deadlines: every result × guardian told when and where, or why not yet, and the time left (R18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState
from school.clock import today
from school.facts import Due, Student
from school.institution import School
from school.outbox import OPEN_STATES, Reason, State
from school.purposes import Purpose
from storage import schools
from storage.cases import Watched, breach_causes, watched_cases
from storage.consents import Consent, standing_consents
from storage.database import Database
from storage.ledger import Entry, by_guardian, entries

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
    state: Literal["told", "waiting", "not_told", "by_hand"]
    told_at: datetime | None = None  # by_hand: when a person said so
    channel: str | None = None
    acknowledged_at: datetime | None = None
    reason: str | None = None  # a Reason word, when not told or not yet
    case_id: int | None = None  # on the class teacher's list, or told from it
    listed_at: datetime | None = None
    breach: str | None = None  # school.lateness.Cause, once the deadline was missed

    @property
    def settled(self) -> bool:
        """Told, by a messenger or by a person."""
        return self.state in ("told", "by_hand")

    def seconds_left(self, now: datetime) -> int:
        """Until the deadline; negative when it is over."""
        return int((self.send_by - now).total_seconds())


async def ledger(database: Database, *, now: datetime, school_id: int | None = None) -> tuple[LedgerLine, ...]:
    """A line per result of the last 60 days and guardian, in the order received; history is not in it."""
    async with database.read() as connection:
        return await ledger_lines(connection, now, school_id)


async def ledger_lines(connection: AsyncConnection, now: datetime, school_id: int | None) -> tuple[LedgerLine, ...]:
    """The same on an open connection."""
    since = now - KEPT_FOR
    known = {school.id: school for school in await schools.all_schools(connection)}
    found = [entry for entry in await entries(connection, since) if school_id in (None, entry.school_id)]
    consents = consents_by_pair(await standing_consents(connection, sorted({entry.student_id for entry in found})))
    cases, breaches = await watched_cases(connection, since), await breach_causes(connection, since)
    return tuple(
        _line(group, known[group[0].school_id], consents, now, cases.get(group[0].key), breaches.get(group[0].key))
        for group in by_guardian(found).values()
    )


def still_due(lines: tuple[LedgerLine, ...]) -> tuple[Due, ...]:
    """What is not told, for the short list in chat."""
    return tuple(
        Due(line.student, line.guardian or "—", line.kind, line.subject, line.send_by, line.reason)
        for line in lines
        if not line.settled
    )


def deadline(entry: Entry, school: School) -> datetime:
    """Until when a result must be told, UTC."""
    profile = school.profile
    return entry.received_at + (profile.results_within if entry.kind == "exam_result" else profile.finals_within)


def _line(
    group: list[Entry], school: School, consents: "Words", now: datetime, case: Watched | None, breach: str | None
) -> LedgerLine:
    told = min((one for one in group if one.state == State.SENT), key=_settled, default=None)
    waiting = next((one for one in group if one.state in ON_ITS_WAY), None)
    best = told or waiting or max(group, key=_settled)
    by_hand = case.closed_at if case and not told else None
    state: Literal["told", "waiting", "not_told", "by_hand"]
    state = "told" if told else "by_hand" if by_hand else "waiting" if waiting else "not_told"
    return LedgerLine(
        kind="exam" if best.kind == "exam_result" else "final",
        result_id=best.ref_id,
        subject=best.subject,
        student=Student(best.student_id, best.student_name, best.student_last_name, best.class_title),
        student_code=best.student_code,
        guardian=best.guardian_name,
        guardian_code=best.guardian_code,
        received_at=best.received_at,
        send_by=deadline(best, school),
        state=state,
        told_at=told.settled_at if told else by_hand,
        channel=best.channel if state in ("told", "waiting") else None,
        acknowledged_at=told.acknowledged_at if told else None,
        reason=None if told or by_hand else _underway(waiting) if waiting else why_not(best, school, consents, now),
        case_id=case.id if case and case.listed_at else None,
        listed_at=case.listed_at if case else None,
        breach=breach,
    )


def _underway(row: Entry) -> str | None:
    return None if row.state == State.LEASED else row.reason  # a lease is marked doubtful in case we die


def _settled(entry: Entry) -> float:
    return entry.settled_at.timestamp() if entry.settled_at else 0.0


Words = dict[tuple[int, int], set[ConsentState]]
"""What a guardian's consents on all channels say about a student, by (guardian, student)."""


def consents_by_pair(consents: tuple[Consent, ...]) -> Words:
    """The standing words on being told results."""
    words: Words = {}
    for one in consents:
        if one.purpose is Purpose.RESULTS:
            words.setdefault((one.guardian_id, one.student_id), set()).add(one.state)
    return words


def why_not(entry: Entry, school: School, consents: Words, now: datetime) -> str:
    """The word that stands in the way of telling this guardian."""
    if entry.guardian_id is None or (entry.until and entry.until < today(now, school.zone)):
        return Reason.NO_GUARDIANSHIP
    if entry.restricted:
        return Reason.RESTRICTED
    if entry.reason:
        return entry.reason
    words = consents.get((entry.guardian_id, entry.student_id), set())
    if ConsentState.SIGNED in words:
        return Reason.NOT_APPROVED if entry.applied else Reason.NO_CONTACT
    if ConsentState.REFUSED in words:
        return Reason.REFUSED
    return Reason.WITHDRAWN if ConsentState.WITHDRAWN in words else Reason.NO_CONSENT
