"""`python -m storage.migrations "subject"`: write the migration that takes the newest schema to today's models."""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from storage.database import Database
from storage.upgrade import configuration, upgrade


def _revise(connection: Connection, subject: str) -> None:
    config = configuration(connection)
    number = len(list((Path(__file__).parent / "versions").glob("0*.py"))) + 1
    command.revision(config, subject, autogenerate=True, rev_id=f"{number:04}")


async def _main(subject: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/models.db")
        await upgrade(database)
        async with database.write() as connection:
            await connection.run_sync(_revise, subject)
        await database.close()


asyncio.run(_main(sys.argv[1]))
