"""Delivery: take, mark, send through the lane, settle. One loop per channel; channels do not wait for each other.

No transaction is open during a network call. The states, and what a failure means, are drawn in docs/delivery.md.
"""

import asyncio
from collections.abc import Callable, Mapping

from scheduler import leases
from scheduler.lane import Lane
from scheduler.leases import SWEEP, Leases
from scheduler.sending import Sending
from scheduler.settling import Settling
from scheduler.surviving import survive
from scheduler.taking import Taker
from school.clock import Clock
from school.messenger import Channel
from storage.database import Database


class Delivery:
    """Sends what the outbox holds, on every lane there is. `owner` names our leases, the same after a restart."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        lanes: Mapping[Channel, Lane],
        key: bytes,
        owner: str,
        steady: Callable[[], float] = leases.steady,
    ) -> None:
        self._settling = Settling(database, clock)
        taker = Taker(database, clock, owner)
        self._group: asyncio.TaskGroup | None = None
        shared = (taker, self._settling, key, owner, steady)
        self._sending: Callable[[Channel, Lane], Sending] = lambda channel, lane: Sending(
            database, clock, channel, lane, *shared
        )
        self._sendings = [self._sending(channel, lane) for channel, lane in lanes.items()]
        dedupes = [channel for channel, lane in lanes.items() if lane.messenger.limits.dedupes]
        self.leases = Leases(database, clock, owner, dedupes, self._held, steady)

    def join(self, channel: Channel, lane: Lane) -> None:
        """A lane that came later, of a messenger that is slow to load; one that does not drop second copies."""
        self._sendings.append(self._sending(channel, lane))
        if self._group:
            self._group.create_task(self._sendings[-1].run())

    def wake(self) -> None:
        """Something was queued: look now instead of at the next poll."""
        for sending in self._sendings:
            sending.wake()

    async def run(self) -> None:
        """Until cancelled. Starts by taking back what our own last run had leased; leaves no lease behind."""
        while await survive(self._begin(), "begin") is None:
            pass
        try:
            async with asyncio.TaskGroup() as self._group:
                group = self._group
                group.create_task(self._settling.run())
                group.create_task(self._sweep())
                for sending in self._sendings:
                    group.create_task(sending.run())
        finally:
            await asyncio.gather(*(sending.stop() for sending in self._sendings))
            await survive(self._settling.flush(), "settle at the end")
            await survive(self._begin(), "free what was claimed and not yet in hand")

    async def _begin(self) -> bool:
        await self.leases.take_back_own()
        return True

    async def _sweep(self) -> None:
        while True:
            await survive(self.leases.sweep(), "sweep")
            await asyncio.sleep(SWEEP)

    def _held(self) -> set[int]:
        return self._settling.ids.union(*(sending.ids for sending in self._sendings))
