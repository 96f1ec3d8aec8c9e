"""What a measurement needs: a stand-in process, a migrated database, an engine that delivers."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.delivery.school import StillClock
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
    delivery = Delivery(database, StillClock(), {channel: lane}, KEY, "bench")
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery, lane
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await messenger.close()


async def until_taken(platform: StandIn, messages: int, seconds: float) -> None:
    """Wait until the stand-in has so many messages, or that long."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and await platform.count() < messages:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.25)


def peak() -> float:
    """The most memory that this process has held, MiB. (`ru_maxrss` would count the parent's, before the exec, too.)"""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
