"""Delivery: take, send through the lane, settle. One loop per channel; channels do not wait for each other.

No transaction is open during a network call. What a failure means is decided here, once, for every platform: see the
table in docs/delivery.md.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from scheduler.lane import Lane
from scheduler.taking import Taken, Taker
from school.choices import seal_message
from school.clock import Clock
from school.messenger import Ambiguous, Channel, Receipt, TryLater, Undeliverable
from school.outbox import AT_MOST_ONCE, Reason, State
from storage import outbox
from storage.accounts import change_account
from storage.database import Database
from storage.outbox import Claimed, Settlement

log = logging.getLogger(__name__)
T = TypeVar("T")
POLL = 0.5  # seconds between looks at the table when nobody wakes us: other processes queue rows too
SWEEP = 15.0  # seconds between looks for leases whose owner died
STUBBORN = 8  # refusals that we do not understand, before a row is held and the alarm raised
LONGEST = timedelta(minutes=10)  # between tries


class Delivery:
    """Sends what the outbox holds, on every lane there is. `owner` names our leases, the same after a restart."""

    def __init__(self, database: Database, clock: Clock, lanes: Mapping[Channel, Lane], key: bytes, owner: str) -> None:
        self._database, self._clock, self._lanes, self._key, self._owner = database, clock, lanes, key, owner
        self._taker = Taker(database, clock, owner)
        self._awake = {channel: asyncio.Event() for channel in lanes}

    def wake(self) -> None:
        """Something was queued: look now instead of at the next poll."""
        for event in self._awake.values():
            event.set()

    async def run(self) -> None:
        """Until cancelled. Starts by taking back what our own last run had leased."""
        await self._take_back(self._owner)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._sweep())
            for channel in self._lanes:
                group.create_task(self._deliver(channel))

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            await self._survive(self._take_back("-"), "sweep")

    async def _take_back(self, owner: str) -> None:
        dedupes = [channel for channel, lane in self._lanes.items() if lane.messenger.limits.dedupes]
        async with self._database.write() as connection:
            freed = await outbox.take_back(connection, self._clock.now(), owner, dedupes)
        if freed:
            log.warning("took back %d leases", freed)

    async def _deliver(self, channel: Channel) -> None:
        lane, sending = self._lanes[channel], set[asyncio.Task[tuple[Settlement, ...]]]()
        try:
            while True:
                taken = await self._survive(self._taken(channel, lane, len(sending)), "take") or ()
                sending |= {asyncio.create_task(self._send(lane, one)) for one in taken}
                sending = await self._settle_done(channel, sending, busy=bool(taken))
        except asyncio.CancelledError:
            await self._finish(sending)
            raise

    async def _taken(self, channel: Channel, lane: Lane, sending: int) -> tuple[Taken, ...]:
        """A second's worth at most, so that what is more urgent overtakes a long queue."""
        limits = lane.messenger.limits
        room = int(min(limits.concurrency, max(limits.messages_per_second, 10))) - sending
        if lane.held_for or room <= 0:
            return ()
        return await self._taker.take(channel, room)

    async def _settle_done(
        self, channel: Channel, sending: set[asyncio.Task[tuple[Settlement, ...]]], *, busy: bool
    ) -> set[asyncio.Task[tuple[Settlement, ...]]]:
        """Wait for news: something sent, a wake-up, or the next poll; settle what is done in one statement."""
        if not sending:
            if not busy:
                await self._rest(channel)
            return sending
        done, rest = await asyncio.wait(sending, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        await self._survive(self._settle(one for task in done for one in task.result()), "settle")
        return rest

    async def _rest(self, channel: Channel) -> None:
        event = self._awake[channel]
        try:
            await asyncio.wait_for(event.wait(), POLL)
        except TimeoutError:
            return
        event.clear()

    async def _finish(self, sending: set[asyncio.Task[tuple[Settlement, ...]]]) -> None:
        """Stopping: what is on the wire gets two seconds to arrive; the rest keeps its lease, to be taken back."""
        if sending:
            done, late = await asyncio.wait(sending, timeout=2)
            for task in late:
                task.cancel()
            await self._settle(one for task in done for one in task.result())

    async def _settle(self, settlements: Iterable[Settlement]) -> None:
        async with self._database.write() as connection:
            await outbox.settle(connection, settlements, self._clock.now())

    async def _send(self, lane: Lane, taken: Taken) -> tuple[Settlement, ...]:
        """Say it; how the row and those riding on it end."""
        row, worded = taken.row, taken.worded
        message = seal_message(worded.message, row.address.channel, row.address.chat, self._key)
        try:
            receipt = await lane.send(row.address, message, once=row.id, urgency=row.urgency, replaces=worded.replaces)
        except Exception as failure:
            end = await self._failed(lane, row, failure)
        else:
            end = _sent(row, receipt)
        return end, *(_alike(ride, end) for ride in taken.rides)

    async def _failed(self, lane: Lane, row: Claimed, failure: Exception) -> Settlement:
        now = self._clock.now()
        match failure:
            case Undeliverable():
                await self._bury(row, failure.reason)
                return Settlement(row.id, row.epoch, State.UNDELIVERABLE, failure.reason)
            case TryLater():
                return _later(row, failure, now)
            case Ambiguous():
                return _doubtful(row, now, dedupes=lane.messenger.limits.dedupes)
            case _:
                log.error("outbox %d: %s in the adapter", row.id, type(failure).__name__)
                return _stubborn(row, now, timedelta(seconds=5))

    async def _bury(self, row: Claimed, reason: str) -> None:
        """Nobody is at this address: nothing more is sent there until the person writes again."""
        async with self._database.write() as connection:
            await change_account(connection, row.account_id, reachable=False, unreachable_why=reason)

    async def _survive(self, step: Coroutine[Any, Any, T], name: str) -> T | None:
        """A database that fails for a moment stops nobody: say so, breathe, go on. Leases run out by themselves."""
        try:
            return await step
        except Exception as trouble:
            log.error("delivery cannot %s: %s", name, type(trouble).__name__)
            await asyncio.sleep(1)
            return None


def _sent(row: Claimed, receipt: Receipt) -> Settlement:
    return Settlement(
        row.id, row.epoch, State.SENT, message_id=receipt.message_ids[-1] if receipt.message_ids else None
    )


def _later(row: Claimed, refusal: TryLater, now: datetime) -> Settlement:
    wait = timedelta(seconds=refusal.after)
    if refusal.cause == "unknown_refusal":
        log.error("outbox %d: refused in words we do not know", row.id)
        return _stubborn(row, now, wait)
    return Settlement(row.id, row.epoch, State.RETRY, not_before=now + wait, repeated=row.repeated)


def _doubtful(row: Claimed, now: datetime, *, dedupes: bool) -> Settlement:
    """It may have been delivered. Where the platform drops a second copy, send again; else it is a matter of class."""
    again = Settlement(row.id, row.epoch, State.RETRY, not_before=now + timedelta(seconds=2), repeated=not dedupes)
    if dedupes:
        return again
    if row.repeated or row.urgency in AT_MOST_ONCE:
        return Settlement(row.id, row.epoch, State.AMBIGUOUS, Reason.MAYBE_SENT)
    return again


def _stubborn(row: Claimed, now: datetime, wait: timedelta) -> Settlement:
    if row.attempts + 1 >= STUBBORN:
        log.error("outbox %d is held: nothing we do gets it through", row.id)
        return Settlement(row.id, row.epoch, State.HELD, Reason.REJECTED)
    pause = min(max(wait, timedelta(seconds=1)) * 2**row.attempts, LONGEST)
    return Settlement(row.id, row.epoch, State.RETRY, not_before=now + pause, repeated=row.repeated)


def _alike(ride: Claimed, end: Settlement) -> Settlement:
    """A row that rode on another's message ends as that one did."""
    return Settlement(ride.id, ride.epoch, end.state, end.reason, end.message_id, end.not_before, end.repeated)
