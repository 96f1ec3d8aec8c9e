"""A database that is full, broken, busy, restarted or silent: work waits for it, and nothing is lost or said twice."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import DBAPIError

from journal.records import ExamResultRecord
from storage import tables
from storage.database import Database
from storage.inbox import store_update
from tests.databases import new_address
from tests.faults.campaign import HELP, Campaign, nursery
from tests.faults.messengers import Messengers, messengers
from tests.faults.post_office import START, post_office
from tests.faults.postgres import Postgres, postgres
from tests.faults.proxy import proxy
from tests.faults.school import bring, chats, found_school, students
from tests.importing.source import source

FAMILIES = 60
WRITERS, TIMES = 8, 20


@pytest.fixture
async def both() -> AsyncIterator[Messengers]:
    async with messengers() as both:
        yield both


async def bring_results(database: Database, now: datetime = START, exam: str = "Проба.", count: int = FAMILIES) -> None:
    records = [ExamResultRecord(f"S{n}", exam, "Химия", date(2026, 11, 23), mark="5") for n in range(count)]
    await bring(database, source(exam_results=records), now=now)


def told_once(both: Messengers, exam: str = "Проба.", count: int = FAMILIES) -> None:
    """VK exactly once; Telegram at least once, and what came again says so."""
    assert both.of("vk", exam) == dict.fromkeys(chats("vk", count), 1)
    telegram = both.of("telegram", exam)
    assert set(telegram) == set(chats("telegram", count))
    assert telegram.total() - count <= both.of("telegram", "Повтор").total()


async def test_a_full_disk_stops_nothing_for_good(both: Messengers, tmp_path: Path) -> None:
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, FAMILIES)
    await bring_results(database)
    full = Full(database)
    async with post_office(database, both.stand.url, both.stand.url) as office:
        await asyncio.sleep(0.5)
        full.limit(now=True)
        await office.work(1.5)
        full.limit(now=False)
        await office.until_done()
    told_once(both)
    await database.close()


class Full:
    """Every connection may use no more pages than there are, while it is on."""

    def __init__(self, database: Database) -> None:
        self._on = False
        for engine in database.engines:
            event.listen(engine, "begin", self._begin)

    def limit(self, *, now: bool) -> None:
        self._on = now

    def _begin(self, connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={1 if self._on else 2**30}")


async def test_an_input_output_error_stops_nothing_for_good(both: Messengers, tmp_path: Path) -> None:
    """The kernel refuses to let the service's files grow: SQLite says «disk I/O error»."""
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, FAMILIES)
    await bring_results(database, datetime.now(UTC))
    async with nursery() as children:
        campaign = Campaign(children, both, database, tmp_path, 0)
        pid = await children.fork(campaign.job())
        await campaign.until_vk_is_heard()
        for chat in chats("vk", 5):
            await both.ask("vk", chat, "помощь")
        await asyncio.sleep(0.3)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        await asyncio.sleep(1.5)
        assert children.is_alive(pid)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await campaign.done(pid)
        await campaign.kill(pid)
    told_once(both)
    await database.close()


async def test_eight_writers_at_once_hear_of_no_lock(tmp_path: Path) -> None:
    url = await new_address("sqlite", tmp_path)
    async with nursery() as children:
        job = {"do": "write", "settings": {"database_url": url}, "times": TIMES}
        pids = [await children.fork(job | {"name": f"writer-{n}"}) for n in range(WRITERS)]
        assert [await children.says(pid, "done", "ended") for pid in pids] == ["done"] * WRITERS
    database = Database(url)
    async with database.read() as connection:
        kept = (await connection.execute(select(func.count(tables.inbox.c.id)))).scalar_one()
    assert kept == WRITERS * TIMES
    await database.close()


async def test_eight_processes_of_every_kind_write_at_once_and_hear_of_no_lock(
    both: Messengers, tmp_path: Path
) -> None:
    """The service in a broadcast with people asking, three imports, four people at a shell."""
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, FAMILIES)
    await bring_results(database, datetime.now(UTC))
    log = tmp_path / "log"
    with log.open("wb") as complaints:
        async with nursery(complaints) as children:
            campaign = Campaign(children, both, database, tmp_path, 0)
            service = await children.fork(campaign.job())
            await campaign.until_vk_is_heard()
            imports = [campaign.job("bring", exam=f"Ещё-{n}.", students=students(FAMILIES)) for n in range(3)]
            rules = ("digest_time=18:30", "digest_time=19:30", "results_within=24h", "results_within=20h")
            commands = [campaign.job("command", words=["school", "set", rule], times=3) for rule in rules]
            pids = [await children.fork(job) for job in (*imports, *commands)]
            for chat in chats("vk", 20):
                campaign.asked["vk", chat] += 1
                await both.ask("vk", chat, "помощь")
            assert [await children.says(pid, "done", "refused", "ended") for pid in pids] == ["done"] * len(pids)
            await campaign.done(service)
            await campaign.kill(service)
    for exam in ("Проба.", "Ещё-0.", "Ещё-1.", "Ещё-2."):
        for channel in ("telegram", "vk"):
            assert both.of(channel, exam) == dict.fromkeys(chats(channel, FAMILIES), 1)
    assert both.of("vk", HELP) == dict.fromkeys(chats("vk", 20), 1)
    assert "locked" not in log.read_text()
    assert "OperationalError" not in log.read_text()
    await database.close()


