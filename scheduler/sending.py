"""Sending on one lane: a hand is kept stocked while what it held before is on the wire; nobody waits for the table."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.flight import Flight
from scheduler.hand import Hand, Held
from scheduler.handing import Handing, LeaseOver
from scheduler.lane import SHORT, Lane
from scheduler.leases import LEASE, SPARE
from scheduler.looking import alarm
from scheduler.settling import Settling
from scheduler.surviving import survive
from scheduler.taking import Taken, Taker
from scheduler.verdicts import alike, doubtful, failed, leaked, put_back, sent
from school.choices import seal_message
from school.clock import Clock
from school.message import Message
from school.messenger import Address, Channel, Preparer, Undeliverable
from school.outbox import AT_MOST_ONCE
from storage import leasing
from storage.accounts import change_account
from storage.database import BRIEF, Database
from storage.leasing import Settlement, still_leased

log = logging.getLogger(__name__)
POLL = 0.5  # seconds between looks at the table when nobody wakes us: other processes queue rows too
GLANCE = 0.05  # seconds between looks at the lane when it has no room
HAND = (20, 600)  # messages in hand: a second's worth, but neither fewer nor more than this
GRACE = 2.0  # seconds that what is on the wire gets when we stop


class Sending:
    """What the outbox holds for one lane, until it is empty or `run` is cancelled; then `stop`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channel: Channel,
        lane: Lane,
        taker: Taker,
        settling: Settling,
        key: bytes,
        owner: str,
        steady: Callable[[], float],
    ) -> None:
        self._database, self._clock, self._channel, self._lane = database, clock, channel, lane
        self._taker, self._settling, self._key, self._owner, self._steady = taker, settling, key, owner, steady
        self._hand = Hand()
        self._size = int(min(max(lane.messenger.limits.messages_per_second, HAND[0]), HAND[1]))
        self._few = max(1, min(self._size // 15, lane.messenger.limits.concurrency // 8))  # not worth a transaction
        self._flying: set[Flight] = set()
        self._many = (Message(()), Message(()))  # what goes to many: as worded, and sealed
        self._handing = Handing(database, owner)
        self._moving: list[Held] = []
        self._hungry, self._moved = asyncio.Event(), asyncio.Event()
        self._dedupes = lane.messenger.limits.dedupes
        self._preparer = lane.messenger if isinstance(lane.messenger, Preparer) else None

    @property
    def ids(self) -> set[int]:
        """Rows in our hands: worded, being marked, or on their way."""
        return self._hand.ids.union(*(held.ids for held in (*(flight.held for flight in self._flying), *self._moving)))

    def wake(self) -> None:
        """Something was queued: look now instead of at the next poll."""
        self._hungry.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_stocked())
            group.create_task(self._keep_moving())

    async def stop(self) -> None:
        """What is on the wire gets two seconds; the rest goes back as it was. Settlements are left with Settling."""
        ends = monotonic() + GRACE
        while self._flying and monotonic() < ends:
            self._moved.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(ends - monotonic()):
                    await self._moved.wait()
        late = [flight.task for flight in self._flying if flight.task]
        for flight in [flight for flight in self._flying if not flight.task]:
            self._grounded(flight, LeaseOver())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for flight in tuple(self._flying):  # cancelled before its first step, or after a refusal: nothing got there
            self._failed(flight, LeaseOver())
        for held in (*self._hand.empty(), *self._moving):
            self._end(held, put_back(held.taken.row))

    async def _keep_stocked(self) -> None:
        while True:
            if not await survive(self._stock(), "take"):
                with suppress(TimeoutError):  # not wait_for: Python 3.11's may swallow a cancellation
                    async with asyncio.timeout(POLL):
                        await self._hungry.wait()
            self._hungry.clear()

    async def _stock(self) -> bool:
        """Take what there is room for, or what is more urgent than the last in hand. False when nothing was due."""
        if self._lane.held_for > SHORT:
            return False
        room = self._size - len(self._hand)
        if room < self._size // 2:
            urgency = await self._most_urgent() if room > -self._size else None
            if urgency is None or urgency >= self._hand.least_urgent:
                return False
        since = self._steady()
        return await self._taker.take(self._channel, max(room, HAND[0]), self._hold(since))

    def _hold(self, since: float) -> Callable[[tuple[Taken, ...]], None]:
        def hold(several: tuple[Taken, ...]) -> None:
            self._hand.add(Held(taken, self._ready(taken), since + LEASE - SPARE) for taken in several)
            self._moved.set()

        return hold

    async def _most_urgent(self) -> int | None:
        now = self._clock.now()
        return await self._database.at_once(lambda one: leasing.most_urgent(one, self._channel, now), writes=False)

    async def _keep_moving(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(GLANCE if len(self._hand) else None):
                    await self._moved.wait()
            self._moved.clear()
            await survive(self._move(), "mark what leaves")

    async def _move(self) -> None:
        """From the hand to the lane, as many as will leave within a tenth of a second."""
        room, interval = self._lane.room, self._lane.messenger.limits.chat_interval
        if self._lane.held_for or room < self._few:
            return
        self._moving, late = self._hand.pick(room, self._lane.ready_in, interval, self._lane.weight)
        now = self._clock.now()
        for held, wait in late:
            self._end(held, put_back(held.taken.row, now + timedelta(seconds=wait)))
        try:
            ours = await self._marked(self._moving)
        except BaseException:
            self._hand.add(self._moving)
            self._moving = []
            raise
        for held in ours:
            flight = Flight(held, self._handing.add, self._fly, self._grounded)
            self._flying.add(flight)
            weight = self._lane.weight(held.taken.worded.message)
            self._lane.line_up(held.chat, held.taken.row.urgency, flight, weight)
        self._moving = []
        self._lane.serve()
        if len(self._hand) <= self._size // 2:
            self._hungry.set()

    async def _marked(self, moving: list[Held]) -> list[Held]:
        """Those still ours. The table is told first: after a crash only what is marked is in doubt."""
        if self._dedupes or not moving:
            return moving
        since, until = self._steady(), self._clock.now() + timedelta(seconds=LEASE)
        epochs = {row.id: row.epoch for held in moving for row in (held.taken.row, *held.taken.rides)}

        async def mark(connection: AsyncConnection) -> frozenset[int]:
            if await leasing.mark_leaving(connection, self._owner, epochs, until) == len(epochs):
                return frozenset(epochs)
            return await still_leased(connection, epochs, self._owner)

        ours = await self._database.at_once(mark, brief=len(epochs) <= BRIEF)
        for held in moving:
            held.fresh_until = since + LEASE - SPARE
        return [held for held in moving if held.taken.row.id in ours]

    async def _fly(self, flight: Flight) -> None:
        """Say it; how the row and those riding on it end."""
        held, left = flight.held, flight.left
        row, worded = held.taken.row, held.taken.worded
        assert left

        def leave() -> bool:
            held.left = self._steady() < held.fresh_until
            return held.left

        if found := held.taken.leak():
            log.error("outbox %d is held: the last look found a %s", row.id, found)
            self._lane.give_back(left)
            await survive(alarm(self._database, row.school_id, str(row.id), self._clock.now(), row_id=row.id), "alarm")
            self._land(flight, leaked(row))
            return
        try:
            message = held.message or self._sealed(worded.message, row.address)
            receipt = await self._lane.say(
                left, row.address, message, once=row.id, replaces=worded.replaces, leave=leave, checked=True
            )
            self._land(flight, sent(row, receipt, worded.tells))
        except asyncio.CancelledError:
            now = self._clock.now()
            self._land(flight, doubtful(row, now, dedupes=self._dedupes) if held.left else put_back(row))
            raise
        except Exception as failure:
            if isinstance(failure, Undeliverable):
                await survive(self._bury(row.account_id, failure.reason), "bury")
            self._failed(flight, failure)

    def _ready(self, taken: Taken) -> Message | None:
        """Its message sealed, and laid out if the messenger can. One that cannot be must not harm the others."""
        try:
            message = self._sealed(taken.worded.message, taken.row.address)
            if self._preparer and not taken.worded.replaces:
                self._preparer.prepare(message)
        except Exception:
            return None
        return message

    def _sealed(self, message: Message, to: Address) -> Message:
        """With its buttons sealed; once only, if it is the same for many."""
        if message.occasion is None:
            return seal_message(message, to.channel, to.chat, self._key)
        if self._many[0] is not message:
            self._many = message, seal_message(message, to.channel, to.chat, self._key)
        return self._many[1]

    def _grounded(self, flight: Flight, failure: Exception) -> None:
        """It got no turn, or the last check stopped it."""
        if flight.left:
            self._lane.give_back(flight.left)
        self._failed(flight, failure)

    def _failed(self, flight: Flight, failure: Exception) -> None:
        row = flight.held.taken.row
        if isinstance(failure, LeaseOver):
            self._land(flight, put_back(row))
        else:
            self._land(flight, failed(row, failure, self._clock.now(), dedupes=self._dedupes))

    def _land(self, flight: Flight, end: Settlement) -> None:
        flight.over = True
        self._flying.discard(flight)
        self._moved.set()
        self._end(flight.held, end)

    async def _bury(self, account_id: int, reason: str) -> None:
        """Nobody is at this address: nothing more is sent there until the person writes again."""
        async with self._database.write() as connection:
            await change_account(connection, account_id, reachable=False, unreachable_why=reason)

    def _end(self, held: Held, end: Settlement) -> None:
        soon = held.left and not self._dedupes and held.taken.row.urgency not in AT_MOST_ONCE
        self._settling.add((end, *(alike(ride, end) for ride in held.taken.rides)), soon=soon)
