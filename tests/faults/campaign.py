"""The kill campaign: a service on one database, killed -9 again and again, judged by what the platforms took."""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import func, select

from storage import tables
from storage.database import Database
from tests.faults.messengers import Messengers
from tests.faults.school import KEY, chats, students
from tests.house import ROOT

TOKEN = "7100200300:" + "A" * 35
FAMILIES = 100
ALIVE = 0.7  # seconds that a child has at most, when it dies by the clock
AT_LAST = 2.5  # seconds: who should have died at a certain event, and met none, dies now
HELP = "Напишите слово"
OPEN = ("queued", "retry", "leased")
LAST_LIFE = 600  # fifths of a second
LEASING = r"^UPDATE outbox SET .*epoch=\(outbox\.epoch"
DIRECTED = {
    "before the lease commits": {"sql": LEASING, "moment": "commit"},
    "after the lease committed": {"sql": r"FROM outbox JOIN contacts|FROM schools", "moment": "after"},
    "before the mark commits": {"sql": r"^UPDATE outbox SET reason=", "moment": "commit"},
    "before the first byte": {"sql": r"^SELECT outbox\.id\s+FROM outbox\s+WHERE .*owner", "moment": "before"},
    "before the settlement": {"sql": r"^UPDATE outbox SET .*message_id=", "moment": "before"},
    "before the settlement commits": {"sql": r"^UPDATE outbox SET .*message_id=", "moment": "commit"},
    "before an update is kept": {"sql": r"^INSERT INTO inbox", "moment": "commit"},
    "while an update is handled": {"sql": r"^UPDATE inbox SET attempts", "moment": "commit"},
    "before an update is finished": {"sql": r"^UPDATE inbox SET .*done_at", "moment": "commit"},
    "as leases are taken back": {"sql": r"^UPDATE outbox SET .*CASE", "moment": "after"},
}
IMPORTING = {
    "in an import": {"sql": r".", "moment": "before"},
    "in a fan-out": {"sql": r"^INSERT INTO outbox", "moment": "after"},
    "before an import commits": {"sql": r".", "moment": "commit"},
}


class Nursery:
    """The zygote and its children."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said: dict[int, list[str]] = {}
        self._forked: deque[asyncio.Future[int]] = deque()
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def fork(self, job: dict[str, Any]) -> int:
        """A child at work; its pid."""
        forked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._forked.append(forked)
        assert self._process.stdin
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        await self._process.stdin.drain()
        return await forked

    async def says(self, pid: int, *words: str, seconds: float = 60) -> str | None:
        """The first of these words that the child said; None after so many seconds. `ended`: it is no more."""
        deadline = time.monotonic() + seconds
        while not (said := [word for word in self._said.get(pid, []) if word in words]):
            self._news.clear()
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + deadline - time.monotonic()):
                    await self._news.wait()
            except TimeoutError:
                return None
        return said[0]

    def is_alive(self, pid: int) -> bool:
        return "ended" not in self._said.get(pid, [])

    async def _read(self) -> None:
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if told["says"] == "forked":
                self._said.pop(told["pid"], None)  # numbers come round again in a long campaign
                self._forked.popleft().set_result(told["pid"])
            self._said.setdefault(told["pid"], []).append(told["says"])
            self._news.set()


@asynccontextmanager
async def nursery(log: IO[bytes] | None = None) -> AsyncIterator[Nursery]:
    """A zygote that is ready; with its end everybody in it ends. What they complain of is in `log`."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("RODNIK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.zygote"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
        cwd=ROOT,
        env=environment,
    )
    assert process.stdin
    found = Nursery(process)
    try:
        yield found
    finally:
        process.stdin.close()
        await process.wait()


