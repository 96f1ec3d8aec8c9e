"""An administrator decides on a request: one press decides, the person and the other administrators are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.four_eyes import check_approvals
from actions.refusal import Refused
from school.access import ContactState, may_decide
from school.facts import LinkRequest
from school.institution import Person
from school.outbox import Reason, Urgency
from storage import accounts, audit
from storage.database import Database
from storage.decisions import Decision, decisions
from storage.fanout import queue_new_account, queue_new_adult
from storage.links import link_by_id
from storage.outbox import add_notice
from storage.people import person_by_id
from storage.requests import link_requests
from storage.ties import sights

Outcome = Literal["approved", "rejected", "already", "refused", "gone"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a press on «Одобрить» or «Отклонить». `reasons`: Reason words for which approval was refused."""

    outcome: Outcome
    request: LinkRequest | None = None
    by_name: str | None = None
    reasons: tuple[str, ...] = ()


class _Blind(Exception):
    """Approved, the contact would still see nobody: the approval is undone."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons


async def approve_contact(database: Database, contact_id: int, by: Person, *, key: bytes, now: datetime) -> Decided:
    """Link the account to the person. Refused, with the reasons, while the access rule would show it no student.

    Raises Refused when `by` is no administrator of that school, or approved as many today as one may alone.
    """
    try:
        async with database.write() as connection:
            await check_approvals(connection, by, now)
            decided = await _decide(connection, contact_id, by, ContactState.APPROVED, None, key, now)
            if decided.outcome == "approved":
                await _check_sight(connection, contact_id, now)
                await queue_new_adult(connection, by.school_id, contact_id, now)
                if decided.request and not decided.request.doubt:  # one that is confirmed again is no news
                    await queue_new_account(connection, by.school_id, contact_id, now)
            return decided
    except _Blind as blind:
        async with database.read() as connection:
            found = await link_requests(connection, [contact_id])
        return Decided("refused", found[0] if found else None, reasons=blind.reasons)


async def reject_contact(
    database: Database, contact_id: int, by: Person, reason: str, *, key: bytes, now: datetime
) -> Decided:
    """Do not link; `reason` is told to the person. Raises Refused when `by` is no administrator of that school."""
    async with database.write() as connection:
        return await _decide(connection, contact_id, by, ContactState.REJECTED, reason[:200], key, now)


async def decision_on(database: Database, contact_id: int, by: Person) -> Decision | None:
    """What was decided on a request of that administrator's school; None while it waits, or of another school."""
    async with database.read() as connection:
        link = await link_by_id(connection, contact_id)
        if link is None or link.school_id != by.school_id:
            return None
        return (await decisions(connection, [contact_id])).get(contact_id)


async def _check_sight(connection: AsyncConnection, contact_id: int, now: datetime) -> None:
    seen = [sight.verdict for sight in await sights(connection, now, contact_ids=[contact_id])]
    if not any(verdict.allowed for verdict in seen):
        reasons = tuple(dict.fromkeys(verdict.reason for verdict in seen if verdict.reason))
        raise _Blind(reasons or (Reason.NO_GUARDIANSHIP,))


async def _decide(
    connection: AsyncConnection,
    contact_id: int,
    by: Person,
    state: ContactState,
    reason: str | None,
    key: bytes,
    now: datetime,
) -> Decided:
    found = await link_requests(connection, [contact_id])
    person = await person_by_id(connection, found[0].person_id) if found else None
    if person is None:
        return Decided("gone")
    if not may_decide(by.role, by.duties) or by.school_id != person.school_id:
        raise Refused("Решать по заявкам может только администратор этой школы.")
    if not await accounts.decide_contact(connection, contact_id, state, by.id, reason, now):
        return Decided("already", found[0], await accounts.decider_name(connection, contact_id))
    subject = f"contact:{contact_id} person:{person.id}"
    act = "approve_contact" if state is ContactState.APPROVED else "reject_contact"
    await audit.record(connection, key=key, at=now, actor=f"person:{by.id}", act=act, subject=subject)
    await _tell(connection, found[0], person.school_id, by, now)
    return Decided("approved" if state is ContactState.APPROVED else "rejected", found[0], by.full_name)


async def _tell(connection: AsyncConnection, request: LinkRequest, school_id: int, by: Person, now: datetime) -> None:
    """The person learns the decision; every other administrator sees the card decided."""
    told = [(request.contact_id, request.channel, "decision")]
    staff = await accounts.staff_contacts(connection, school_id, "administrator")
    presser = await accounts.contact_ids_of(connection, by.id)
    told += [(contact_id, channel, "request_closed") for contact_id, channel in staff if contact_id not in presser]
    moment = int(now.timestamp() * 1000)
    for contact_id, channel, kind in told:
        await add_notice(
            connection,
            school_id=school_id,
            contact_id=contact_id,
            channel=channel,
            kind=kind,
            ref_id=request.contact_id,
            dedupe_key=f"{kind}:{request.contact_id}:{moment}:{contact_id}",
            urgency=Urgency.APPROVAL,
            not_before=now,
            created_at=now,
        )
