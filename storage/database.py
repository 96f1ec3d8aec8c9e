"""The door to the database: reading and writing transactions, alike on SQLite and PostgreSQL.

SQLite: WAL, synchronous=FULL, foreign keys on, `BEGIN IMMEDIATE` for every writing transaction and one writer per
process, so that "database is locked" reaches nobody; connections of our own (storage.direct, docs/decisions/0010), and
aiosqlite's for what must be aside. PostgreSQL: asyncpg.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction, create_async_engine
from sqlalchemy.pool import NullPool

from storage.direct import Direct
from storage.worker import Step

T = TypeVar("T")
BUSY_SECONDS = 30
PATIENCE = {"timeout": 10, "command_timeout": 60}  # seconds for PostgreSQL: to connect, for a statement (asyncpg)
GIVEN_UP = 25  # seconds that PostgreSQL waits for the next statement of a transaction
BRIEF = 32  # rows: to write no more of them takes less than to have another thread do it


class Database:
    """An open database. `read()` and `write()` give connections inside a transaction; leaving the block commits."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._open()
        self._direct = self._open_direct() if self.is_sqlite else None
        self._writer = asyncio.Lock() if self.is_sqlite else None

    def _open(self) -> AsyncEngine:
        discreet = {"hide_parameters": True}  # an error's text must not quote names and marks into the log
        if not self.is_sqlite:
            asked = {name: float(str(self.url.query[name])) for name in PATIENCE if name in self.url.query}
            patience: dict[str, Any] = PATIENCE | asked
            # The server must give up too, sooner than a lease is over: it does not hear that we are gone or frozen, and
            # a half transaction keeps its locks.
            given_up = min(GIVEN_UP, patience["command_timeout"])
            patience["server_settings"] = {"idle_in_transaction_session_timeout": f"{given_up * 1000:.0f}ms"}
            pool = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
            url = self.url.difference_update_query(PATIENCE)  # asyncpg takes no words for numbers
            return create_async_engine(url, connect_args=patience, **pool, **discreet)
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(self.url, connect_args={"timeout": BUSY_SECONDS}, poolclass=NullPool, **discreet)
        _as_ours(engine.sync_engine)
        return engine

    def _open_direct(self) -> Direct:
        waits: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        url, alone = self.url.set(drivername="sqlite"), {"poolclass": NullPool, "hide_parameters": True}
        return Direct(_as_ours(create_engine(url, connect_args=waits, **alone)), self.engine, BUSY_SECONDS)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Whose events there are to listen to: of transactions, of statements."""
        return (self.engine.sync_engine, *((self._direct.engine,) if self._direct else ()))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one moment; nothing may be written through it."""
        if self._direct:
            async with self._direct.leading(writes=False) as connection:
                yield connection
            return
        async with self._connected() as connection, connection.begin(), _given_up(connection):
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose changes are all kept (commit on leaving) or none (any exception)."""
        if self._direct:
            async with self._turn(True), self._direct.leading(writes=True) as connection:  # in this order everywhere
                yield connection
            return
        async with self._connected() as connection, connection.begin(), _given_up(connection):
            yield connection

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection; when the database is silent for too long, none of those that are open is used again."""
        try:
            async with self.engine.connect() as connection:
                yield connection
        except TimeoutError:  # the network swallows what we say: the others of the pool are in the same hole
            await self.engine.dispose(close=False)
            raise

    async def at_once(self, step: Step[T], *, writes: bool = True, brief: bool = False) -> T:
        """What `step` returns for a connection inside a transaction of its own; it may await that connection only.

        As `write()` or `read()`, for a fraction of the CPU (storage.direct). A caller that is cancelled meanwhile waits
        for the end, and what was written is kept. `brief`: it writes a few rows found by their keys, and nothing else.
        """
        if self._direct:
            async with self._turn(writes):
                return await (self._direct.briefly(step) if brief else self._direct.at_once(step, writes=writes))
        async with self.write() if writes else self.read() as connection:
            return await step(connection)

    @asynccontextmanager
    async def holding(self, look: Step[T]) -> AsyncIterator[T]:
        """What `look` returned for a connection, while nobody can write what it read until the block is left.

        It may only read; on SQLite it is done on the loop, so it must be short.
        """
        if self._direct:
            async with self._turn(True), self._direct.holding(look) as seen:
                yield seen
            return
        async with self.write() as connection:
            yield await look(connection)

    def _turn(self, writes: bool) -> AbstractAsyncContextManager[Any]:
        return self._writer if writes and self._writer else nullcontext()

    @asynccontextmanager
    async def writing(self, connection: AsyncConnection) -> AsyncIterator[AsyncTransaction]:
        """A writing transaction on a connection from `aside`; the one writer of SQLite from here to its end."""
        async with self._turn(True):
            await connection.execution_options(writes=True)
            async with connection.begin() as transaction:
                yield transaction

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[AsyncConnection]:
        """A connection outside any transaction, for temporary tables; it is closed afterwards, and they go with it."""
        async with self.engine.connect() as connection:
            try:
                yield connection
            finally:
                await connection.invalidate()

    async def close(self) -> None:
        """Give every connection back. Call it once, last."""
        if self._direct:
            await self._direct.close()
        await self.engine.dispose()


def _as_ours(engine: Engine) -> Engine:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


@asynccontextmanager
async def _given_up(connection: AsyncConnection) -> AsyncIterator[None]:
    """A statement that was not answered in time ends the connection: to say ROLLBACK would be to wait as long again."""
    try:
        yield
    except TimeoutError:
        await connection.invalidate()
        raise


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours: see _on_begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA temp_store=FILE")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_about_values(failure: DBAPIError) -> bool:
    """Whether the table will never take what it was given, however often it is tried."""
    code = str(getattr(failure.orig, "sqlstate", "") or "")  # PostgreSQL's class 22 is «data exception»
    return isinstance(failure, IntegrityError | DataError) or code.startswith("22")


def insert_ignoring(connection: AsyncConnection, table: Table, unique: Sequence[str]) -> Insert:
    """INSERT … ON CONFLICT (unique) DO NOTHING. From a SELECT, that SELECT needs a WHERE on SQLite."""
    return _insert(connection.dialect.name, table).on_conflict_do_nothing(index_elements=list(unique))  # type: ignore[attr-defined,no-any-return]


def upsert(connection: AsyncConnection, table: Table, unique: Sequence[str], update: Sequence[str]) -> Insert:
    """INSERT … ON CONFLICT (unique) DO UPDATE of the named columns."""
    return upsert_of(connection.dialect.name, table, unique, update)


def upsert_of(dialect: str, table: Table, unique: Sequence[str], update: Sequence[str]) -> Insert:
    """The same for a statement that is built before there is a connection."""
    statement: Any = _insert(dialect, table)
    new = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=list(unique), set_=new)  # type: ignore[no-any-return]


def _insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
