"""Judging what is not told yet: is it on its way, in trouble, or for a person to tell; and was its deadline missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.deadlines import ON_ITS_WAY
from school.lateness import FRESH, LEAD, PATIENCE
from school.outbox import Reason, State
from storage.ledger import Entry
from storage.watching import Way

RIGHTS = frozenset(
    {
        Reason.NOT_APPROVED,
        Reason.NO_GUARDIANSHIP,
        Reason.RESTRICTED,
        Reason.NO_CONSENT,
        Reason.REFUSED,
        Reason.WITHDRAWN,
        Reason.NOT_ENROLLED,
        Reason.CHANNEL_OFF,
        Reason.STOPPED,
    }
)
"""Refusals of the access rule: when it allows again before the deadline, the row is queued anew."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands in the way of one result for one guardian, and what to do now."""

    reason: str
    told_late: bool = False
    fresh: bool = False  # surely on its way: nobody need be alarmed
    troubled: bool = False
    by_person: bool = False  # no messenger will do it in time: the class teacher tells
    again: tuple[int, ...] = ()  # ended rows to queue anew
    onto: tuple[Way, ...] = ()  # contacts of this person that nothing was queued for


def judge(
    group: Sequence[Entry], open_ways: Sequence[Way], send_by: datetime, now: datetime, since: datetime | None, why: str
) -> Judgement:
    """`group`: the rows about it; `open_ways`: contacts that may be told and can be reached now; `since`: of the case.

    `why` is the ledger's word for a result that is on no way at all.
    """
    sent = [row for row in group if row.state == State.SENT]
    if sent:
        return Judgement(Reason.NO_ANSWER if (sent[0].attempts or 0) > 1 else Reason.NOT_YET, told_late=True)
    last = {row.contact_id: row for row in sorted(group, key=lambda row: row.row_id or 0) if row.contact_id}
    ahead = now < send_by
    again = tuple(row.row_id for way in open_ways if ahead and (row := last.get(way.contact_id)) and _regained(row))
    onto = tuple(way for way in open_ways if ahead and way.contact_id not in last)
    alive = {way.contact_id for way in open_ways}
    waits = [row for row in group if row.state in ON_ITS_WAY or row.reason == Reason.RESTORED]
    moving = [row for row in waits if row.contact_id in alive]
    coming = bool(again or onto)
    soon = coming if last else coming and _just_entered(group[0], now)  # without a row it is for catch_up to queue
    fresh = _near(send_by, now) and (soon or any(timedelta(0) <= _age(row, now) < FRESH for row in moving))
    trying = bool(moving) and all(map(_tried, moving))
    stuck = not moving and not coming
    return Judgement(
        reason=(Reason.NO_ANSWER if trying else Reason.NOT_YET) if moving or coming else why,
        fresh=fresh,
        troubled=stuck or (trying and max(_age(row, now) for row in moving) > PATIENCE),
        by_person=stuck or _endured(since, now) or (now >= send_by - LEAD and not fresh),
        again=tuple(row_id for row_id in again if row_id),
        onto=onto,
    )


def owed(entry: Entry, day: date) -> bool:
    """Is this guardian to be told at all? Not when a court says no, or guardianship or schooling ended before `day`."""
    ended = any(last is not None and last < day for last in (entry.until, entry.left_on))
    return not (entry.restricted or ended)


def _regained(row: Entry) -> bool:
    return row.state == State.CANCELLED and row.reason in RIGHTS


def _endured(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since >= LEAD


def _just_entered(entry: Entry, now: datetime) -> bool:
    return entry.seen_at is not None and now - entry.seen_at < FRESH


def _near(send_by: datetime, now: datetime) -> bool:
    """Is there time to wait and see? Not in the last minutes; after the deadline there is nothing left to hurry for."""
    return send_by <= now or send_by - now > FRESH


def _age(row: Entry, now: datetime) -> timedelta:
    """How long a row could have been sent by now; negative while it waits for the morning."""
    started = [at for at in (row.created_at, None if _tried(row) else row.not_before) if at]
    return now - max(started, default=now)


def _tried(row: Entry) -> bool:
    return row.state == State.RETRY or bool(row.attempts)
