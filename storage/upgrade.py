"""Bringing a database to today's schema, safely: one transaction, one process at a time, nothing to do when current."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x726F646E  # PostgreSQL advisory lock: two processes that start together upgrade one after the other


class NewerSchema(Exception):
    """The database was written by a newer Rodnik; this one must not touch it."""


def configuration(connection: Connection) -> "Config":
    """Alembic's configuration for an open connection. Alembic is loaded here only: it costs 0.2 s."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Bring the schema to the newest version. Raises NewerSchema, or the database's own error; then nothing changed."""
    if await is_current(database):
        return
    async with database.write() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)


async def is_current(database: Database) -> bool:
    """Is the schema today's?"""
    async with database.read() as connection:
        return await connection.run_sync(_version) == newest()


async def version(database: Database) -> str | None:
    """The version of its schema; None when it is empty. Raises the database's own error."""
    async with database.read() as connection:
        return await connection.run_sync(_version)


def newest() -> str:
    """The newest schema version there is, "" before the first."""
    return max((path.name[:4] for path in (SCRIPTS / "versions").glob("0*.py")), default="")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    version = _version(connection)
    if version is not None and version > newest():
        raise NewerSchema(f"the database is at version {version}, this Rodnik knows {newest()}: install the newer one")
    if version != newest():
        command.upgrade(configuration(connection), "head")
