"""The measurements, one function each; every figure is a ratio or a time seen in this run."""

import argparse
import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.delivery import rig, school
from benchmarks.delivery.restart import restart
from benchmarks.delivery.rig import broadcast, share, telegram
from benchmarks.delivery.unlimited import unlimited
from bot.app import SELDOM
from scheduler.lane import Lane
from school.message import Message, Span, Text
from school.messenger import Address, Channel
from school.outbox import State
from storage import leasing
from storage.database import Database
from storage.fanout import queue_digests
from storage.leasing import Settlement

GROUP = 228000101


async def lane_30(seconds: float) -> None:
    """Telegram's 30 a second, a bucket of a third of one, and one a second for a chat."""
    for latency in (0.05, 0.3):
        with rig.stand_in(latency, 30, 1.0) as platform:
            messages = int(30 * seconds)
            books = await broadcast(
                platform, telegram(platform), "digest", messages, Channel.TELEGRAM, seconds * 1.5 + 10
            )
        print(f"telegram 30/s, {latency * 1000:3.0f} ms     {share(books, 30)}")


async def lane_paid(seconds: float) -> None:
    """Telegram's 1,000 a second with allow_paid_broadcast, 50 ms, database included."""
    for kind in ("exam_result", "digest"):
        with rig.stand_in(0.05, 1000) as platform:
            messages = int(1000 * seconds)
            books = await broadcast(
                platform, telegram(platform, paid=True), kind, messages, Channel.TELEGRAM, seconds * 3 + 10
            )
        print(f"telegram paid, {kind:<12} {share(books, 1000)}")


async def vk(seconds: float) -> None:
    """VK's 20 requests a second of 25 calls each, 150 ms."""
    from bot.channels.vk.adapter import Vk

    with rig.stand_in(0.15) as platform:
        messages = int(500 * seconds)
        messenger = Vk("vk1.a.bench", GROUP, platform.url)
        books = await broadcast(platform, messenger, "exam_result", messages, Channel.VK, seconds * 3 + 10)
        print(f"vk execute, 150 ms         {share(books, 500)}   {books['requests']} requests")


async def vk_announcements(seconds: float) -> None:
    """One text for many: `peer_ids` inside `execute`, 150 ms."""
    from bot.channels.vk.adapter import Vk

    with rig.stand_in(0.15) as platform:
        messages = int(5000 * seconds)
        messenger = Vk("vk1.a.bench", GROUP, platform.url)
        books = await broadcast(platform, messenger, "announcement", messages, Channel.VK, seconds * 5 + 10)
        print(f"vk announcements, 150 ms   {share(books, 10_000)}   {books['requests']} requests")


async def overtaking(seconds: float) -> None:
    """During 10,000 digests at 30/s: an exam result queued by another process, and answers to people."""
    families = 10_000
    with rig.stand_in(0.05, 30, 1.0) as platform:
        async with rig.new_database() as database:
            await school.build(database, families)
            await school.queue(database, "digest", range(1, families + 1))
            other = Database(database.url.render_as_string())
            async with rig.running(database, telegram(platform), Channel.TELEGRAM) as (_, lane):
                await asyncio.sleep(2)
                queued = time.monotonic()
                await school.queue(other, "exam_result", range(families, families + 1))
                waits = await _answers(lane, seconds)
                books = platform.ask()
            await other.close()
        came = min(at for chat, at in books["watched"].items() if int(chat) == 1000 + families)
        handed = sorted(books["watched"][chat] - began for chat, began in waits.items())
        p99 = handed[min(len(handed) - 1, int(len(handed) * 0.99))]
        print(f"exam result overtakes      {came - queued:8.2f} s behind 10,000 digests (queued by another connection)")
        print(f"answers during it          {statistics.median(handed) * 1000:8.0f} ms median, {p99 * 1000:.0f} ms p99"
              f" of {len(handed)}; refused {books['refused']}")  # fmt: skip