@dataclass
class Campaign:
    """One database, one school, many deaths. The instants are chosen by `seed` and the number of the kill alone."""

    nursery: Nursery
    messengers: Messengers
    database: Database
    folder: Path
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    exams: list[str] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def run(self, kills: int) -> None:
        """So many kills; then a last life, in which everything that was promised is done."""
        await self._first_life()
        while self.kills.total() < kills:
            dice = random.Random(f"{self.seed}:{self.kills.total()}")
            await self._ask(dice)
            if await self._open_rows() < FAMILIES:
                await self._import(dice)
            else:
                await self._life(dice)
        pid = await self.nursery.fork(self.job())
        await self.done(pid)
        await self.kill(pid)

    async def done(self, pid: int) -> None:
        """Until this child has done everything that was promised."""
        for _ in range(LAST_LIFE):
            if not (unfinished := await self.unfinished()):
                return
            assert self.nursery.is_alive(pid), "the service ended by itself"
            await asyncio.sleep(0.2)
        raise AssertionError(f"{unfinished} after {self.kills.total()} kills, KILL_SEED={self.seed}")

    async def _first_life(self) -> None:
        pid = await self.nursery.fork(self.job())
        await self.until_vk_is_heard()
        await self.kill(pid)

    async def until_vk_is_heard(self) -> None:
        """There nobody hears what was said before they first listened."""
        async with asyncio.timeout(60):
            while not (self.folder / "vk.position").exists():  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.05)

    async def _life(self, dice: random.Random) -> None:
        """A service that is killed: by the clock, at an event of its database, at a message on its way."""
        how = dice.choices(("by the clock", "statement", "directed", "message"), (40, 20, 25, 15))[0]
        if how == "by the clock":
            pid = await self.nursery.fork(self.job())
            await asyncio.sleep(dice.uniform(0, ALIVE))
            await self.kill(pid, how)
        elif how == "message":
            await self._kill_at_a_message(dice)
        else:
            anywhere = ("at any statement", {"sql": "."})
            name, death = dice.choice(list(DIRECTED.items())) if how == "directed" else anywhere
            nth = dice.randint(1, 3) if how == "directed" else int(dice.triangular(1, 400, 40))
            moment = dice.choice(("before", "after", "commit"))
            pid = await self.nursery.fork(self.job(death={"moment": moment, "nth": nth, **death}))
            await self._dies(pid, name)

    async def _kill_at_a_message(self, dice: random.Random) -> None:
        left, moment = [dice.randint(1, 12)], dice.choice(("before", "after"))
        pids: list[int] = []

        def strike(*_: str) -> None:
            left[0] -= 1
            if left[0] == 0 and pids:
                os.kill(pids[0], signal.SIGKILL)

        setattr(self.messengers, moment, strike)
        pids.append(await self.nursery.fork(self.job()))
        await self._dies(pids[0], f"{moment} a platform took a message")
        setattr(self.messengers, moment, lambda *_: None)

    async def _import(self, dice: random.Random) -> None:
        """An exam for everybody, brought while the service lives; both are killed, and the import is done again."""
        name, death = dice.choice(list(IMPORTING.items()))
        nth = dice.randint(1, 40) if name == "in an import" else 1
        exam = f"Проба-{len(self.exams) + 1}."
        pid = await self.nursery.fork(self.job())
        importing = self.job("bring", exam=exam, students=students(FAMILIES))
        first = await self.nursery.fork(importing | {"death": death | {"nth": nth}})
        if await self.nursery.says(first, "done", "ended", seconds=60) == "ended":
            self.kills[name] += 1
            again = await self.nursery.fork(importing)
            assert await self.nursery.says(again, "done", "ended", seconds=60) == "done"
        self.exams.append(exam)  # from here on it is a promise
        await asyncio.sleep(dice.uniform(0, 0.2))
        await self.kill(pid, "while an import ended")

    async def _ask(self, dice: random.Random) -> None:
        for _ in range(dice.randint(0, 2)):
            channel = dice.choice(("telegram", "vk"))
            chat = dice.choice(chats(channel, FAMILIES))
            self.asked[channel, chat] += 1
            await self.messengers.ask(channel, chat, "помощь")

    async def _dies(self, pid: int, how: str) -> None:
        """By what it carries; or, when that does not come, now."""
        if not await self.nursery.says(pid, "ended", seconds=AT_LAST):
            with suppress(ProcessLookupError):  # it came at this very moment
                os.kill(pid, signal.SIGKILL)
            assert await self.nursery.says(pid, "ended", seconds=20)
            how = "by the clock"
        self.kills[how] += 1

    async def kill(self, pid: int, how: str | None = None) -> None:
        """Now, from outside; counted by `how`."""
        assert self.nursery.is_alive(pid), "the service ended by itself"
        os.kill(pid, signal.SIGKILL)
        assert await self.nursery.says(pid, "ended", seconds=20)
        if how:
            self.kills[how] += 1

    def job(self, do: str = "serve", **more: Any) -> dict[str, Any]:
        """What a child is to do, on this database and these messengers."""
        url = self.messengers.stand.url
        settings: dict[str, Any] = {
            "data_dir": str(self.folder),
            "database_url": self.database.url.render_as_string(False),
        }
        settings |= {"http_port": 0, "secret_key": KEY.decode(), "telegram_token": TOKEN, "telegram_api_url": url}
        settings |= {"vk_token": "vk1.a.secret", "vk_group_id": 5, "vk_api_url": url}
        return {"do": do, "settings": settings, **more}

    async def _open_rows(self) -> int:
        states = tables.outbox.c.state.in_(OPEN)
        async with self.database.read() as connection:
            query = select(func.count()).where(states & (tables.outbox.c.kind == "exam_result"))
            return int((await connection.execute(query)).scalar_one())

    async def unfinished(self) -> list[Any]:
        """Open rows of the outbox, unanswered updates, and questions that were not even received."""
        box, updates = tables.outbox.c, tables.inbox.c
        async with self.database.read() as connection:
            open_rows = select(box.channel, box.kind, box.state, func.count()).where(box.state.in_(OPEN))
            found = list(await connection.execute(open_rows.group_by(box.channel, box.kind, box.state)))
            waiting = select(updates.channel, updates.attempts, func.count()).where(updates.done_at.is_(None))
            found += list(await connection.execute(waiting.group_by(updates.channel, updates.attempts)))
            came = (await connection.execute(select(func.count(updates.id)))).scalar_one()
        return found + ([(came, "came of", self.asked.total())] if came < self.asked.total() else [])
