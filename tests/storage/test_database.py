"""The door to the database."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables import tries
from storage.upgrade import upgrade
from tests.databases import new_address

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_it_upgrades_a_current_database_without_a_word(database: Database) -> None:
    await upgrade(database)
    await upgrade(database)


async def test_it_lets_fifty_readers_who_write_through_at_once(database: Database) -> None:
    async def count_and_add(number: int) -> None:
        async with database.write() as connection:
            seen = (await connection.execute(select(func.count()).select_from(tries))).scalar_one()
            await connection.execute(tries.insert().values(channel="vk", chat=f"{number}-{seen}", at=NOW))

    await asyncio.gather(*(count_and_add(number) for number in range(50)))
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(tries))).scalar_one() == 50


async def test_it_keeps_nothing_of_a_transaction_that_failed(database: Database) -> None:
    try:
        async with database.write() as connection:
            await connection.execute(tries.insert().values(channel="vk", chat="1", at=NOW))
            raise LookupError
    except LookupError:
        pass
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(tries))).scalar_one() == 0


async def test_it_gives_instants_back_in_utc(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(tries.insert().values(channel="vk", chat="1", at=NOW))
    async with database.read() as connection:
        assert (await connection.execute(select(tries.c.at))).scalar_one() == NOW


def trying(chat: str) -> Callable[[AsyncConnection], Coroutine[Any, Any, int]]:
    """A step that writes a row and says how many there are."""

    async def step(connection: AsyncConnection) -> int:
        await connection.execute(tries.insert().values(channel="vk", chat=chat, at=NOW))
        return int((await connection.execute(select(func.count()).select_from(tries))).scalar_one())

    return step


async def kept(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(tries))).scalar_one())


@pytest.mark.parametrize("brief", [False, True])
async def test_a_step_is_done_whole(database: Database, *, brief: bool) -> None:
    assert [await database.at_once(trying(str(n)), brief=brief) for n in range(3)] == [1, 2, 3]
    assert await kept(database) == 3


@pytest.mark.parametrize("brief", [False, True])
async def test_a_step_that_fails_keeps_nothing_and_holds_nobody_up(database: Database, *, brief: bool) -> None:
    async def fail(connection: AsyncConnection) -> None:
        await trying("1")(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await database.at_once(fail, brief=brief)
    assert await database.at_once(trying("2"), brief=brief) == 1


@pytest.mark.parametrize("brief", [False, True])
async def test_a_step_that_is_cancelled_is_done_or_not_and_the_next_one_follows(
    database: Database, *, brief: bool
) -> None:
    for n in range(10):
        step = asyncio.create_task(database.at_once(trying(str(n)), brief=brief))
        for _ in range(n):
            await asyncio.sleep(0)
        step.cancel()
        with suppress(asyncio.CancelledError):
            await step
    before = await kept(database)
    assert await database.at_once(trying("last"), brief=brief) == before + 1


@pytest.mark.parametrize("brief", [False, True])
async def test_a_step_that_waits_for_another_writer_lets_the_loop_go_on(tmp_path: Path, *, brief: bool) -> None:
    """SQLite: another process writes. Whoever waits for it inside SQLite on the loop keeps everybody waiting."""
    database = Database(await new_address("sqlite", tmp_path))
    await database.at_once(trying("1"), brief=brief)
    with closing(sqlite3.connect(database.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        step = asyncio.create_task(database.at_once(trying("2"), brief=brief))
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert not step.done()
        other.execute("COMMIT")
        assert await step == 2
    await database.close()


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_who_is_cancelled_leaves_nobody_at_work_behind(tmp_path: Path, times: int) -> None:
    """However often: a connection that somebody still works on must not be ended, nor the writer's turn given on."""
    database = Database(await new_address("sqlite", tmp_path))
    with closing(sqlite3.connect(database.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        step = asyncio.create_task(database.at_once(trying("1")))
        for _ in range(times):
            await asyncio.sleep(0.05)
            step.cancel()
        await asyncio.sleep(0.05)
        assert not step.done()
        other.execute("COMMIT")
        with pytest.raises(asyncio.CancelledError):
            await step
    assert await kept(database) == 1
    await database.close()


async def test_nobody_writes_while_a_look_is_held(tmp_path: Path) -> None:
    """SQLite: on PostgreSQL the look itself locks its rows."""
    url = await new_address("sqlite", tmp_path)
    database, other = Database(url), Database(url)

    async def count(connection: AsyncConnection) -> int:
        return int((await connection.execute(select(func.count()).select_from(tries))).scalar_one())

    async with database.holding(count) as seen:
        writing = [asyncio.create_task(one.at_once(trying("1"))) for one in (database, other)]
        await asyncio.sleep(0.1)
        assert seen == await kept(database) == 0
        assert not any(task.done() for task in writing)
    assert sorted(await asyncio.gather(*writing)) == [1, 2]
    for one in (database, other):
        await one.close()


async def test_a_database_that_was_closed_opens_again_when_it_is_used(database: Database) -> None:
    """A restore closes what it puts another file in the place of."""
    for n in range(3):
        await database.at_once(trying(f"{n}-1"))
        await database.at_once(trying(f"{n}-2"), brief=True)
        async with database.write() as connection:
            await trying(f"{n}-3")(connection)
        assert await kept(database) == 3 * n + 3
        await database.close()


def logs(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*-wal")]


@pytest.mark.parametrize("brief", [False, True])
async def test_closing_waits_for_connections_that_were_given_up_before(tmp_path: Path, *, brief: bool) -> None:
    """SQLite: the last one to close removes the -wal, by its name; it must not be another file's by then."""
    database = Database(await new_address("sqlite", tmp_path))
    await database.at_once(trying("1"), brief=brief)

    @event.listens_for(database.engines[-1], "invalidate")
    def _slowly(*_: object) -> None:
        time.sleep(0.1)

    async def failing(connection: AsyncConnection) -> None:
        await trying("2")(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await database.at_once(failing, brief=brief)
    await database.close()
    assert logs(tmp_path) == []
