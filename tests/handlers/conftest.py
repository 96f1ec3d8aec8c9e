"""A desk over a fresh school, and people who talk to it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from handlers.answering import answer
from handlers.desk import Desk
from school.incoming import Incoming, Reply, SharedFile
from school.message import File, Message, Picture, say_plainly
from storage.database import Database
from tests.databases import open_database
from tests.world import CHATS, FrozenClock, World, build_world

KEY = b"a key of the tests"
_events = count(1)


class Office:
    """A school with its desk; `hears` is one person saying or pressing something."""

    def __init__(self, database: Database, world: World, folder: Path) -> None:
        self.database, self.world, self.clock = database, world, FrozenClock()
        self.files: dict[str, bytes] = {}
        self.desk = Desk(database, self.clock, KEY, folder / "files", self._fetch)

    async def hears(self, who: str, text: str = "", *, channel: str = "telegram", **more: Any) -> Reply:
        """What the desk answers to a text, or to `choice`, `phone`, `file`, `code`. `who`: of the cast, or a chat."""
        chat = CHATS.get((who, channel), who)
        event_id = str(next(_events))
        return await answer(self.desk, Incoming(channel, chat, event_id, self.clock.now(), text, **more))

    async def _fetch(self, file: SharedFile) -> bytes:
        return self.files[file.id]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The statements executed within, save what begins and ends transactions."""
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
                seen.append(statement)

        for engine in self.database.engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in self.database.engines:
                event.remove(engine, "before_cursor_execute", note)


def said(reply: Reply | Message) -> str:
    """Everything a reply says, as bare text."""
    messages = reply.messages if isinstance(reply, Reply) else (reply,)
    return "\n\n".join(map(say_plainly, messages))


def carried(reply: Reply) -> list[Picture | File]:
    """The pictures and files that it brings."""
    return [block for message in reply.messages for block in message.blocks if isinstance(block, Picture | File)]


def choices(reply: Reply) -> list[str]:
    """The choices of all its buttons."""
    return [button.choice for message in reply.messages for row in message.buttons for button in row]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The school on SQLite."""
    async for database in open_database("sqlite", tmp_path):
        yield Office(database, await build_world(database), tmp_path)


@pytest.fixture
async def both(database: Database, tmp_path: Path) -> Office:
    """The school on SQLite, and on PostgreSQL."""
    return Office(database, await build_world(database), tmp_path)


@pytest.fixture
async def municipal(tmp_path: Path) -> AsyncIterator[Office]:
    """A public school: Telegram is at `ping`, VK at `full`."""
    async for database in open_database("sqlite", tmp_path):
        yield Office(database, await build_world(database, legal_form="municipal"), tmp_path)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    """A database in which nobody has put anything yet."""
    async for database in open_database("sqlite", tmp_path):
        yield database
