"""Settling: how rows ended goes to the table in batches, and is kept in memory until the table has it."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.surviving import survive
from school.clock import Clock
from storage import leasing
from storage.database import Database
from storage.leasing import Settlement
from storage.telling import remember

GATHER = 0.05  # seconds: what ends within is settled together
MOST = 500  # in one transaction: answers to people wait for the writer too


class Settling:
    """Takes settlements from every lane; `run` writes them, `flush` writes what is left."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._waiting: list[Settlement] = []
        self._writing: Sequence[Settlement] = ()
        self._news, self._soon = asyncio.Event(), asyncio.Event()

    def add(self, settlements: Iterable[Settlement], *, soon: bool = False) -> None:
        """`soon`: a crash before it is written would cost a repetition, so it waits for no company."""
        self._waiting += settlements
        self._news.set()
        if soon:
            self._soon.set()

    @property
    def ids(self) -> set[int]:
        """Rows that have ended but whose end is not in the table yet."""
        return {one.id for one in (*self._waiting, *self._writing)}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._news.wait()
            if not self._soon.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(GATHER):
                        await self._soon.wait()
            self._news.clear()
            self._soon.clear()
            await survive(self.flush(), "settle")

    async def flush(self) -> None:
        """Write everything that waits. Raises what the database raises; nothing is forgotten then."""
        while self._waiting:
            self._writing, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                await self._database.at_once(self._settle)
            except BaseException:
                self._waiting = [*self._writing, *self._waiting]
                self._news.set()
                raise
            finally:
                self._writing = ()

    async def _settle(self, connection: AsyncConnection) -> int:
        now = self._clock.now()
        settled = await leasing.settle(connection, self._writing, now)
        await remember(connection, [(end.id, one) for end in self._writing for one in end.tells], now)
        return settled
