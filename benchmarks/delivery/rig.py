"""What a measurement needs: a stand-in process, a migrated database, an engine that delivers."""

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.delivery import school
from scheduler.delivery import Delivery
from scheduler.lane import Lane
from school.messenger import Channel
from storage.database import Database
from storage.upgrade import upgrade

TOKEN = "7100200300:" + "A" * 35
KEY = b"0" * 32


class StandIn:
    """A running stand-in; `ask` reads its books."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, path: str = "/books") -> Any:
        """The books, /bodies, or /clear."""
        with urlopen(self.url + path) as answer:
            return json.load(answer)

    async def count(self) -> int:
        """How many messages were accepted."""
        return int((await asyncio.to_thread(self.ask, "/count"))["accepted"])


@contextmanager
def stand_in(latency: float = 0.0, rate: float = 0.0, chat_interval: float = 0.0) -> Iterator[StandIn]:
    """A stand-in in a process of its own, ended at the end."""
    options = (f"--latency={latency}", f"--rate={rate}", f"--chat-interval={chat_interval}")
    command = (sys.executable, "-m", "benchmarks.delivery.stand_in", *options)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield StandIn(int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def new_database() -> AsyncIterator[Database]:
    """A migrated SQLite database in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder, 'rodnik.db')}")
        await upgrade(database)
        yield database
        await database.close()


@asynccontextmanager
async def running(database: Database, messenger: Any, channel: Channel) -> AsyncIterator[tuple[Delivery, Lane]]:
    """An engine that delivers on one lane until the block ends."""
    lane = Lane(messenger)
    delivery = Delivery(database, school.StillClock(), {channel: lane}, KEY, "bench")
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery, lane
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await messenger.close()


def telegram(platform: StandIn, token: str = TOKEN, **changed: Any) -> Any:
    """The real adapter; `changed` limits make an imagined platform."""
    from bot.channels.telegram import adapter

    paid = changed.pop("paid", False)
    messenger = adapter.Telegram(token, platform.url, paid=paid)
    if changed:
        limits = replace(messenger.limits, **changed)
        imagined = type("Imagined", (adapter.Telegram,), {"limits": property(lambda _: limits)})
        messenger = imagined(token, platform.url, paid=paid)
    return messenger


async def broadcast(
    platform: StandIn, messenger: Any, kind: str, messages: int, channel: Channel, patience: float
) -> dict[str, Any]:
    """Send so many; the stand-in's books, and the seconds of CPU that it took us."""
    async with new_database() as database:
        await school.build(database, messages, channel)
        await school.queue(database, kind, range(1, messages + 1))
        gc.collect()
        cpu = time.process_time()
        async with running(database, messenger, channel):
            await until_taken(platform, messages, patience)
            used = time.process_time() - cpu
    books: dict[str, Any] = platform.ask()
    return books | {"cpu": used / messages, "lost": messages - books["chats"]}


def rate(books: dict[str, Any]) -> float:
    """Messages a second between the first and the last."""
    times = books["times"]
    return (len(times) - 1) / (times[-1] - times[0])  # type: ignore[no-any-return]


def share(books: dict[str, Any], limit: float) -> str:
    """What part of the limit was used between the first and the last message."""
    ours = rate(books)
    ends = f"refused {books['refused']}, lost {books['lost']}, doubled {books['doubled'] + books['repeats']}"
    return f"{ours:8.1f}/s of {limit:6.0f}  {ours / limit:7.1%}   {ends}   CPU {books['cpu'] * 1e6:5.0f} µs a message"


async def until_taken(platform: StandIn, messages: int, seconds: float) -> None:
    """Wait until the stand-in has so many messages, or that long."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and await platform.count() < messages:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.25)


def peak() -> float:
    """The most memory that this process has held, MiB. (`ru_maxrss` would count the parent's, before the exec, too.)"""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
