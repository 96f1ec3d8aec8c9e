"""A connection to SQLite with a thread of its own, and the two ways to use it from the loop.

aiosqlite crosses to its thread and back for every cursor, fetch, close and commit, with a greenlet about it: some fifty
passages for one question of a parent. Here a call is one passage (`Distant`), or a whole transaction is (`Straight`).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, RootTransaction
from sqlalchemy.engine.cursor import CursorFetchStrategy, FullyBufferedCursorFetchStrategy
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
Step = Callable[[AsyncConnection], Coroutine[Any, Any, T]]


class Straight(AsyncConnection):
    """A connection as every storage function takes it; what it executes is done when it returns, in this thread."""

    async def execute(self, *args: Any, **named: Any) -> Any:
        return self._proxied.execute(*args, **named)

    def beginning(self, *, writes: bool) -> RootTransaction:
        """A transaction that began; with the lock, if it writes."""
        return self._proxied.execution_options(writes=writes).begin()

    @property
    def driver(self) -> sqlite3.Connection:
        driver: Any = self._proxied.connection.driver_connection
        return driver  # type: ignore[no-any-return]

    def shut(self) -> None:
        """Close it, whatever state it is in."""
        with suppress(SQLAlchemyError):
            self._proxied.invalidate()
        self._proxied.close()

    def whole(self, step: Step[T]) -> T:
        """What the step returns; it may await nothing but this connection."""
        work = step(self)
        try:
            work.send(None)
        except StopIteration as end:
            done: T = end.value
            return done
        work.close()
        raise RuntimeError("awaited something else than its connection")


class Worker:
    """A connection with a thread, for what may wait. Who is cancelled meanwhile waits until it has ended."""

    def __init__(self, opened: Callable[[], Straight]) -> None:
        self._opened = opened
        self._connection: Straight | None = None
        self._closed = False
        self._asked: SimpleQueue[tuple[asyncio.Future[Any], Callable[[Straight], Any]] | None] = SimpleQueue()
        self.thread = Thread(target=self._work, daemon=True, name="sqlite")
        self.thread.start()

    async def do(self, act: Callable[[Straight], T]) -> T:
        """What `act` returns for the connection, in the thread."""
        if self._closed:
            raise RuntimeError("this connection is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.put((done, act))
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            while not done.done():  # it may be cancelled again
                with suppress(asyncio.CancelledError):
                    await asyncio.wait((done,))
            done.exception()  # nobody else will ask
            raise

    async def connection(self) -> Straight:
        """The connection itself, for what does not wait; the worker may be asked nothing meanwhile."""
        if self._connection is None:
            return await self.do(lambda connection: connection)
        return self._connection

    def close(self) -> None:
        """Close the connection, whatever state it is in, and end the thread, when it has done what it was asked."""
        self._closed = True
        self._asked.put(None)

    def _work(self) -> None:
        while asked := self._asked.get():
            done, act = asked
            how: Callable[..., None] = done.set_result
            try:
                self._connection = self._connection or self._opened()
                what = act(self._connection)
            except BaseException as failure:
                how, what = done.set_exception, failure
            with suppress(RuntimeError):  # its loop is closed: nobody waits
                done.get_loop().call_soon_threadsafe(_end, done, how, what)
            del asked, done, act, how, what  # or an answer would be kept until the next question
        if self._connection:
            self._connection.shut()


class Distant(AsyncConnection):
    """A connection inside a transaction, used from the loop; the first call begins it. Made anew for each.

    It does not `stream`: what is long is read page by page.
    """

    def __init__(self, worker: Worker, straight: Straight, *, writes: bool) -> None:
        super().__init__(straight.engine, straight.sync_connection)
        self._worker, self._writes = worker, writes
        self._transaction: RootTransaction | None = None
        self._over = False

    async def execute(self, *args: Any, **named: Any) -> Any:
        return await self._do(lambda connection: _buffered(connection.execute(*args, **named)))

    async def exec_driver_sql(self, *args: Any, **named: Any) -> Any:
        return await self._do(lambda connection: _buffered(connection.exec_driver_sql(*args, **named)))

    async def run_sync(self, fn: Callable[..., T], *arg: Any, **kw: Any) -> T:
        return await self._do(lambda connection: fn(connection, *arg, **kw))

    async def end(self, *, keep: bool) -> None:
        """Commit, or roll back. A transaction that wrote nothing ends on the loop: the disk has no part in it."""
        self._over = True
        transaction, self._transaction = self._transaction, None
        if transaction is None:
            return
        end = transaction.commit if keep else transaction.rollback
        if self._writes:
            await self._worker.do(lambda _: end())
        else:
            end()

    async def _do(self, act: Callable[[Connection], T]) -> T:
        if self._over:
            raise RuntimeError("this transaction has ended")

        def begun(straight: Straight) -> T:
            if self._transaction is None:
                self._transaction = straight.beginning(writes=self._writes)
            return act(self._proxied)

        return await self._worker.do(begun)


def _end(done: "asyncio.Future[Any]", how: Callable[..., None], what: Any) -> None:
    if not done.done():
        how(what)


def _buffered(result: CursorResult[Any]) -> CursorResult[Any]:
    """With all its rows fetched: whoever reads them is not in this thread."""
    if result.returns_rows and type(result.cursor_strategy) is CursorFetchStrategy:
        result.cursor_strategy = FullyBufferedCursorFetchStrategy(result.cursor)
    return result
