"""SQLite without the way to a thread and back at every call: what the engine and the handlers do there.

A transaction is led from the loop, one passage for a call (`leading`); or done as a whole in one passage (`at_once`);
or done on the loop itself, where there is little to do, and only the disk is waited for in a thread (`briefly`), or not
even that (`holding`).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import TypeVar

from sqlalchemy import Engine, RootTransaction
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.worker import Distant, Step, Straight, Worker

T = TypeVar("T")
PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02)  # seconds between looks on the loop whether others have done writing
LED = 15  # transactions led from the loop at a time; whoever comes later waits


class Direct:
    """The connections of one SQLite file that work so. Whoever writes must have the writer's turn: storage.database."""

    def __init__(self, engine: Engine, proxy: AsyncEngine, patience: float) -> None:
        """`patience`: seconds that a look waits for writers in other processes."""
        self.engine, self._proxy, self._patience = engine, proxy, patience
        self._idle: list[Worker] = []
        self._leaving: list[Worker] = []
        self._led = asyncio.Semaphore(LED)
        self._loops: tuple[Worker, Straight] | None = None
        self._closed = False

    async def at_once(self, step: Step[T], *, writes: bool) -> T:
        """What the step returns for a connection inside a transaction of its own, in a thread."""

        def transact(connection: Straight) -> T:
            with connection.beginning(writes=writes):
                return connection.whole(step)

        async with self._hired() as worker:
            return await worker.do(transact)

    @asynccontextmanager
    async def leading(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        """A connection inside a transaction; leaving commits, any exception rolls back."""
        trouble: BaseException | None = None
        async with self._led, self._hired() as worker:
            connection = Distant(worker, await worker.connection(), writes=writes)
            try:
                yield connection
            except BaseException as failure:
                trouble = failure  # of the caller's; the connection is as good as before, if it rolls back
            await connection.end(keep=trouble is None)
        if trouble:
            raise trouble

    @asynccontextmanager
    async def _hired(self) -> AsyncIterator[Worker]:
        """One that nobody else uses meanwhile. After trouble it is not used again."""
        worker = self._idle.pop() if self._idle else Worker(self._open)
        try:
            yield worker
        except BaseException:
            self._let_go(worker)
            raise
        if self._closed:
            self._let_go(worker)
        else:
            self._idle.append(worker)

    async def briefly(self, step: Step[T]) -> T:
        """As `at_once`, for a step that writes little: done on the loop; only for the disk it waits aside."""
        async with self._here() as (worker, connection, transaction):
            done = connection.whole(step)
            await worker.do(lambda _: transaction.commit())
        return done

    @asynccontextmanager
    async def holding(self, look: Step[T]) -> AsyncIterator[T]:
        """What `look` returned, done on the loop itself; until the block is left, nobody can write. It only reads."""
        async with self._here() as (_, connection, transaction):
            yield connection.whole(look)
            transaction.commit()  # of nothing: the disk has no part in it

    @asynccontextmanager
    async def _here(self) -> AsyncIterator[tuple[Worker, Straight, RootTransaction]]:
        """The connection that is used on the loop, in a transaction that has the lock."""
        worker, connection = self._loops or (Worker(self._open), None)
        try:
            if connection is None:
                connection = await worker.connection()
                connection.driver.execute("PRAGMA busy_timeout=0")  # it says at once when somebody else is writing
            self._loops = worker, connection
            yield worker, connection, await self._begun(connection)
        except BaseException:
            self._loops = None
            self._let_go(worker)
            raise
        if self._closed:
            self._loops = None
            self._let_go(worker)

    async def _begun(self, connection: Straight) -> RootTransaction:
        """A transaction that has the lock. It is not waited for inside SQLite: the loop has other things to do."""
        until, pauses = monotonic() + self._patience, iter(PAUSES)
        while True:
            try:
                return connection.beginning(writes=True)
            except OperationalError as failure:
                busy = getattr(failure.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or monotonic() > until:
                    raise
            await asyncio.sleep(next(pauses, PAUSES[-1]))

    def _open(self) -> Straight:
        return Straight(self._proxy, self.engine.connect())

    def _let_go(self, worker: Worker) -> None:
        worker.close()
        self._leaving = [other for other in (*self._leaving, worker) if other.thread.is_alive()]

    async def close(self) -> None:
        """Give every connection back, and wait until they are closed: the last one takes the file's -wal with it."""
        workers = [*self._idle, *(self._loops or ())[:1]]
        self._idle, self._loops, self._closed = [], None, True  # what is in use, or used later, is closed after use
        for worker in workers:
            self._let_go(worker)
        for worker in self._leaving:
            await asyncio.to_thread(worker.thread.join)
