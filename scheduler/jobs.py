"""What happens by the clock, as one table. APScheduler only ticks; the truth is in the tables: every job may repeat."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
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
STEP = 5.0  # steady seconds between looks at whether the wall clock left the ticks behind
SLACK = timedelta(seconds=1)

Job = tuple[str, float, Callable[[Database, datetime], Awaitable[Any]]]
"""Name, seconds between ticks, what is done."""

JOBS: tuple[Job, ...] = (
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


class Ticker:
    """Runs JOBS until stopped. `wake` is called when a job queued something."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Callable[[], None],
        more: Iterable[Job] = (),
        step: float = STEP,
    ) -> None:
        """`more`: jobs that need what only the process knows, its key and its folder."""
        self._database, self._clock, self._wake, self._jobs = database, clock, wake, (*JOBS, *more)
        self._step = step

    def start(self) -> None:
        """Begin to tick in the running loop; every job runs once at once. APScheduler is loaded here only."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self.ticks = AsyncIOScheduler(timezone=UTC)
        for name, seconds, job in self._jobs:
            self.ticks.add_job(
                self.run,
                "interval",
                args=(name, job),
                id=name,
                seconds=seconds,
                next_run_time=datetime.now(UTC),
                misfire_grace_time=None,  # its default of one second skips what is late, silently
                coalesce=True,
                max_instances=1,
            )
        self.ticks.start()
        self._steps = asyncio.create_task(self._stay_in_step())

    async def _stay_in_step(self) -> None:
        """APScheduler goes by the wall clock: set back by an hour, it would stand still for one."""
        waits = {name: timedelta(seconds=seconds) for name, seconds, _ in self._jobs}
        while True:
            await asyncio.sleep(self._step)
            now = datetime.now(UTC)
            for job in self.ticks.get_jobs():
                if job.next_run_time is not None and job.next_run_time - now > waits[job.id] + SLACK:
                    job.modify(next_run_time=now)

    async def run(self, name: str, job: Callable[[Database, datetime], Awaitable[Any]]) -> None:
        """One tick of one job; its failure is logged, and the next tick tries again."""
        try:
            if await job(self._database, self._clock.now()):
                self._wake()
        except Exception as trouble:
            log.error("job %s failed: %s", name, type(trouble).__name__)

    def stop(self) -> None:
        """No more ticks."""
        self._steps.cancel()
        self.ticks.shutdown(wait=False)
