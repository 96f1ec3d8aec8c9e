"""SQLite's connection as SQLAlchemy drives it, able to do many things at once in its own thread.

aiosqlite sends every call (cursor, execute, fetch, close, commit) to a thread and back, which costs more CPU than most
statements. Here a whole piece of work crosses once: inside the connection's thread its calls are made directly.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from functools import partial
from threading import get_ident
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")
FETCH = 64  # rows fetched at a time by aiosqlite's own iteration, which SQLAlchemy does not use


class Driver(aiosqlite.Connection):
    """aiosqlite's connection; what its own thread asks is done at once."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **named: Any) -> Any:
        if get_ident() == self._thread.ident:
            return fn(*args, **named)
        return await super()._execute(fn, *args, **named)  # type: ignore[no-untyped-call]

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result, done as a whole in the connection's thread; it may await nothing but this connection.

        A caller that is cancelled waits until the work has ended.
        """
        doing = asyncio.ensure_future(super()._execute(_whole, work))  # type: ignore[no-untyped-call]
        try:
            done: T = await asyncio.shield(doing)
        except asyncio.CancelledError:
            await asyncio.wait((doing,))
            raise
        return done


def drive(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
    """SQLAlchemy's `do_connect` event: have the connection made here."""
    options["async_creator_fn"] = _made


def _made(*args: Any, **options: Any) -> Driver:
    driver = Driver(partial(sqlite3.connect, *args, **options), FETCH)
    driver._thread.daemon = True
    return driver


def _whole(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as end:
        done: T = end.value
        return done
    work.close()
    raise RuntimeError("awaited something else than its connection")
