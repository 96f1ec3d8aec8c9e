"""A school at work, with its own messengers, that can crash, be copied and be put back: for tests.access.machine."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from actions.restoring import adopt
from scheduler.delivery import Delivery
from scheduler.lane import Lane
from school.incoming import Incoming
from school.messenger import Channel
from storage import audit, leasing, tables
from storage.copying import copy_sqlite, replace_sqlite
from storage.database import Database
from storage.people import person_by_id
from tests.access.listener import Listening
from tests.access.oracle import Oracle
from tests.databases import new_address
from tests.scheduler.recorder import Recorder
from tests.world import CHATS, MONDAY, NOW, STRANGER, FrozenClock, World, add, build_world

WHO = ("maria", "petr", "oleg")
NAMES = (("Мария", "Пётр", "Олег"), ("Ульяна", "Юрий", "Игнат"))
"""How the children of either school are called; the people who write to both have the same accounts."""
PEOPLE = [*CHATS, ("sergey", "telegram"), ("sergey", "vk"), ("stranger", "telegram"), ("stranger", "vk")]


def marked(school: int, child: str) -> str:
    """The topic of a mark."""
    return f"тема-{child}-{school}"


def examined(school: int, child: str) -> str:
    """The name of an exam."""
    return f"экзамен-{child}-{school}"


def announced(school: int) -> str:
    """The word of an announcement."""
    return f"собрание-{school}"


def chat_of(who: tuple[str, str]) -> str:
    """Where somebody writes from."""
    name, channel = who
    return CHATS.get(who, STRANGER if name == "stranger" else "1002" if channel == "telegram" else "2002")


FAMILIES = [who for who in PEOPLE if who[0] in ("anna", "viktor", "petr", "sergey")]


def _folder() -> Path:
    """Thousands of stories: in memory where the system has such a place."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="rodnik-house-", dir=memory if memory.is_dir() else None))


