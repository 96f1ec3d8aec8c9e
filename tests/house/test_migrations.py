"""The migration check, on a real file: quiet when models equal migrations, loud when a table has a column too many."""

from pathlib import Path

from sqlalchemy import text

from storage.database import Database
from storage.upgrade import upgrade
from tests.house.migrations import differences, fresh_differences


async def test_the_migrations_build_what_the_models_say(tmp_path: Path) -> None:
    assert await fresh_differences(tmp_path) == []


async def test_it_finds_a_column_that_no_model_knows(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'school.db'}")
    await upgrade(database)
    async with database.write() as connection:
        await connection.execute(text("ALTER TABLE schools ADD COLUMN shoe_size INTEGER"))
    ((kind, _schema, table, column),) = await differences(database)
    await database.close()
    assert (kind, table, column.name) == ("remove_column", "schools", "shoe_size")
