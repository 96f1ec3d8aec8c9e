"""Settling: how rows ended goes to the table in batches, and is kept in memory until the table has it."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.surviving import survive
from school.clock import Clock
from storage import leasing
from storage.database import BRIEF, Database, is_about_values
from storage.leasing import Settlement
from storage.telling import remember

log = logging.getLogger(__name__)
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
                await self._settle(self._writing)
            except BaseException:
                self._waiting = [*self._writing, *self._waiting]
                self._news.set()
                raise
            finally:
                self._writing = ()

    async def _settle(self, several: Sequence[Settlement]) -> None:
        try:
            brief = sum([1 + len(end.tells) for end in several]) <= BRIEF
            await self._database.at_once(lambda connection: self._write(connection, several), brief=brief)
        except DBAPIError as failure:
            if not is_about_values(failure):
                raise
            if len(several) > 1:  # the table will never take one of them: it must not hold up the others
                for one in several:
                    await self._settle([one])
            elif several[0].tells:
                log.error("outbox %d: what it told cannot be kept", several[0].id)
                await self._settle([several[0]._replace(tells=())])
            else:
                raise

    async def _write(self, connection: AsyncConnection, several: Sequence[Settlement]) -> None:
        now = self._clock.now()
        await leasing.settle(connection, several, now)
        await remember(connection, [(end.id, one) for end in several for one in end.tells], now)
