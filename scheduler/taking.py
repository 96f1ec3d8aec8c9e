"""Taking rows from the outbox: claimed, re-checked by the access rule in the same transaction, then worded."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from locales import voice
from scheduler.notices import NOTICES, Notice, Ready, Worded
from school.clock import Clock
from school.institution import School
from school.messenger import Channel
from school.outbox import Reason, State
from school.policy import Level
from school.purposes import Purpose
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed, Settlement
from storage.schools import all_schools
from storage.ties import Sight, sights

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
GROUPED = [kind for kind, notice in NOTICES.items() if notice.grouped]


@dataclass(frozen=True, slots=True)
class Taken:
    """A row ready to leave: its words, and the rows that they tell as well."""

    row: Claimed
    worded: Worded
    rides: tuple[Claimed, ...] = ()


class Taker:
    """Takes what is due, for one owner of leases."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database, self._clock, self._owner = database, clock, owner

    async def take(self, channel: Channel, limit: int) -> tuple[Taken, ...]:
        """Due rows of a channel with their words, most urgent first; rows that may not be told are settled here."""
        now = self._clock.now()
        async with self._database.read() as connection:
            due = await outbox.next_due(connection, channel)
        if due is None or due > now:
            return ()
        ready = await self._claim(channel, limit, now)
        taken, silent = await self._word(ready)
        if silent:
            async with self._database.write() as connection:
                await outbox.settle(connection, silent, now)
        return taken

    async def _claim(self, channel: Channel, limit: int, now: datetime) -> tuple[Ready, ...]:
        async with self._database.write() as connection:
            until = now + LEASE
            ids = await outbox.claim(connection, channel, self._owner, now, until=until, limit=limit)
            if not ids:
                return ()
            ids += await outbox.claim_grouped(connection, ids, GROUPED, self._owner, until)
            rows = await outbox.claimed(connection, ids)
            ready, denied = await _checked(connection, rows, now)
            await outbox.settle(connection, denied, now)
            return ready

    async def _word(self, ready: Sequence[Ready]) -> tuple[tuple[Taken, ...], list[Settlement]]:
        taken: list[Taken] = []
        silent: list[Settlement] = []
        for kind in dict.fromkeys(one.row.kind for one in ready):
            group = [one for one in ready if one.row.kind == kind]
            try:
                worded = await self._worded(NOTICES[kind], group)
            except Exception:
                worded = await self._one_by_one(NOTICES[kind], group)
            rows = {one.row.id: one.row for one in group}
            for row_id, outcome in worded.items():
                if isinstance(outcome, Worded):
                    taken.append(Taken(rows[row_id], outcome, tuple(rows[ride] for ride in outcome.rides)))
                else:
                    silent.append(_silent(rows[row_id], outcome))
        return tuple(sorted(taken, key=lambda one: (one.row.urgency, one.row.id))), silent

    async def _worded(self, notice: Notice, group: Sequence[Ready]) -> dict[int, Worded | Reason]:
        async with self._database.read() as connection:
            return await notice.word(connection, group)

    async def _one_by_one(self, notice: Notice, group: Sequence[Ready]) -> dict[int, Worded | Reason]:
        """One row that cannot be worded must not silence the rest: it is held with a name, and the alarm is raised."""
        worded: dict[int, Worded | Reason] = {}
        for one in group:
            try:
                worded |= await self._worded(notice, [one])
            except Exception as bug:
                log.error("outbox %d cannot be worded: %s", one.row.id, type(bug).__name__)
                worded[one.row.id] = Reason.CANNOT_WORD
        return worded


async def _checked(
    connection: AsyncConnection, rows: Sequence[Claimed], now: datetime
) -> tuple[tuple[Ready, ...], list[Settlement]]:
    """The rows whose readers may be told now, and how the others end."""
    schools = {school.id: school for school in await all_schools(connection)}
    seen = await _seen(connection, rows, now)
    ready: list[Ready] = []
    denied: list[Settlement] = []
    for row in rows:
        mine = seen.get((row.contact_id, NOTICES[row.kind].purpose), [])
        allowed, reason = _right(row, mine, schools[row.school_id], now)
        if reason:
            denied.append(_silent(row, reason))
        else:
            ready.append(Ready(row, schools[row.school_id], voice(row.language), now, allowed))
    return tuple(ready), denied


async def _seen(
    connection: AsyncConnection, rows: Sequence[Claimed], now: datetime
) -> dict[tuple[int, Purpose | None], list[Sight]]:
    """The verdicts on the students of every row's contact, for the purpose of its kind. A statement per purpose."""
    seen: dict[tuple[int, Purpose | None], list[Sight]] = {}
    for purpose in dict.fromkeys(NOTICES[row.kind].purpose for row in rows):
        ids = sorted({row.contact_id for row in rows if NOTICES[row.kind].purpose is purpose})
        for sight in await sights(connection, now, contact_ids=ids, purpose=purpose):
            seen.setdefault((sight.contact_id, purpose), []).append(sight)
    return seen


def _right(
    row: Claimed, seen: Sequence[Sight], school: School, now: datetime
) -> tuple[tuple[Sight, ...], Reason | None]:
    """The students this row may tell its reader about, or the word for why not."""
    notice = NOTICES[row.kind]
    if notice.expires and row.send_by and now > row.send_by:
        return (), Reason.EXPIRED
    if not row.reachable:
        return (), Reason.ADDRESS_DEAD
    if notice.about == "student":
        seen = [sight for sight in seen if sight.student.id == row.student_id]
    allowed = tuple(sight for sight in seen if sight.verdict.allowed)
    if notice.about in ("staff", "applicant"):
        return allowed, _own_right(row, notice, school)
    reasons = [sight.verdict.reason for sight in seen if sight.verdict.reason]
    return allowed, None if allowed else reasons[0] if reasons else Reason.NO_GUARDIANSHIP


def _own_right(row: Claimed, notice: Notice, school: School) -> Reason | None:
    """Staff must still be admitted; an applicant is answered whatever was decided."""
    if school.level(row.address.channel) is Level.OFF:
        return Reason.CHANNEL_OFF
    return Reason.NOT_APPROVED if notice.about == "staff" and not row.approved else None


_ENDS = {
    Reason.EXPIRED: State.EXPIRED,
    Reason.ADDRESS_DEAD: State.UNDELIVERABLE,
    Reason.CANNOT_WORD: State.HELD,
    Reason.SUPERSEDED: State.SUPERSEDED,
}


def _silent(row: Claimed, reason: Reason) -> Settlement:
    return Settlement(row.id, row.epoch, _ENDS.get(reason, State.CANCELLED), reason)
