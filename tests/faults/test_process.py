"""Stopping with a full queue, and a worker that was frozen: nobody is left with a lease, nothing is said twice."""

import asyncio
import os
import signal
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from journal.records import ExamResultRecord
from storage import tables
from storage.database import Database
from tests.databases import new_address
from tests.faults.campaign import Campaign, nursery
from tests.faults.messengers import messengers
from tests.faults.school import bring, found_school, students
from tests.importing.source import source

FAMILIES, EXAMS = 250, 20  # × 2 messengers: 10,000 rows
STOP = 10.0  # seconds on a machine of its own; where others load it, three times that


async def by_state(database: Database) -> dict[str, int]:
    query = select(tables.outbox.c.state, func.count()).group_by(tables.outbox.c.state)
    async with database.read() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}


async def test_a_stop_with_ten_thousand_queued_is_quick_and_leaves_no_lease(tmp_path: Path) -> None:
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, FAMILIES)
    records = [
        ExamResultRecord(code, f"Проба-{n}.", "Химия", date(2026, 11, 20), mark="5")
        for n in range(EXAMS)
        for code in students(FAMILIES)
    ]
    await bring(database, source(exam_results=records), now=datetime.now(UTC))
    assert sum((await by_state(database)).values()) == 10_000
    async with messengers() as both, nursery() as children:
        campaign = Campaign(children, both, database, tmp_path, 0)
        pid = await children.fork(campaign.job("run"))
        async with asyncio.timeout(60):
            while both.taken.total() < 20:  # noqa: ASYNC110 - another process sends
                await asyncio.sleep(0.05)
        began = time.monotonic()
        os.kill(pid, signal.SIGTERM)
        assert await children.says(pid, "ended", seconds=3 * STOP)
        print(f"\nstopped within {time.monotonic() - began:.1f} s")
        ends = await by_state(database)
        assert "leased" not in ends
        assert ends["queued"] + ends.get("retry", 0) + ends["sent"] == 10_000
        assert both.taken.total() == ends["sent"]
    await database.close()


async def test_a_worker_that_was_frozen_for_a_moment_goes_on_and_says_nothing_twice(tmp_path: Path) -> None:
    """SIGSTOP and SIGCONT. That a worker frozen past its lease is fenced: tests/scheduler/test_leases.py."""
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, 50)
    records = [ExamResultRecord(code, "Проба.", "Химия", date(2026, 11, 20), mark="5") for code in students(50)]
    await bring(database, source(exam_results=records), now=datetime.now(UTC))
    async with messengers() as both, nursery() as children:
        campaign = Campaign(children, both, database, tmp_path, 0)
        pid = await children.fork(campaign.job())
        async with asyncio.timeout(60):
            while both.taken.total() < 5:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(3)
        os.kill(pid, signal.SIGCONT)
        await campaign.done(pid)
        await campaign.kill(pid)
        assert set(both.of("telegram", "Проба.").values()) == set(both.of("vk", "Проба.").values()) == {1}
    await database.close()
