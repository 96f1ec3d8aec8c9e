"""72 hours without Telegram, a storm in VK, a database that restarts: each result is told, or on somebody's list."""

import asyncio
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from journal.records import ExamResultRecord
from school.outbox import State
from storage import tables
from storage.database import Database
from tests.faults.messengers import Messengers, messengers
from tests.faults.post_office import START, PostOffice, post_office
from tests.faults.postgres import answers, postgres
from tests.faults.proxy import proxy
from tests.faults.school import TEACHER, bring, found_school
from tests.importing.source import source

FAMILIES = 250
STEP = timedelta(hours=1)
LAST_NEWS = 44  # steps: what comes later is not due within the three days
WHERE = (("telegram",), ("vk",), ("telegram", "vk"), ("telegram",))  # families, in turn
TOO_FAST = {"error": {"error_code": 6, "error_msg": "Too many requests per second", "request_params": []}}
DAY = timedelta(hours=24)


class Storm:
    """VK answers «too fast», fails inside, or says nothing sensible, while it blows."""

    def __init__(self, both: Messengers, seed: int) -> None:
        self._both, self._dice, self.blows = both, random.Random(seed), False
        self.struck = 0

    async def reply(self, method: str, fields: dict[str, Any]) -> Any:
        vk = method in ("execute", "messages.send")
        if vk and self.blows and self._dice.random() < 0.7:
            self.struck += 1
            return TOO_FAST if self._dice.random() < 0.8 else {"error": {"error_code": 10, "error_msg": "Internal"}}
        return await self._both.reply(method, fields)


async def live_through(results: int) -> tuple[dict[str, int], int]:
    """How many results were told in time and how many were listed in time; and how often VK refused."""
    async with postgres() as server, messengers() as both, proxy(("127.0.0.1", _port(both))) as network:
        database = Database(server.url)
        await found_school(database, FAMILIES, WHERE, now=START - timedelta(days=1), teacher="vk")
        storm = Storm(both, 1)
        both.stand.reply = storm.reply
        await network.refuse()  # Telegram is dark from the first minute to the last
        async with post_office(database, network.url, both.stand.url) as office:
            news = [n * LAST_NEWS * FAMILIES // results for n in range(results // FAMILIES)]
            for step in range(int(timedelta(hours=72) / STEP)):
                if step in news:
                    await _bring(database, step, office.now())
                storm.blows = step % 24 < 12
                if step % 12 == 7:
                    await asyncio.gather(asyncio.to_thread(server.restart), office.work(0.3))
                    while not await answers(server.url):  # noqa: ASYNC110 - watched as another process would
                        await asyncio.sleep(0.05)
                else:
                    await office.work(0.15)
                office.later(seconds=STEP.total_seconds())
            ends = await _ends(database, office)
        await database.close()
        taken = _taken(both, news)
        assert set(taken.values()) == {1}  # in the ledger of VK itself
        assert taken.total() == ends["told"]
        assert not both.of("telegram", "")
        return ends, storm.struck


async def _bring(database: Database, number: int, now: datetime) -> None:
    records = [
        ExamResultRecord(f"S{n}", f"Проба-{number}.", "Химия", now.date(), mark="5", received_at=now)
        for n in range(FAMILIES)
    ]
    await bring(database, source(exam_results=records), now=now)


async def _ends(database: Database, office: PostOffice) -> dict[str, int]:
    """Of every result: told in time, on the list in time, or neither."""
    async with database.read() as connection:
        sent = await connection.execute(select(tables.outbox).where(tables.outbox.c.kind == "exam_result"))
        told: dict[int, datetime] = {}
        for row in sent:
            if row.state == State.SENT:
                told[row.ref_id] = min(row.settled_at, told.get(row.ref_id, row.settled_at))
        listed = {row.ref_id: row for row in await connection.execute(select(tables.cases)) if row.listed_at}
        results = list(await connection.execute(select(tables.exam_results)))
    ends = {"told": 0, "listed": 0, "late": 0}
    for result in results:
        due = result.received_at + DAY
        case = listed.get(result.id)
        in_time = told.get(result.id, due + DAY) <= due
        ends["told" if in_time else "listed" if case and case.listed_at <= due else "late"] += 1
    return ends


def _taken(both: Messengers, news: list[int]) -> Counter[tuple[str, int]]:
    """How often VK took each result, by its chat and the number of the exam."""
    exams = [(number, both.of("vk", f"Проба-{number}.")) for number in news]
    return Counter({(chat, number): times for number, of in exams for chat, times in of.items() if chat != TEACHER})


def _port(both: Messengers) -> int:
    return int(both.stand.url.rpartition(":")[2])


async def test_in_three_days_of_darkness_each_of_a_thousand_results_is_told_or_on_a_list() -> None:
    ends, struck = await live_through(1_000)
    print(f"\n{ends}, VK refused {struck} times")
    assert ends == {"told": 500, "listed": 500, "late": 0}
    assert struck


@pytest.mark.long
async def test_in_three_days_of_darkness_each_of_five_thousand_results_is_told_or_on_a_list() -> None:
    ends, struck = await live_through(5_000)
    print(f"\n{ends}, VK refused {struck} times")
    assert ends == {"told": 2_500, "listed": 2_500, "late": 0}
