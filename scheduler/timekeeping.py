"""A wall clock that jumps: nobody acts by the new time before it has stood for a while, and administrators hear of it.

A jump is what the wall clock did and the steady one did not; a machine that slept did not jump. If the clock is set
right again within PATIENCE, nothing has happened: no deadline passed, nothing expired, no digest was planned.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from actions.alarming import tell_administrators
from scheduler.leases import steady
from scheduler.notices import NOTICES
from storage import outbox
from storage.database import Database
from storage.schools import all_schools

log = logging.getLogger(__name__)
JUMP = 60.0  # seconds; less is taken as it comes
PATIENCE = 900.0  # steady seconds that the time of before goes on for


def on_the_wall() -> datetime:
    """The machine's clock, UTC."""
    return datetime.now(UTC)


class KeptClock:
    """See school.clock.Clock. Goes by the wall; over a jump it goes on steadily, until `accept` or the way back."""

    def __init__(self, wall: Callable[[], datetime] = on_the_wall, steady: Callable[[], float] = steady) -> None:
        self._wall, self._steady = wall, steady
        self._agreed = wall(), steady()  # the last instant that nobody doubted, by both clocks
        self._doubted_at: float | None = None

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        wall, steady = self._wall(), self._steady()
        kept = self._agreed[0] + timedelta(seconds=steady - self._agreed[1])
        if abs((wall - kept).total_seconds()) < JUMP:
            self._agreed, self._doubted_at = (wall, steady), None
            return wall
        self._doubted_at = steady if self._doubted_at is None else self._doubted_at
        return kept

    @property
    def jump(self) -> tuple[timedelta, float] | None:
        """By how much the wall is ahead of what we go by (below 0: behind), for how many seconds; None: it agrees."""
        now = self.now()
        return None if self._doubted_at is None else (self._wall() - now, self._steady() - self._doubted_at)

    def accept(self) -> None:
        """From now on the wall is right."""
        self._agreed, self._doubted_at = (self._wall(), self._steady()), None


class Timekeeper:
    """Looks after a KeptClock: a job for the ticker."""

    def __init__(self, clock: KeptClock) -> None:
        self._clock, self._told = clock, False

    async def look(self, database: Database, now: datetime) -> int:
        """Alarm once per jump; take the new time when it stayed, and give what is queued what it lost. Repeatable."""
        found = self._clock.jump
        if found is None:
            if self._told:
                log.warning("the clock is right again")
            self._told = False
            return 0
        jump, lasted = found
        if not self._told:
            log.error("the clock jumped", extra={"about": {"seconds": round(jump.total_seconds())}})
            await _alarm(database, jump, now)
            self._told = True
        if lasted >= PATIENCE:
            await _put_off(database, jump, now)
            self._clock.accept()
            self._told = False
            log.error("the clock stayed where it jumped to; its time is taken")
        return 1


async def _alarm(database: Database, jump: timedelta, now: datetime) -> None:
    seconds = round(jump.total_seconds())
    async with database.write() as connection:
        for school in await all_schools(connection):
            about = f"{school.id}:{now:%Y%m%d%H%M%S}"
            await tell_administrators(connection, school.id, "alarm_clock", about, now, ref_id=seconds)


async def _put_off(database: Database, jump: timedelta, now: datetime) -> None:
    """What was still worth sending by the old time is worth it by the new one."""
    expiring = [kind for kind, notice in NOTICES.items() if notice.expires]
    if jump > timedelta(0):
        async with database.write() as connection:
            await outbox.put_off(connection, expiring, now, jump)