class House:
    """One school: its database, its bot on either messenger, and all that was said by it."""

    _templates: dict[int, tuple[Path, World]] = {}  # noqa: RUF012 - made once per process

    def __init__(self, number: int, clock: FrozenClock) -> None:
        self.number, self.clock, self.key = number, clock, bytes([number + 1]) * 32
        self.folder = _folder()
        self.file, self.copy = self.folder / "school.db", self.folder / "copy.db"
        self.messengers = {Channel.TELEGRAM: Recorder(), Channel.VK: Recorder(dedupes=True)}
        self.events = count(1)
        self.world: World
        self.database: Database
        self.names = dict(zip(WHO, NAMES[number], strict=True))

    async def open(self) -> None:
        """The school as it begins: made once, then copied."""
        if self.number not in self._templates:
            self._templates[self.number] = await self._make()
        template, self.world = self._templates[self.number]
        shutil.copy(template, self.file)
        await self.start()

    async def start(self) -> None:
        """As the process starts, on the file that there is."""
        self.database = Database(f"sqlite+aiosqlite:///{self.file}")
        files = self.folder / "files"
        self.boxes = {
            channel: Listening(self.database, self.clock, channel, messenger, self.key, files)
            for channel, messenger in self.messengers.items()
        }

    async def close(self) -> None:
        """The process ends, and its folder goes."""
        await self.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def hear(self, said: Sequence[tuple[tuple[str, str], dict[str, Any]]]) -> None:
        """People write, all at once, and are answered."""
        for channel, box in self.boxes.items():
            mine = [(chat_of(who), more) for who, more in said if who[1] == channel]
            await box.answer(*(self._event(channel, chat, **more) for chat, more in mine))

    async def crash(self, who: tuple[str, str], turns: int, **said: Any) -> None:
        """Somebody writes, the queue is being sent, and everything ends after so many turns of the loop."""
        channel = Channel(who[1])
        watching = sqlite3.connect(self.file)  # whose connection is closed last takes the -wal along; a crash does not
        watching.execute("SELECT count(*) FROM sqlite_master").fetchone()
        engine = asyncio.create_task(self._delivery().run())
        await self.boxes[channel].receive(self._event(channel, chat_of(who), **said))
        answering = asyncio.create_task(self.boxes[channel].run())
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in (engine, answering):
            task.cancel()
        await asyncio.gather(engine, answering, return_exceptions=True)
        dead, self.file = self.file, self.folder / f"school-{next(self.events)}.db"
        for left in self.folder.glob(f"{dead.name}*"):  # as the disk has it: what was not committed is not there
            if not left.name.endswith("-shm"):
                shutil.copy(left, f"{self.file}{left.name.removeprefix(dead.name)}")
        watching.close()
        await self.database.close()
        await self.start()
        for box in self.boxes.values():
            await box.answer()

    async def deliver(self) -> None:
        """Send what is due."""
        running = asyncio.create_task(self._delivery().run())
        try:
            async with asyncio.timeout(60):
                while not await self._idle():  # noqa: ASYNC110 - watched as another process would
                    await asyncio.sleep(0.005)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    def back_up(self) -> None:
        """`backup`: the copy of now takes the place of the one before."""
        self.copy.unlink(missing_ok=True)
        copy_sqlite(self.file, self.copy)

    async def restore(self, *, burnt: bool) -> None:
        """`restore`, as the command does it; `burnt`: the database that was in use is gone."""
        await self.database.close()
        fresh, old = self.folder / "fresh.db", self.folder / "old.db"
        for path in (fresh, old, self.folder / "aside.db"):
            for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                file.unlink(missing_ok=True)
        copy_sqlite(self.copy, fresh)
        copy_sqlite(self.file, old)
        copied, before = (Database(f"sqlite+aiosqlite:///{path}") for path in (fresh, old))
        known = {"folder": self.folder, "key": self.key, "now": self.clock.now()}
        await adopt(copied, None if burnt else before, None, **known)  # type: ignore[arg-type]
        await copied.close()
        await before.close()
        whole = self.folder / "whole.db"
        whole.unlink(missing_ok=True)
        copy_sqlite(fresh, whole)
        replace_sqlite(whole, self.file, self.folder / "aside.db")
        await self.start()

    async def oracle(self) -> Oracle:
        """What the tables say now."""
        return await Oracle.of(self.database, self.clock.now())

    async def person(self, name: str) -> Any:
        """One of the cast, None once erased."""
        async with self.database.read() as connection:
            return await person_by_id(connection, self.world.people[name])

    async def held(self) -> bool:
        """Is it restored and not released?"""
        return bool([one for one in await self.all(select(tables.schools.c.hold)) if one])

    async def all(self, query: Any) -> list[Any]:
        """The first column."""
        async with self.database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def write(self, statement: Any) -> None:
        """Straight into a table."""
        async with self.database.write() as connection:
            await connection.execute(statement)

    async def broken(self) -> Any:
        """Where the audit breaks; None while it is whole."""
        async with self.database.read() as connection:
            return (await audit.first_break(connection, self.key))[1]

    def _event(self, channel: Channel, chat: str, **said: Any) -> Incoming:
        return Incoming(channel, chat, str(next(self.events)), self.clock.now(), **said)

    def _delivery(self) -> Delivery:
        lanes = {channel: Lane(messenger) for channel, messenger in self.messengers.items()}
        return Delivery(self.database, self.clock, lanes, self.key, "here")

    async def _idle(self) -> bool:
        async with self.database.read() as connection:
            leased = select(tables.outbox.c.id).where(tables.outbox.c.state == "leased").limit(1)
            busy = (await connection.execute(leased)).scalar()
            due = [await leasing.most_urgent(connection, channel, self.clock.now()) for channel in Channel]
        return busy is None and due == [None, None]

    async def _make(self) -> tuple[Path, World]:
        home = _folder()
        database = Database(await new_address("sqlite", home))
        world = await build_world(database)
        async with database.write() as connection:
            for child, name in self.names.items():
                row = tables.people.c.id == world.people[child]
                await connection.execute(update(tables.people).where(row).values(first_name=name))
                values = {"subject": "Музыка", "day": MONDAY, "value": "5", "ordinal": 9}
                mark = {"student_id": world.people[child], "seen_at": NOW, "history": False}
                await add(connection, tables.marks, **values, **mark, topic=marked(self.number, child))
            await connection.execute(update(tables.remarks).values(text="Не опаздывай"))
            about = {"actor": "operator", "act": "import_journal", "subject": "school:1"}
            await audit.record(connection, key=self.key, at=NOW, **about)
        await database.close()
        return Path(database.url.database or ""), world
