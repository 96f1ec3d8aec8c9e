"""A school whose deliveries can be run for a moment."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from scheduler.delivery import Delivery
from scheduler.lane import Lane
from school.messenger import Channel
from storage import tables
from storage.database import Database
from tests.scheduler.recorder import Recorder
from tests.world import NOW, FrozenClock, World, add, build_world

KEY = b"0" * 32


@dataclass
class Post:
    """A school, its two messengers, and a clock; `deliver` runs the loop until nothing that is due is left."""

    database: Database
    world: World
    clock: FrozenClock
    telegram: Recorder = field(default_factory=Recorder)
    vk: Recorder = field(default_factory=lambda: Recorder(dedupes=True))
    owner: str = "here"

    def engine(self) -> Delivery:
        lanes = {Channel.TELEGRAM: Lane(self.telegram), Channel.VK: Lane(self.vk)}
        return Delivery(self.database, self.clock, lanes, KEY, self.owner)

    async def deliver(self) -> None:
        running = asyncio.create_task(self.engine().run())
        try:
            async with asyncio.timeout(20):
                while not await self._idle():  # noqa: ASYNC110 - watched as another process would
                    await asyncio.sleep(0.02)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def _idle(self) -> bool:
        busy = {"leased"} | {"queued", "retry"}
        return not [row for row in await self.rows() if row.state in busy and row.not_before <= self.clock.now()]

    async def rows(self, kind: str | None = None) -> list[Any]:
        query = select(tables.outbox).order_by(tables.outbox.c.id)
        async with self.database.read() as connection:
            found = (await connection.execute(query)).all()
        return [row for row in found if kind in (None, row.kind)]

    async def states(self, kind: str | None = None) -> list[tuple[str, str | None]]:
        return [(row.state, row.reason) for row in await self.rows(kind)]

    async def result(self, student: str = "maria", received_at: datetime = NOW, **values: Any) -> int:
        """An exam result as an import would have stored it."""
        given = {"exam": "ВПР", "subject": "Математика", "day": NOW.date(), "mark": "5", "version": 1, "history": False}
        async with self.database.write() as connection:
            ids = {"student_id": self.world.people[student], "received_at": received_at}
            return await add(connection, tables.exam_results, **(given | ids | values))

    def later(self, **by: float) -> None:
        self.clock.at += timedelta(**by)


@pytest.fixture
async def post(database: Database) -> Post:
    """The world with both messengers, at 17:00 on Monday, before any result is known."""
    world = await build_world(database)
    async with database.write() as connection:
        await connection.execute(delete(tables.exam_results))
        await connection.execute(delete(tables.finals))
    return Post(database, world, FrozenClock(NOW))