async def _answers(lane: Lane, seconds: float) -> dict[str, float]:
    """When each answer was ready to be said, by chat."""
    waits: dict[str, float] = {}
    said: list[asyncio.Task[Any]] = []
    for number in range(int(seconds * 5)):
        chat, words = str(900_000 + number), Message((Text((Span("watch"),)),))
        waits[chat] = time.monotonic()
        said.append(asyncio.create_task(lane.send(Address(Channel.TELEGRAM, chat), words, once=-number - 1)))
        await asyncio.sleep(0.2)
    await asyncio.gather(*said)
    return waits


async def many(seconds: float) -> None:
    """40 schools in one process, a bot, a lane and a database each, 30/s each; the first is refused for 3 seconds."""
    async with AsyncExitStack() as stack:
        each, bots = int(30 * seconds), range(1, 41)
        platform = stack.enter_context(rig.stand_in(0.05, 30, 1.0))
        databases = [await stack.enter_async_context(rig.new_database()) for _ in bots]
        for database in databases:
            await school.build(database, each)
            await school.queue(database, "exam_result", range(1, each + 1))
        adapters = [telegram(platform, f"{number}:{'A' * 35}") for number in bots]
        for database, adapter in zip(databases, adapters, strict=True):  # all of them begin together
            await stack.enter_async_context(rig.running(database, adapter, Channel.TELEGRAM))
        await asyncio.sleep(seconds / 3)
        await asyncio.to_thread(platform.ask, "/refuse?1")
        await asyncio.sleep(seconds * 5 / 3 + 5)
        books = [platform.ask(f"/books?{number}") for number in bots]
    rates = [(len(one["times"]) - 1) / (one["times"][-1] - one["times"][0]) for one in books]
    others = [at for one in books[1:] for at in one["times"]]
    whole = (len(others) - 1) / (max(others) - min(others))
    refused, lost = [one["refused"] for one in books], sum(each - one["chats"] for one in books)
    print(f"40 bots × 30/s             {whole:8.1f}/s in all of 39; slowest {min(rates[1:]):.1f}/s;"
          f" refused {sum(refused[1:])}, lost {lost}")  # fmt: skip
    print(f"  one of them under 429    {rates[0]:8.1f}/s, refused {refused[0]}, silent for {_silence(books[0]):.1f} s;"
          f" the others for {max(map(_silence, books[1:])):.1f} s")  # fmt: skip


def _silence(books: dict[str, Any]) -> float:
    """The longest time between two messages, in seconds."""
    return float(max(after - before for before, after in pairwise(books["times"])))


async def fan_out(seconds: float) -> None:
    """Queueing 100,000 digests: one statement, against the time that sending them takes at the lanes' rates."""
    families = 100_000
    async with rig.new_database() as database:
        await school.build(database, families)
        began = time.perf_counter()
        async with database.write() as connection:
            channels = (str(Channel.TELEGRAM),)
            queued = await queue_digests(connection, 1, school.MONDAY, None, channels, school.NOW, school.FAR)
        took = time.perf_counter() - began
    print(f"fan-out of {queued:,} rows    {took:8.2f} s: {took / (queued / 30):.2%} of sending at 30/s,"
          f" {took / (queued / 1000):.1%} at 1,000/s")  # fmt: skip


async def memory(seconds: float) -> None:
    """The peak of a process that sends for some seconds with 1,000 and with 100,000 rows queued."""
    peaks = []
    for queued in (1_000, 100_000):
        command = (sys.executable, "-m", "benchmarks", "delivery", "--sender", str(queued), "--seconds", str(seconds))
        printed = await _printed(*command)
        peaks.append(float(printed.split()[-1]))
    print(f"memory                     {peaks[0]:8.0f} MiB with 1,000 queued, {peaks[1]:.0f} MiB with 100,000:"
          f" {peaks[1] / peaks[0]:.2f}")  # fmt: skip


