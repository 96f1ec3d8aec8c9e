"""Do the migrations build what storage/tables says: a new SQLite file, upgraded to head, compared with the models.

python -m tests.house.migrations
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage.database import Database
from storage.tables import metadata
from storage.upgrade import upgrade


async def differences(database: Database) -> list[Any]:
    """What Alembic would still change in that database; empty is right."""
    async with database.read() as connection:
        return await connection.run_sync(_differences)


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def fresh_differences(folder: Path) -> list[Any]:
    """The differences of a new database that was upgraded to head."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'fresh.db'}")
    try:
        await upgrade(database)
        return await differences(database)
    finally:
        await database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(fresh_differences(Path(name)))
    print("\n".join(str(difference) for difference in found))
    sys.exit(bool(found))
