"""Taking back recalled announcements: platforms are asked to delete what went, slowly, until they did or said no."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.surviving import survive
from school.clock import Clock
from school.messenger import Ambiguous, Channel, Eraser, TryLater, Undeliverable
from storage import withdrawals
from storage.database import Database
from storage.withdrawals import DELETED, KEPT, Withdrawal

POLL = 2.0  # seconds between looks at the table
PAUSE = 0.1  # seconds between two calls: answers and results go first
AT_ONCE = 50
TRIES = 8
REACH_BACK = timedelta(days=3)  # what was on the wire when it was recalled has long arrived
KINDS = ("announcement", "announcement_again", "announcement_fix")


class Withdrawing:
    """Deletes what waits to be deleted, on every channel that can."""

    def __init__(self, database: Database, clock: Clock, erasers: Mapping[Channel, Eraser]) -> None:
        self._database, self._clock, self._erasers = database, clock, erasers

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if not await survive(self.pass_once(), "withdraw"):
                await asyncio.sleep(POLL)

    async def pass_once(self) -> int:
        """One look at the table; how many messages came to an end."""
        now = self._clock.now()
        async with self._database.read() as connection:
            late = await withdrawals.late_arrivals(connection, KINDS, now - REACH_BACK)
            due = [
                (eraser, one)
                for channel, eraser in tuple(self._erasers.items())  # a messenger may come later
                for one in await withdrawals.waiting_withdrawals(connection, channel, now, AT_ONCE)
            ]
        if late:
            async with self._database.write() as connection:
                for announcement_id in late:
                    await withdrawals.add_withdrawals(connection, announcement_id, KINDS, now)
        ends = [await self._take_back(eraser, one, now) for eraser, one in due]
        return sum(ends) + len(late)

    async def _take_back(self, eraser: Eraser, one: Withdrawal, now: datetime) -> bool:
        """True when it came to an end."""
        try:
            gone = await eraser.delete(one.address, one.message_ids)
        except (TryLater, Ambiguous) as later:
            if one.tries + 1 < TRIES:
                wait = timedelta(seconds=max(getattr(later, "after", 1.0), 2.0**one.tries))
                async with self._database.write() as connection:
                    await withdrawals.put_off(connection, one.id, now + wait)
                return False
            gone = False
        except Undeliverable:
            gone = False
        async with self._database.write() as connection:
            await withdrawals.end_withdrawals(connection, [one.id], DELETED if gone else KEPT)
        await asyncio.sleep(PAUSE)
        return True