async def _printed(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode()


async def sender(queued: int, seconds: float) -> None:
    """For `memory`: the rows are made by a process of their own, for a peak never falls."""
    with rig.stand_in(0.02, 30) as platform:
        async with rig.new_database() as database:
            made = "import asyncio, sys; from benchmarks.delivery.runs import make; asyncio.run(make(*sys.argv[1:]))"
            url = database.url.render_as_string()
            await _printed(sys.executable, "-c", made, url, str(queued))
            async with rig.running(database, telegram(platform), Channel.TELEGRAM):
                await asyncio.sleep(seconds)
    print(rig.peak())


async def make(url: str, queued: str) -> None:
    """Fill a database for `sender`."""
    database = Database(url)
    await school.build(database, int(queued))
    await school.queue(database, "digest", range(1, int(queued) + 1))
    await database.close()


async def start(seconds: float) -> None:
    """Commands that need no messenger start without loading one."""
    code = (
        "import sys, time; sys.argv = ['bot', sys.argv[1], '--help']; import runpy\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "sys.stdout.flush(); loaded = [n for n in ('aiogram', 'vk_api') if n in sys.modules]\n"
        "print(); print(__import__('json').dumps([time.process_time(), loaded]))"
    )
    for name in ("import", "check", "deadlines"):
        command = (sys.executable, "-c", code, name)
        printed = await _printed(*command)
        used, loaded = json.loads(printed.strip().splitlines()[-1])
        print(f"python -m bot {name:<10}   {used:8.2f} s of CPU to its help; messenger libraries: {loaded or 'none'}")


async def table(seconds: float) -> None:
    """The CPU that a row costs in the outbox itself, in batches as they are at full speed, and on the paid lane."""
    for lane, batch, few in (("at full speed", 480, 160), ("on the paid lane", 300, 50)):
        used = await _batches(batch, few)
        figures = ", ".join(f"{name} {cpu * 1e6:.0f} µs" for name, cpu in used.items())
        print(f"the table, CPU for a row   {figures}   {lane}")


async def _batches(batch: int, few: int) -> dict[str, float]:
    used, rows, until = dict.fromkeys(("claim", "mark", "settle"), 0.0), batch * 20, school.NOW + timedelta(seconds=40)
    async with rig.new_database() as database:
        await school.build(database, rows)
        await school.queue(database, "exam_result", range(1, rows + 1))

        async def step(name: str, act: Callable[[AsyncConnection], Coroutine[Any, Any, Any]]) -> Any:
            began = time.process_time()
            done = await database.at_once(act)
            used[name] += (time.process_time() - began) / rows
            return done

        for _ in range(20):
            lane: dict[str, Any] = {
                "channel": Channel.TELEGRAM,
                "owner": "me",
                "now": school.NOW,
                "until": until,
                "limit": batch,
            }
            ids = list(await step("claim", partial(leasing.claim, **lane)))
            for place in range(0, batch, few):
                some = ids[place : place + few]
                epochs = dict.fromkeys(some, 1)
                await step("mark", partial(leasing.mark_leaving, owner="me", epochs=epochs, until=until))
                ends = [Settlement(one, 1, State.SENT, message_id="12345") for one in some]
                await step("settle", partial(leasing.settle, settlements=ends, now=school.NOW))
    return used


RUNS: dict[str, Callable[[float], Awaitable[None]]] = {
    "lane": lane_30,
    "paid": lane_paid,
    "unlimited": unlimited,
    "vk": vk,
    "announcements": vk_announcements,
    "overtaking": overtaking,
    "many": many,
    "fanout": fan_out,
    "memory": memory,
    "table": table,
    "start": start,
    "restart": restart,
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks delivery")
    parser.add_argument("--only", action="append", choices=RUNS, help="run this one (repeatable); all otherwise")
    parser.add_argument("--seconds", type=float, default=10.0, help="of sending, for each figure")
    parser.add_argument("--sender", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    gc.set_threshold(*SELDOM)
    if asked.sender:
        asyncio.run(sender(asked.sender, asked.seconds))
        return
    for name in asked.only or RUNS:
        asyncio.run(RUNS[name](asked.seconds))  # type: ignore[arg-type]
