"""Do the migrations build what storage/tables.py says: a new SQLite file, upgraded to head, compared with the models.

python -m tests.house.migrations
"""

import asyncio
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from tests.house import ROOT


async def differences(url: str) -> list[Any]:
    """What Alembic would still change in the database at that address after an upgrade to head; empty is right."""
    metadata = importlib.import_module("storage.tables").metadata
    await importlib.import_module("storage.database").upgrade(url)
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_compare, metadata)
    finally:
        await engine.dispose()


def _compare(connection: Connection, metadata: Any) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def main() -> int:
    """0 if models equal migrations, or there are no tables yet; else 1 with each difference on a line."""
    if not (ROOT / "storage" / "tables.py").is_file():
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(differences(f"sqlite+aiosqlite:///{Path(folder, 'fresh.db')}"))
    print("\n".join(str(difference) for difference in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
