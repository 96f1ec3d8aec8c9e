"""The delivery engine and the jobs of the clock, with the real adapters, by a clock that a test moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.channels.telegram.adapter import Telegram
from bot.channels.vk.adapter import Vk
from scheduler.delivery import Delivery
from scheduler.jobs import JOBS, Ticker
from scheduler.lane import Lane
from school.messenger import Channel
from storage import tables
from storage.database import Database
from tests.faults.school import KEY

TOKEN = "7100200300:" + "A" * 35
START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
OPEN = ("queued", "retry", "leased")


class PostOffice:
    """`now` is moved by `later`; `work` runs every job once and lets delivery go on for a while."""

    def __init__(self, database: Database, telegram: Telegram | None, vk: Vk | None, at: datetime = START) -> None:
        self.database, self.at = database, at
        found: dict[Channel, Telegram | Vk | None] = {Channel.TELEGRAM: telegram, Channel.VK: vk}
        self.lanes = {channel: Lane(one) for channel, one in found.items() if one}
        self.delivery = Delivery(database, self, self.lanes, KEY, "here")
        self.ticker = Ticker(database, self, self.delivery.wake)

    def now(self) -> datetime:
        """See school.clock.Clock."""
        return self.at

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)

    async def work(self, seconds: float = 0.0) -> None:
        """Everything that the clock demands now, then so many seconds of sending."""
        for name, _, job in JOBS:
            await self.ticker.run(name, job)
        self.delivery.wake()
        await asyncio.sleep(seconds)

    async def waiting(self, channel: str | None = None) -> int:
        """Rows that are open and due; -1 while the database does not answer."""
        box = tables.outbox.c
        query = select(func.count()).where(box.state.in_(OPEN) & (box.not_before <= self.at))
        try:
            async with self.database.read() as connection:
                found = await connection.execute(query.where(box.channel == channel) if channel else query)
                return int(found.scalar_one())
        except Exception:
            return -1

    async def until_done(self, channel: str | None = None, seconds: float = 60) -> None:
        """Until nothing is left, neither what is due nor what is to be tried again within two minutes."""
        async with asyncio.timeout(seconds):
            for _ in range(4):
                while await self.waiting(channel):  # noqa: ASYNC110 - watched as another process would
                    await asyncio.sleep(0.05)
                self.later(seconds=30)
                self.delivery.wake()


@asynccontextmanager
async def post_office(
    database: Database, telegram_url: str | None, vk_url: str | None, at: datetime = START
) -> AsyncIterator[PostOffice]:
    """At work until the end of the block."""
    telegram = Telegram(TOKEN, telegram_url) if telegram_url else None
    vk = Vk("vk1.a.secret", 5, vk_url) if vk_url else None
    office = PostOffice(database, telegram, vk, at)
    running = asyncio.create_task(office.delivery.run())
    try:
        yield office
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        for one in (telegram, vk):
            if one:
                await one.close()