async def test_writers_of_both_kinds_never_wait_for_each_other_in_a_circle(tmp_path: Path) -> None:
    """More of them than the pool has connections: whoever has a connection must not wait for the one who needs one."""
    database = Database(await new_address("sqlite", tmp_path))

    async def plainly(number: int) -> None:
        async with database.write() as connection:
            await store_update(connection, "vk", f"plainly:{number}", "1", {}, START)

    async def at_once(number: int) -> None:
        await database.at_once(lambda connection: store_update(connection, "vk", f"at_once:{number}", "1", {}, START))

    async with asyncio.timeout(20):
        await asyncio.gather(*(step(number) for number in range(40) for step in (plainly, at_once)))
    await database.close()


@pytest.fixture
async def server() -> AsyncIterator[Postgres]:
    async with postgres() as server:
        yield server


async def test_a_postgresql_that_restarts_in_a_broadcast_costs_nothing(both: Messengers, server: Postgres) -> None:
    database = Database(server.url)
    await found_school(database, FAMILIES)
    await bring_results(database)
    async with post_office(database, both.stand.url, both.stand.url) as office:
        for _ in range(3):
            await office.work(0.4)
            await asyncio.to_thread(server.restart)
            await office.work(0.4)
        office.later(seconds=30)
        await office.until_done()
    told_once(both)
    await database.close()


async def test_questions_asked_while_postgresql_restarts_are_answered(
    both: Messengers, server: Postgres, tmp_path: Path
) -> None:
    database = Database(server.url)
    await found_school(database, 10)
    async with nursery() as children:
        campaign = Campaign(children, both, database, tmp_path, 0)
        pid = await children.fork(campaign.job())
        assert await children.says(pid, "started", "ended") == "started"
        restarting = asyncio.create_task(asyncio.to_thread(server.restart))
        for chat in chats("telegram", 10):
            await both.ask("telegram", chat, "помощь")
            await asyncio.sleep(0.05)
        await restarting
        async with asyncio.timeout(60):
            while len(both.of("telegram", HELP)) < 10:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await campaign.kill(pid)
    assert not both.of("telegram", "пошло не так")
    assert both.of("telegram", HELP) == dict.fromkeys(chats("telegram", 10), 1)
    await database.close()


async def test_what_fell_into_a_black_hole_holds_no_lock(server: Postgres) -> None:
    """The server hears of no end: it has to give up a half transaction by itself, or its rows are locked for ever."""
    async with proxy(server.socket) as network:
        ways = [f"postgresql+asyncpg://postgres@127.0.0.1:{network.port}/postgres?command_timeout=2" for _ in range(2)]
        lost, other = map(Database, ways)
        await found_school(lost, 1)
        change = update(tables.accounts).values(language="en")
        with suppress(TimeoutError, DBAPIError):
            async with lost.write() as connection:
                await connection.execute(change)
                network.swallow()
                await connection.execute(change)
        network.forget()
        async with asyncio.timeout(60):
            while True:
                with suppress(TimeoutError, DBAPIError):
                    async with other.write() as connection:
                        await connection.execute(change)
                    break
        await lost.close()
        await other.close()


async def test_connections_that_fell_into_a_black_hole_are_given_up(both: Messengers, server: Postgres) -> None:
    async with proxy(server.socket) as network:
        url = f"postgresql+asyncpg://postgres@127.0.0.1:{network.port}/postgres?command_timeout=5"
        database = Database(url)
        await found_school(database, FAMILIES)
        await bring_results(database)
        async with post_office(database, both.stand.url, both.stand.url) as office:
            await office.work(0.5)
            network.swallow()
            await asyncio.sleep(6)
            network.forget()
            office.later(seconds=30)
            await office.until_done(seconds=150)
        told_once(both)
        await database.close()
