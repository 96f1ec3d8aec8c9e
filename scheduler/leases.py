"""Leases without a clock on the wall: nobody compares instants of two clocks, or of one clock before and after a jump.

A lease is over when somebody has *watched* it stand unchanged for LEASE seconds, counted by the watcher's own steady
clock. Its owner counts from before it took the lease and sends nothing in the last SPARE seconds of it, so the owner
always gives up first. `leased_until` in the table is what people read; to a watcher it only tells a renewal.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from school.clock import Clock
from school.messenger import Channel
from storage import leasing, outbox
from storage.database import Database
from storage.leasing import Lease

log = logging.getLogger(__name__)
LEASE = 40.0  # seconds
SPARE = 20.0  # for the answer and the settlement of what leaves last
SWEEP = 5.0  # seconds between looks: a dead owner's rows are free within LEASE + 2 * SWEEP < 60
JUMP = 30.0  # seconds by which the wall clock may differ from the steady one between two looks


def steady() -> float:
    """Seconds that never jump and go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Leases:
    """Watches over leases for one process. `held` tells which rows this process has in its hands."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        owner: str,
        dedupes: list[Channel],
        held: Callable[[], set[int]],
        steady: Callable[[], float] = steady,
    ) -> None:
        self._database, self._clock, self._owner, self._dedupes, self._held = database, clock, owner, dedupes, held
        self._steady = steady
        self._seen: dict[Lease, float] = {}
        self._ahead: timedelta | None = None

    def until(self) -> datetime:
        """What is written as the end of a lease that begins now."""
        return self._clock.now() + timedelta(seconds=LEASE)

    async def take_back_own(self) -> None:
        """At the start: what our own last run had leased. Its name is ours, and it is dead, for we hold its lock."""
        async with self._database.write() as connection:
            freed = await leasing.take_back_own(connection, self._owner, self._dedupes, self._clock.now())
        if freed:
            log.warning("took back %d leases of our last run", freed)

    async def sweep(self) -> None:
        """Renew what is in our hands; free what stood unchanged for LEASE in nobody's; look at the clock."""
        await self._watch_clock()
        held = self._held()
        async with self._database.read() as connection:
            standing = await leasing.leases(connection)
        now = self._steady()
        self._seen = {lease: self._seen.get(lease, now) for lease in standing if lease.id not in held}
        over = [lease for lease, since in self._seen.items() if now - since >= LEASE]
        if not held and not over:
            return
        async with self._database.write() as connection:
            await leasing.renew(connection, self._owner, sorted(held), self.until())
            freed = [await leasing.take_back(connection, one, self._dedupes, self._clock.now()) for one in over]
        if sum(freed):
            log.warning("took back %d leases of somebody who is gone", sum(freed))

    async def _watch_clock(self) -> None:
        """A wall clock that jumps is said aloud; what waits for an instant of the old clock is brought forward."""
        ahead = self._clock.now() - datetime.fromtimestamp(self._steady(), self._clock.now().tzinfo)
        jump = (ahead - (self._ahead or ahead)).total_seconds()
        if jump < -JUMP:
            async with self._database.write() as connection:
                await outbox.bring_forward(connection, self._clock.now())
        if abs(jump) > JUMP:
            log.error("the clock jumped by %+.0f seconds", jump)
        self._ahead = ahead
