"""Taking rows from the outbox: claimed, re-checked by the access rule in the same transaction, then worded."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from locales import voice
from scheduler.leases import LEASE
from scheduler.looking import Looks
from scheduler.notices import NOTICES, Notice, Ready, Worded
from scheduler.quiet import own_quiet
from scheduler.verdicts import put_back
from school.clock import Clock
from school.institution import School
from school.lastlook import Find, Look
from school.message import Message, say_plainly
from school.messenger import Channel
from school.outbox import Reason, State
from school.policy import Fact, Level
from school.purposes import Purpose
from school.wording.news import repeated_note
from storage import leasing
from storage.database import Database
from storage.leasing import Claimed, Settlement
from storage.schools import all_schools
from storage.ties import Sight, sights

log = logging.getLogger(__name__)
GROUPED = {kind for kind, notice in NOTICES.items() if notice.grouped}
CHUNK = 200  # rows worded at a stretch
SAME = 64  # messages to many that are remembered, so that each is laid out and sealed once


class Taken(NamedTuple):
    """A row ready to leave: its words, and the rows that they tell as well."""

    row: Claimed
    worded: Worded
    rides: tuple[Claimed, ...] = ()
    look: Look | None = None  # what may not be in the words, below `full`
    level: Level = Level.FULL

    def leak(self) -> Find | None:
        """What the last look finds in the words that the level in force forbids."""
        return self.look.finds(say_plainly(self.worded.message), self.level) if self.look else None


class Taker:
    """Takes what is due, for one owner of leases."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database, self._clock, self._owner = database, clock, owner
        self._looks = Looks()
        self._same: dict[Message, Message] = {}

    async def take(self, channel: Channel, limit: int, hold: Callable[[tuple[Taken, ...]], None]) -> bool:
        """Take due rows of a channel, most urgent first, and hand them to `hold` as they are worded.

        Rows that may not be told are settled here. False when nothing was due.
        """
        now = self._clock.now()
        urgency = await self._database.at_once(
            lambda connection: leasing.most_urgent(connection, channel, now), writes=False
        )
        if urgency is None:
            return False
        ready = await self._claim(channel, limit, now)
        silent: list[Settlement] = []
        for kind in dict.fromkeys(one.row.kind for one in ready):
            group = [one for one in ready if one.row.kind == kind]
            for chunk in _chunks(group, together=NOTICES[kind].grouped):
                taken, unsaid = await self._word(NOTICES[kind], chunk)
                hold(taken)
                silent += unsaid
                await asyncio.sleep(0)  # answers to people go between
        if silent:
            await self._database.at_once(lambda connection: leasing.settle(connection, silent, now))
        return True

    async def _claim(self, channel: Channel, limit: int, now: datetime) -> tuple[Ready, ...]:
        async def step(connection: AsyncConnection) -> tuple[Ready, ...]:
            until = now + timedelta(seconds=LEASE)
            kinds = await leasing.claim(connection, channel, self._owner, now, until=until, limit=limit)
            ids = tuple(kinds)
            if set(kinds.values()) & GROUPED:
                ids += await leasing.claim_grouped(connection, ids, sorted(GROUPED), self._owner, until)
            rows = await leasing.claimed(connection, ids) if ids else ()
            ready, denied = await _checked(connection, rows, now)
            await leasing.settle(connection, denied, now)
            return ready

        return await self._database.at_once(step)

    async def _word(self, notice: Notice, group: Sequence[Ready]) -> tuple[tuple[Taken, ...], list[Settlement]]:
        taken: list[Taken] = []
        silent: list[Settlement] = []
        try:
            worded = await self._worded(notice, group)
        except Exception:
            worded = await self._one_by_one(notice, group)
        by_id = {one.row.id: one for one in group}
        rows = {row_id: one.row for row_id, one in by_id.items()}
        looks = await self._looks_of(group)
        several = {id(one): one for one in worded.values() if isinstance(one, Worded)}
        once = {number: self._once(one) for number, one in several.items()}
        for row_id, outcome in worded.items():
            if isinstance(outcome, Worded):
                row, rides = rows[row_id], tuple([rows[ride] for ride in outcome.rides])
                look, level = looks[row.school_id, row.address.channel]
                said = _saying_so(by_id[row_id], once[id(outcome)], level)
                taken.append(Taken(row, said, rides, look, level))
            else:
                silent.append(_silent(rows[row_id], outcome))
        return tuple(taken), silent

    def _once(self, worded: Worded) -> Worded:
        """What is told to many is one and the same object, where the words are the same."""
        if worded.message.occasion is None:
            return worded
        if len(self._same) > SAME:
            self._same.clear()
        return replace(worded, message=self._same.setdefault(worded.message, worded.message))

    async def _looks_of(self, group: Sequence[Ready]) -> dict[tuple[int, Channel], tuple[Look | None, Level]]:
        """The last look by school and channel, for rows of one kind, and the level that it goes by."""
        places = {(one.row.school_id, one.row.address.channel): one for one in group}
        levels = {place: level_in_force(one) for place, one in places.items()}
        return {
            place: (None if level is Level.FULL else await self._looks.of(self._database, places[place].school), level)
            for place, level in levels.items()
        }

    async def _worded(self, notice: Notice, group: Sequence[Ready]) -> dict[int, Worded | Reason]:
        async def word(connection: AsyncConnection) -> dict[int, Worded | Reason]:
            return await notice.word(connection, group)

        return await self._database.at_once(word, writes=False)

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


