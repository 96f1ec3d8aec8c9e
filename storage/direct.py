"""SQLite for the engine that delivers: a whole transaction in one passage to a thread, or in none at all.

An `AsyncConnection` of SQLite pays at every call for a greenlet, a thread and the way back: ten times what most
statements of the engine cost. Here a step is given a connection that does at once what it is asked, so that it never
waits; it runs in a thread of its own where the disk is waited for (a commit), and on the loop where it is not (a look).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine, RootTransaction
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
Step = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02)  # seconds between looks on the loop whether others have done writing


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


class Desk:
    """A connection with a thread, for what may wait. Who is cancelled meanwhile waits until it has ended."""

    def __init__(self, opened: Callable[[], Straight]) -> None:
        self._opened = opened
        self._connection: Straight | None = None
        self._asked: SimpleQueue[tuple[asyncio.Future[Any], Callable[[Straight], Any]] | None] = SimpleQueue()
        self.thread = Thread(target=self._work, daemon=True, name="sqlite")
        self.thread.start()

    async def do(self, act: Callable[[Straight], T]) -> T:
        """What `act` returns for the connection, in the thread."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.put((done, act))
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            await asyncio.gather(done, return_exceptions=True)
            raise

    def close(self) -> None:
        """Close the connection, whatever state it is in, and end the thread, when it has done what it was asked."""
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


def _end(done: "asyncio.Future[Any]", how: Callable[..., None], what: Any) -> None:
    if not done.done():
        how(what)


class Direct:
    """The connections of one SQLite file that work so. Whoever writes must have the writer's turn: storage.database."""

    def __init__(self, engine: Engine, proxy: AsyncEngine, patience: float) -> None:
        """`patience`: seconds that a look waits for writers in other processes."""
        self.engine, self._proxy, self._patience = engine, proxy, patience
        self._idle: list[Desk] = []
        self._loops: tuple[Desk, Straight] | None = None
        self._closed = False

    async def at_once(self, step: Step[T], *, writes: bool) -> T:
        """What the step returns for a connection inside a transaction of its own, in a thread."""
        desk = self._idle.pop() if self._idle else Desk(self._open)

        def transact(connection: Straight) -> T:
            with connection.beginning(writes=writes):
                return connection.whole(step)

        try:
            done = await desk.do(transact)
        except BaseException:
            desk.close()  # after trouble a connection is not used again
            raise
        if self._closed:
            desk.close()
        else:
            self._idle.append(desk)
        return done

    async def briefly(self, step: Step[T]) -> T:
        """As `at_once`, for a step that writes little: done on the loop; only for the disk it waits aside."""
        async with self._here() as (desk, connection, transaction):
            done = connection.whole(step)
            await desk.do(lambda _: transaction.commit())
        return done

    @asynccontextmanager
    async def holding(self, look: Step[T]) -> AsyncIterator[T]:
        """What `look` returned, done on the loop itself; until the block is left, nobody can write. It only reads."""
        async with self._here() as (_, connection, transaction):
            yield connection.whole(look)
            transaction.commit()  # of nothing: the disk has no part in it

    @asynccontextmanager
    async def _here(self) -> AsyncIterator[tuple[Desk, Straight, RootTransaction]]:
        """The connection that is used on the loop, in a transaction that has the lock."""
        desk, connection = self._loops or (Desk(self._open), None)
        try:
            if connection is None:
                connection = await desk.do(_impatient)
            self._loops = desk, connection
            yield desk, connection, await self._begun(connection)
        except BaseException:
            self._loops = None
            desk.close()
            raise

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

    async def close(self) -> None:
        """Give every connection back, and wait until they are closed."""
        self._closed = True
        desks = [*self._idle, *(self._loops or ())[:1]]
        for desk in desks:
            desk.close()
        for desk in desks:
            await asyncio.to_thread(desk.thread.join)


def _impatient(connection: Straight) -> Straight:
    """One that says at once when somebody else is writing."""
    connection.driver.execute("PRAGMA busy_timeout=0")
    return connection
