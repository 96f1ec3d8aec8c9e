"""Reading the record: what was done and seen (the audit) and what was told (the outbox), as one list by time."""

from dataclasses import dataclass
from datetime import date, datetime, time

from actions.finding import student_of_code
from actions.regulating import the_school
from school.clock import instant
from school.outbox import State
from storage.audit import rows_about
from storage.database import Database
from storage.disclosures import Disclosure, disclosures

LEFT = frozenset({State.SENT, State.AMBIGUOUS})


@dataclass(frozen=True, slots=True)
class Trace:
    """One row. `row` is the audit's id, or `outbox:ID` for a message; ids only, no content."""

    at: datetime  # UTC
    row: str
    actor: str
    act: str
    subject: str


async def traces(database: Database, *, student: str | None = None, since: date | None = None) -> tuple[Trace, ...]:
    """What was done, seen and (about a student) told since a day, oldest first. Raises Refused: an unknown student."""
    found: list[Trace] = []
    start = instant(since, time(0), (await the_school(database)).zone) if since else None
    async with database.read() as connection:
        student_id = None
        if student is not None:
            student_id = (await student_of_code(connection, student)).id
        subjects = [f"student:{student_id}", f"person:{student_id}"] if student_id else []
        async for row in rows_about(connection, subjects, start):
            found.append(Trace(row.at, str(row.id), row.actor, row.act, row.subject))
        told = await disclosures(connection, student_id, since=start) if student_id else ()
    found += [_told(one, student_id) for one in told if one.state in LEFT]
    return tuple(sorted(found, key=lambda one: one.at))


def _told(row: Disclosure, student_id: int | None) -> Trace:
    at = row.settled_at or row.created_at
    act = f"tell_{row.kind}" + ("?" if row.state == State.AMBIGUOUS else "")
    return Trace(at, f"outbox:{row.id}", "system", act, f"contact:{row.contact_id} student:{student_id}")
