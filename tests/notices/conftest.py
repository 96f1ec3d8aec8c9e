"""The world's school with an empty diary, a journal that brings sheets, and a messenger that keeps what it is told."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from journal.records import MarkRecord
from scheduler.planning import catch_up, catch_up_news
from storage import tables
from storage.database import Database
from tests.databases import open_database
from tests.importing.source import bring, source
from tests.scheduler.conftest import Post
from tests.world import CHATS, MONDAY, NOW, FrozenClock, build_world

MARK = MarkRecord("S1", "Алгебра", MONDAY, "4")
DIARY = (
    *("marks", "attendance", "homework", "works", "remarks", "changes"),
    *("finals", "exam_results", "topics", "dated_lessons"),
)


@dataclass
class Desk(Post):
    """`journal` imports sheets at the clock's time; `settle` lets twenty minutes pass and delivers."""

    channel: str = "telegram"

    async def journal(self, **sheets: Sequence[Any]) -> None:
        self.later(seconds=1)
        await bring(self.database, source(**sheets), now=self.clock.now(), confirm_removals=True)

    async def settle(self, minutes: float = 21) -> None:
        self.later(minutes=minutes)
        await catch_up(self.database, self.clock.now())
        await catch_up_news(self.database, self.clock.now())
        await self.deliver()

    def told(self, who: str = "anna", channel: str = "telegram") -> list[str]:
        """What a person was told since the last time, first to last, edits included."""
        recorder, chat = (self.telegram if channel == "telegram" else self.vk), CHATS[who, channel]
        mine = [said for said in recorder.said if said.chat == chat]
        recorder.said = [said for said in recorder.said if said.chat != chat]
        return [("✎ " if said.replaces else "") + said.text for said in mine]

    async def profile(self, **values: str) -> None:
        async with self.database.write() as connection:
            await connection.execute(update(tables.schools).values(profile=values))


def mark(value: str, **more: Any) -> MarkRecord:
    """Мария's mark in algebra today, or with other fields."""
    return replace(MARK, value=value, **more)


async def desk_of(database: Database) -> Desk:
    """The school at 17:00 on Monday, nothing in its diary."""
    world = await build_world(database)
    async with database.write() as connection:
        for name in DIARY:
            await connection.execute(delete(tables.metadata.tables[name]))
    return Desk(database, world, FrozenClock(NOW - timedelta(hours=2)))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """On SQLite, at 15:00."""
    async for database in open_database("sqlite", tmp_path):
        yield await desk_of(database)


@pytest.fixture
async def both(database: Database) -> Desk:
    """On SQLite, and on PostgreSQL."""
    return await desk_of(database)
