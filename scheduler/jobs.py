"""What happens by the clock, as one table. The ticker only ticks; the truth is in the tables: every job may repeat."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from actions.alarming import publish_audit_head
from actions.confirming import remind_requests
from scheduler.occasions import plan_occasions
from scheduler.planning import catch_up, catch_up_news, plan_digests
from scheduler.silence import watch_journal
from scheduler.tidying import tidy
from scheduler.watching import watch
from scheduler.weekly import plan_weekly
from school.clock import Clock
from storage.database import Database

log = logging.getLogger(__name__)

JOBS: tuple[tuple[str, float, Callable[[Database, datetime], Awaitable[Any]]], ...] = (
    ("plan_digests", 5.0, plan_digests),
    ("catch_up", 60.0, catch_up),
    ("catch_up_news", 120.0, catch_up_news),
    ("plan_occasions", 60.0, plan_occasions),
    ("watch_journal", 60.0, watch_journal),
    ("watch", 60.0, watch),
    ("plan_weekly", 600.0, plan_weekly),
    ("publish_audit_head", 600.0, publish_audit_head),
    ("remind_requests", 600.0, remind_requests),
    ("tidy", 600.0, tidy),
)
"""Name, seconds between ticks, what is done."""

Job = tuple[str, float, Callable[[Database, datetime], Awaitable[Any]]]


class Ticker:
    """Runs JOBS until stopped. `wake` is called when a job queued something."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None], more: Iterable[Job] = ()) -> None:
        """`more`: jobs that need what only the process knows, its key and its folder."""
        self._database, self._clock, self._wake, self._jobs = database, clock, wake, (*JOBS, *more)

    def start(self) -> None:
        """Begin to tick in the running loop; every job runs once at once.

        By the loop's own steady seconds: a ticker that goes by the wall, as APScheduler does, stands still for an hour
        when the clock is set back by one.
        """
        self._ticking = [asyncio.create_task(self._tick(*job)) for job in self._jobs]

    async def _tick(self, name: str, seconds: float, job: Callable[[Database, datetime], Awaitable[Any]]) -> None:
        while True:
            await self.run(name, job)
            await asyncio.sleep(seconds)

    async def run(self, name: str, job: Callable[[Database, datetime], Awaitable[Any]]) -> None:
        """One tick of one job; its failure is logged, and the next tick tries again."""
        try:
            if await job(self._database, self._clock.now()):
                self._wake()
        except Exception as trouble:
            log.error("job %s failed: %s", name, type(trouble).__name__)

    def stop(self) -> None:
        """No more ticks."""
        for task in self._ticking:
            task.cancel()
