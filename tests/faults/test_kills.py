"""kill -9 at any instant, hundreds of times: nothing is lost, VK shows nothing twice, Telegram once more at most."""

import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import tables
from storage.database import Database
from tests.databases import new_address
from tests.faults.campaign import FAMILIES, HELP, Campaign, nursery
from tests.faults.messengers import messengers
from tests.faults.school import DIGEST, chats, found_school

SEED = int(os.environ.get("KILL_SEED", "0")) or random.randrange(1, 10**6)
MANY = int(os.environ.get("KILLS", "5000"))


async def campaigns(kind: str, folder: Path, seed: int) -> AsyncIterator[Campaign]:
    url = await new_address(kind, folder)
    database = Database(url)
    digest_time = (datetime.now(UTC) - timedelta(minutes=1)).time()
    async with messengers() as both, nursery() as children:
        await found_school(database, FAMILIES, digest=digest_time)
        yield Campaign(children, both, database, folder, seed)
    await database.close()


async def survive(kind: str, folder: Path, kills: int) -> None:
    async for campaign in campaigns(kind, folder, SEED):
        began = time.monotonic()
        await campaign.run(kills)
        said = f"{kind}: {campaign.kills.total()} kills in {time.monotonic() - began:.0f} s, KILL_SEED={SEED}"
        print(f"\n{said}; {len(campaign.exams)} imports, {campaign.asked.total()} questions, {judged(campaign)}")
        for how, times in campaign.kills.most_common():
            print(f"  {times:5} {how}")
        assert lost(campaign) == [], said
        assert doubled(campaign, "vk") == {}, said
        assert doubled(campaign, "telegram").total() <= campaign.kills.total(), said
        assert unsaid(campaign) == [], said
        assert await digests_are_told_once(campaign), said


def lost(campaign: Campaign) -> list[tuple[str, str, str]]:
    """Results and answers that somebody was promised and never got."""
    missing = []
    for channel in ("telegram", "vk"):
        for exam in campaign.exams:
            there = campaign.messengers.of(channel, exam)
            missing += [(channel, chat, exam) for chat in chats(channel, FAMILIES) if not there[chat]]
        answers = campaign.messengers.of(channel, HELP)
        asked = [(chat, times) for (where, chat), times in campaign.asked.items() if where == channel]
        missing += [(channel, chat, "?") for chat, times in asked if answers[chat] < times]
    return missing


def doubled(campaign: Campaign, channel: str) -> Counter[str]:
    """What came more often than once, by what it was about."""
    more: Counter[str] = Counter()
    for exam in campaign.exams:
        more[exam] = sum(times - 1 for times in campaign.messengers.of(channel, exam).values())
    answers = campaign.messengers.of(channel, HELP)
    more["?"] = sum(answers[chat] - campaign.asked[channel, chat] for chat in answers)
    return +more


def unsaid(campaign: Campaign) -> list[tuple[str, str]]:
    """Who has a result in Telegram twice, and not even one of the two says that it is a repeat."""
    plain: Counter[tuple[str, str]] = Counter()
    for (channel, chat, text), times in campaign.messengers.taken.items():
        if channel == "telegram" and "Повтор" not in text:
            plain.update({(chat, exam): times for exam in campaign.exams if exam in text})
    return [key for key, times in plain.items() if times > 1]


def judged(campaign: Campaign) -> str:
    taken, repeats = campaign.messengers.taken.total(), campaign.messengers.repeats
    telegram, vk = (doubled(campaign, channel).total() for channel in ("telegram", "vk"))
    return f"{taken} messages taken, {telegram} twice in Telegram, {vk} in VK ({repeats} that it dropped)"


async def digests_are_told_once(campaign: Campaign) -> bool:
    """Nobody has a digest twice; one that is missing has a row that says so."""
    digests = campaign.messengers.of("telegram", DIGEST) + campaign.messengers.of("vk", DIGEST)
    async with campaign.database.read() as connection:
        rows = select(tables.outbox.c.state, func.count()).where(tables.outbox.c.kind == "digest")
        ends = Counter({row[0]: row[1] for row in await connection.execute(rows.group_by(tables.outbox.c.state))})
    print(f"  digests: {ends}, {digests.total()} taken")
    once = max(digests.values()) == 1 and ends["sent"] <= digests.total() <= ends.total()
    return once and set(ends) <= {"sent", "ambiguous", "cancelled"}


async def test_nothing_is_lost_in_two_hundred_kills_on_sqlite(tmp_path: Path) -> None:
    await survive("sqlite", tmp_path, 200)


async def test_nothing_is_lost_in_a_hundred_kills_on_postgresql(tmp_path: Path) -> None:
    await survive("postgresql", tmp_path, 100)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_nothing_is_lost_in_thousands_of_kills(kind: str, tmp_path: Path) -> None:
    await survive(kind, tmp_path, MANY // 2)
