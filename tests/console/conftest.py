"""A console over a fresh school on a real HTTP server, and browsers at it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI

from actions.proving import Proof
from actions.signing_in import start_session
from bot.http import listening_socket, server_of
from console.app import add_console
from console.cookies import SESSION
from console.office import Lent, Office
from school.message import Message, say_plainly
from school.messenger import Address
from storage import tables
from storage.database import Database
from storage.people import person_by_id
from tests.console.browser import Browser
from tests.databases import open_database
from tests.world import FrozenClock, World, add, build_world

KEY = b"a key of the console's tests, long enough"


@dataclass
class Console:
    """A running console. `posted` is what it said in messengers."""

    office: Office
    world: World
    url: str
    clock: FrozenClock
    posted: list[tuple[Address, str]] = field(default_factory=list)
    browsers: list[Browser] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.office.database

    def browser(self) -> Browser:
        """A new browser, nobody signed in."""
        self.browsers.append(Browser(self.url))
        return self.browsers[-1]

    async def seat(self, who: str) -> Browser:
        """A new browser with a session of somebody of the cast."""
        async with self.database.write() as connection:
            person = await person_by_id(connection, self.world.people[who])
            assert person is not None
            token = await start_session(connection, person, "link", KEY, self.clock.now())
        browser = self.browser()
        browser.http.cookie_jar.update_cookies({SESSION: token})
        return browser

    async def link(self) -> str:
        """The path of the last sign-in link that was posted."""
        for _ in range(100):
            if self.posted:
                break
            await asyncio.sleep(0.02)
        text = self.posted[-1][1]
        return text[text.index("/enter/") :].split()[0]


@asynccontextmanager
async def open_console(database: Database, world: World, folder: Path) -> AsyncIterator[Console]:
    """A console at a free port of this machine."""
    clock, posted = FrozenClock(), list[tuple[Address, str]]()
    sock = listening_socket("127.0.0.1", 0)
    sock.listen()
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"

    async def post(to: Address, message: Message) -> None:
        posted.append((to, say_plainly(message)))

    office = Office(database, clock, KEY, folder, url, _lent(post))
    web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_console(web, office)
    server = server_of(web)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    console = Console(office, world, url, clock, posted)
    try:
        yield console
    finally:
        for browser in console.browsers:
            await browser.http.close()
        server.should_exit = True
        await running


def _lent(post: object) -> Lent:
    """What `bot` lends, on paper of our own: the papers themselves are tested where they are made."""

    async def form(student: str, guardian: str | None) -> bytes:
        return f"%PDF form {student} {guardian}".encode()

    async def proof(made: Proof, event: str | None) -> bytes:
        return f"%PDF proof {made.student.code} {event}".encode()

    async def links(code: str) -> dict[str, str | None]:
        return {"telegram": f"https://t.me/bot?start={code}", "vk": None}

    async def backup() -> str | None:
        return "copy.db"

    async def backups() -> list[tuple[str, int, float]]:
        return [("copy.db", 2048, 1_790_000_000.0)]

    return Lent(post, form, proof, links, backup, backups, lambda: None)  # type: ignore[arg-type]


async def colleagues(database: Database, world: World) -> None:
    """More staff: a deputy head, the class teacher of 9Б, a second administrator, and one of another school."""
    async with database.write() as connection:
        other = await add(
            connection,
            tables.schools,
            name="Чужая школа",
            timezone="Europe/Moscow",
            legal_form="private",
            profile={},
            channel_rules={},
        )
        for name, school, code, last, duties in (
            ("deputy", world.school, "T3", "Громов", ["deputy"]),
            ("zueva", world.school, "T4", "Зуева", ["teacher", "homeroom"]),
            ("second", world.school, "T5", "Крылова", ["administrator"]),
            ("stranger", other, "T9", "Чужова", ["administrator"]),
        ):
            values = {"school_id": school, "role": "staff", "code": code, "last_name": last, "first_name": "Ольга"}
            world.people[name] = await add(connection, tables.people, **values, duties=duties)
        ninth = tables.classes.c.id == world.classes["9Б"]
        query = tables.classes.update().where(ninth).values(homeroom_teacher_id=world.people["zueva"])
        await connection.execute(query)


@pytest.fixture
async def console(database: Database, tmp_path: Path) -> AsyncIterator[Console]:
    """On SQLite and on PostgreSQL."""
    world = await build_world(database)
    await colleagues(database, world)
    async with open_console(database, world, tmp_path) as console:
        yield console


@pytest.fixture
async def one_console(tmp_path: Path) -> AsyncIterator[Console]:
    """On SQLite only: for what does not depend on the database."""
    async for database in open_database("sqlite", tmp_path):
        world = await build_world(database)
        await colleagues(database, world)
        async with open_console(database, world, tmp_path) as console:
            yield console
