"""The pages for a watching machine: what they say, when they warn, and what they never say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import aiohttp
import pytest
from fastapi import FastAPI

from bot.http import listening_socket, server_of
from console.health import DEAF, health_app
from console.metrics import Readings
from scheduler.lane import Lane
from scheduler.planning import catch_up
from scheduler.tally import Counted, Tally
from school.message import Message
from school.messenger import Address, Ambiguous, Channel, TryLater, Undeliverable
from school.outbox import Reason
from storage.database import Database
from tests.scheduler.conftest import Post
from tests.scheduler.recorder import Recorder
from tests.watching.conftest import tick


@pytest.fixture
def readings() -> Readings:
    return Readings({"telegram": Tally()})


@dataclass(frozen=True, slots=True)
class Page:
    """The HTTP side of a running process."""

    http: aiohttp.ClientSession
    url: str

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def numbers(self) -> dict[str, float]:
        """Every sample of /metrics by its name and labels."""
        status, text = await self.get("/metrics")
        assert status == 200
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[Page]:
    sock, server = listening_socket("127.0.0.1", 0), server_of(app)
    sock.listen()  # whoever asks before the server is up waits
    running = asyncio.create_task(server.serve(sockets=[sock]))
    async with aiohttp.ClientSession(trust_env=False) as http:
        yield Page(http, f"http://127.0.0.1:{sock.getsockname()[1]}")
    server.should_exit = True
    await running


@pytest.fixture
async def page(post: Post, readings: Readings) -> AsyncIterator[Page]:
    async with serving(health_app(post.database, post.clock, readings)) as page:
        yield page


async def test_it_counts_what_waits_and_how_long(post: Post, page: Page) -> None:
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    post.later(minutes=10)
    found = await page.numbers()
    assert found['rodnik_queue_rows{channel="telegram",kind="exam_result",state="queued"}'] == 1
    assert found['rodnik_oldest_due_seconds{channel="vk"}'] == 600
    assert (
        found['rodnik_deadline_margin_seconds{kind="exam_result"}'] == timedelta(hours=24, minutes=-10).total_seconds()
    )


async def test_it_shows_what_teachers_are_to_tell(post: Post, page: Page) -> None:
    await post.result("maria")
    await tick(post)
    post.later(hours=25)
    found = await page.numbers()
    assert found["rodnik_last_mile_cases"] == 1
    assert found['rodnik_deadline_margin_seconds{kind="last_mile"}'] == -3600


async def test_it_counts_what_a_platform_took_and_refused(page: Page, readings: Readings) -> None:
    failures: list[Exception | None] = [Undeliverable(Reason.BLOCKED), TryLater(0.01, cause="flood"), Ambiguous(), None]
    lane = Lane(Counted(Recorder(failures=failures), readings.tallies["telegram"]))
    for chat in "1234":
        try:
            await lane.send(Address(Channel.TELEGRAM, chat), Message(()), once=1)
        except (Undeliverable, TryLater, Ambiguous):
            continue
    found = await page.numbers()
    assert found['rodnik_sent_total{channel="telegram"}'] == 1
    for cause in ("blocked", "flood", "ambiguous"):
        assert found[f'rodnik_refused_total{{channel="telegram",cause="{cause}"}}'] == 1


async def test_handling_times_add_up_as_a_histogram(page: Page, readings: Readings) -> None:
    for seconds in (0.003, 0.2, 40):
        readings.handling.observe(seconds)
    found = await page.numbers()
    assert found['rodnik_handling_seconds_bucket{le="0.01"}'] == 1
    assert found['rodnik_handling_seconds_bucket{le="0.25"}'] == 2
    assert found['rodnik_handling_seconds_bucket{le="+Inf"}'] == found["rodnik_handling_seconds_count"] == 3
    assert found["rodnik_handling_seconds_sum"] == 40.203


async def test_it_names_nobody(post: Post, page: Page) -> None:
    await post.result("maria")
    await tick(post)
    _, text = await page.get("/metrics")
    assert not {word for word in ("Мария", "Орлова", "1001", "+7916", "Математика", "7А") if word in text}


async def test_it_is_ready_while_one_platform_answers(page: Page, readings: Readings) -> None:
    readings.heard = {"telegram": lambda: None, "vk": monotonic}
    assert await page.get("/readyz") == (200, '{"status":"ok"}')
    readings.heard["vk"] = lambda: monotonic() - DEAF - 1
    assert await page.get("/readyz") == (503, '{"status":"no listener"}')
    assert await page.get("/healthz") == (200, '{"status":"ok"}')


async def test_it_is_not_ready_with_a_clock_that_was_set_back(post: Post, page: Page) -> None:
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    post.later(hours=-1)
    assert await page.get("/readyz") == (503, '{"status":"clock set back"}')


async def test_it_is_not_ready_without_its_database(post: Post) -> None:
    lost = Database("postgresql+asyncpg://nobody:secret@127.0.0.1:1/nothing")
    async with serving(health_app(lost, post.clock)) as page:
        assert await page.get("/readyz") == (503, '{"status":"no database"}')
        assert await page.get("/metrics") == (503, "no database\n")
    await lost.close()
