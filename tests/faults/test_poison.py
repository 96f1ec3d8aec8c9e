"""An update that kills the process each time: it is tried less and less, the others are answered, and it is parked."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.inbox import CONVICTED, TRIES
from storage import tables
from storage.database import Database
from tests.databases import new_address
from tests.faults.campaign import HELP, Campaign, nursery
from tests.faults.messengers import messengers
from tests.faults.school import chats, found_school


@pytest.fixture
async def campaign(tmp_path: Path) -> AsyncIterator[Campaign]:
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, 3)
    async with messengers() as both, nursery() as children:
        yield Campaign(children, both, database, tmp_path, 0)
    await database.close()


async def test_an_update_that_kills_the_process_is_parked_and_the_others_are_answered(campaign: Campaign) -> None:
    """It dies over the first one as often as nobody waits for that; the later tries, one by one slower, are written."""
    both, (bad, good, _) = campaign.messengers, chats("telegram", 3)
    await both.ask("telegram", bad, "оценки")
    for life in range(1, TRIES + 1):
        await _dies_over_it(campaign)
        assert [row.attempts for row in await _updates(campaign)] == [life]
    async with campaign.database.write() as connection:
        await connection.execute(update(tables.inbox).values(attempts=CONVICTED))
    await both.ask("telegram", good, "помощь")
    campaign.asked.update([("telegram", bad), ("telegram", good)])
    pid = await campaign.nursery.fork(campaign.job())
    await campaign.done(pid)
    await campaign.kill(pid)
    assert both.of("telegram", HELP) == {good: 1}
    assert {row.chat: row.trouble for row in await _updates(campaign)} == {bad: "poisoned", good: None}


async def _dies_over_it(campaign: Campaign) -> None:
    """A life that ends before the update does."""
    death = {"sql": r"^UPDATE inbox SET .*done_at", "moment": "before", "nth": 1}
    pid = await campaign.nursery.fork(campaign.job(death=death))
    assert await campaign.nursery.says(pid, "ended", seconds=60)


async def _updates(campaign: Campaign) -> Sequence[Any]:
    async with campaign.database.read() as connection:
        return (await connection.execute(select(tables.inbox))).all()
