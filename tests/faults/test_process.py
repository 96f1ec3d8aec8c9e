"""Stopping with a full queue, and a worker that was frozen: nobody is left with a lease, nothing is said twice."""

import asyncio
import os
import signal
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from journal.records import ExamResultRecord
from storage import tables
from storage.database import Database
from tests.databases import new_address
from tests.faults.campaign import Campaign, nursery
from tests.faults.messengers import Messengers, messengers
from tests.faults.school import bring, chats, found_school, students
from tests.importing.source import source

FAMILIES, EXAMS = 250, 20  # × 2 messengers: 10,000 rows
ASLEEP, CLASS = 90.0, 200
STOP = 10.0  # seconds on a machine of its own; where others load it, three times that


async def by_state(database: Database) -> dict[str, int]:
    query = select(tables.outbox.c.state, func.count()).group_by(tables.outbox.c.state)
    async with database.read() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}


async def bring_results(database: Database, families: int, *exams: str) -> None:
    day = date(2026, 11, 20)
    records = [ExamResultRecord(code, exam, "Химия", day, mark="5") for exam in exams for code in students(families)]
    await bring(database, source(exam_results=records), now=datetime.now(UTC))


async def test_a_stop_with_ten_thousand_queued_is_quick_and_leaves_no_lease(tmp_path: Path) -> None:
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, FAMILIES)
    await bring_results(database, FAMILIES, *(f"Проба-{n}." for n in range(EXAMS)))
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
    await bring_results(database, 50, "Проба.")
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


def slowly(both: Messengers, **seconds: float) -> None:
    """The platforms answer so long after they took what this method says: it is on the wire meanwhile."""
    usual = both.stand.reply

    async def reply(method: str, fields: dict[str, Any]) -> Any:
        answer = await usual(method, fields)
        await asyncio.sleep(seconds.get(method, 0))
        return answer

    both.stand.reply = reply


async def settled(database: Database) -> set[str]:
    """The chats in Telegram whose result the table knows to be sent."""
    box, account, contact = tables.outbox.c, tables.accounts.c, tables.contacts.c
    query = select(account.chat).join(tables.contacts, contact.account_id == account.id)
    query = query.join(tables.outbox, box.contact_id == contact.id)
    query = query.where((box.state == "sent") & (box.channel == "telegram") & (box.kind == "exam_result"))
    async with database.read() as connection:
        return set((await connection.execute(query)).scalars())


@pytest.mark.long
async def test_a_worker_frozen_for_ninety_seconds_in_a_broadcast_is_fenced_when_it_wakes(tmp_path: Path) -> None:
    """Two owners on one PostgreSQL; there is more to tell when it wakes. Only what it had on the wire comes again."""
    database = Database(await new_address("postgresql", tmp_path))
    await found_school(database, CLASS)
    await bring_results(database, CLASS, "Первая.")
    async with messengers() as both, nursery() as children:
        slowly(both, sendMessage=0.3, execute=5)
        one, other = (Campaign(children, both, database, tmp_path / name, 0) for name in ("one", "other"))
        sleeper = await children.fork(one.job())
        async with asyncio.timeout(60):
            while both.of("telegram", "Первая.").total() < CLASS // 4:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        os.kill(sleeper, signal.SIGSTOP)
        wakes = time.monotonic() + ASLEEP
        worker = await children.fork(other.job())
        on_the_wire = set(both.of("telegram", "Первая.")) - await settled(database)
        left = await by_state(database)
        await other.done(worker)
        done = ASLEEP - (wakes - time.monotonic())
        first = both.taken.copy()
        await asyncio.sleep(wakes - time.monotonic() - 0.5)
        await bring_results(database, CLASS, "Вторая.")
        os.kill(sleeper, signal.SIGCONT)
        await asyncio.sleep(15)
        await other.done(worker)
        again = both.of("telegram", "Первая.") - Counter(chats("telegram", CLASS))
        repeats = both.of("telegram", "Повтор")
        print(f"\nfrozen with {left}, {len(on_the_wire)} on the wire; all told {done:.0f} s after the freeze,"
              f" {again.total()} twice, {repeats.total()} say «повтор», VK dropped {both.repeats}")  # fmt: skip
        for pid in (sleeper, worker):
            await one.kill(pid)
        assert on_the_wire
        assert both.repeats
        assert both.of("vk", "Первая.") == both.of("vk", "Вторая.") == dict.fromkeys(chats("vk", CLASS), 1)
        assert both.of("telegram", "Вторая.") == dict.fromkeys(chats("telegram", CLASS), 1)
        assert set(both.of("telegram", "Первая.")) == set(chats("telegram", CLASS))
        assert set(again) <= on_the_wire & set(repeats)
        assert {key: times for key, times in both.taken.items() if "Первая." in key[2]} == first
    await database.close()