def level_in_force(one: Ready) -> Level:
    """What the school's policy allows for such facts there: asked of the policy itself, not of who worded it."""
    notice = NOTICES[one.row.kind]
    fact = Fact(notice.purpose) if notice.purpose else Fact.STAFF if notice.about == "staff" else None
    return one.school.level(one.row.address.channel, one.now, fact)


def _saying_so(one: Ready, worded: Worded, level: Level) -> Worded:
    """What may have arrived before says so, whatever its kind; an edit shows once, a ping has no words of its own."""
    if not one.row.repeated or worded.replaces or level < Level.PSEUDONYM:
        return worded
    note = repeated_note(one.voice)
    if note in worded.message.blocks:
        return worded
    return replace(worded, message=replace(worded.message, blocks=(*worded.message.blocks, note)))


def _chunks(group: Sequence[Ready], *, together: bool) -> Iterator[Sequence[Ready]]:
    """A kind whose rows are told in one message stays together."""
    size = len(group) if together else CHUNK
    return (group[begin : begin + size] for begin in range(0, len(group), size))


async def _checked(
    connection: AsyncConnection, rows: Sequence[Claimed], now: datetime
) -> tuple[tuple[Ready, ...], list[Settlement]]:
    """The rows whose readers may be told now, and how the others end."""
    schools = {school.id: school for school in await all_schools(connection)}
    seen = await _seen(connection, rows, now)
    ready: list[Ready] = []
    denied: list[Settlement] = []
    for row in rows:
        mine = seen.get((row.contact_id, _asked(row)), [])
        allowed, reason = _right(row, mine, schools[row.school_id], now)
        if reason:
            denied.append(_silent(row, reason))
        elif wait := own_quiet(row, schools[row.school_id], now):
            denied.append(put_back(row, wait))
        else:
            ready.append(Ready(row, schools[row.school_id], voice(row.language), now, allowed))
    return tuple(ready), denied


Asked = tuple[Purpose | None, bool]  # for which purpose, and as a farewell or not


def _asked(row: Claimed) -> Asked:
    notice = NOTICES[row.kind]
    return notice.purpose, notice.farewell


async def _seen(
    connection: AsyncConnection, rows: Sequence[Claimed], now: datetime
) -> dict[tuple[int, Asked], list[Sight]]:
    """The verdicts on the students of every row's contact, as its kind asks for them. A statement per way of asking."""
    seen: dict[tuple[int, Asked], list[Sight]] = {}
    for asked in dict.fromkeys(map(_asked, rows)):
        ids = sorted({row.contact_id for row in rows if _asked(row) == asked})
        for sight in await sights(connection, now, contact_ids=ids, purpose=asked[0], farewell=asked[1]):
            seen.setdefault((sight.contact_id, asked), []).append(sight)
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
        return allowed, _own_right(row, notice, school, now)
    reasons = [sight.verdict.reason for sight in seen if sight.verdict.reason]
    return allowed, None if allowed else reasons[0] if reasons else Reason.NO_GUARDIANSHIP


def _own_right(row: Claimed, notice: Notice, school: School, now: datetime) -> Reason | None:
    """Staff must still be admitted; an applicant is answered whatever was decided."""
    if school.level(row.address.channel, now, Fact.STAFF if notice.about == "staff" else None) is Level.OFF:
        return Reason.CHANNEL_OFF
    return Reason.NOT_APPROVED if notice.about == "staff" and not row.approved else None


_ENDS = {
    Reason.EXPIRED: State.EXPIRED,
    Reason.ADDRESS_DEAD: State.UNDELIVERABLE,
    Reason.CANNOT_WORD: State.HELD,
    Reason.SUPERSEDED: State.SUPERSEDED,
    Reason.TOLD_BY_DIGEST: State.SUPERSEDED,
}


def _silent(row: Claimed, reason: Reason) -> Settlement:
    return Settlement(row.id, row.epoch, _ENDS.get(reason, State.CANCELLED), reason)
