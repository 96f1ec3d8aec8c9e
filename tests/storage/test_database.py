"""The door to the database."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import func, select

from storage.database import Database
from storage.tables import tries
from storage.upgrade import upgrade

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
