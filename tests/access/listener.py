"""An inbox that hears what a test says, and answers into a recorder."""

import asyncio
from contextlib import suppress
from pathlib import Path

from bot.inbox import Inbox
from scheduler.lane import Lane
from school.clock import Clock
from school.incoming import Incoming
from school.messenger import Channel, Messenger, Receive
from storage import inbox
from storage.database import Database
from tests.scheduler.conftest import KEY


class Silent:
    """A listener that hears nothing by itself and has no files."""

    async def listen(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def fetch(self, file_id: str) -> bytes:
        raise LookupError(file_id)


def inbox_of(database: Database, clock: Clock, channel: Channel, messenger: Messenger, folder: Path) -> Inbox:
    """An inbox of a channel as the service builds it."""
    lane = Lane(messenger)
    return Inbox(database, clock, channel, lane, Silent(), key=KEY, files=folder / "files", queued=lambda: None)


async def answer_all(box: Inbox, database: Database, channel: Channel, *events: Incoming) -> None:
    """Receive these events and run the inbox until nothing waits."""
    for event in events:
        await box.receive(event)
    running = asyncio.create_task(box.run())
    try:
        async with asyncio.timeout(30):
            while await _waiting(database, channel):  # noqa: ASYNC110 - watched as another process would
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _waiting(database: Database, channel: Channel) -> bool:
    async with database.read() as connection:
        return bool(await inbox.waiting_updates(connection, channel, 0, 1))


class Listening:
    """An inbox of a channel that answers when told to, and knows when it is done without looking at a clock."""

    def __init__(
        self, database: Database, clock: Clock, channel: Channel, messenger: Messenger, key: bytes, folder: Path
    ) -> None:
        self._database, self._channel, self._handled = database, channel, asyncio.Event()
        lane, handled = Lane(messenger), self._handled.set
        self._box = Inbox(database, clock, channel, lane, Silent(), key=key, files=folder, queued=handled)
        self.receive, self.run = self._box.receive, self._box.run

    async def answer(self, *events: Incoming) -> None:
        """Receive these and answer all that waits."""
        for event in events:
            await self.receive(event)
        running = asyncio.create_task(self.run())
        try:
            async with asyncio.timeout(60):
                while await _waiting(self._database, self._channel):
                    await self._handled.wait()
                    self._handled.clear()
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
