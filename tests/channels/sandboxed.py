"""Both adapters on the sandbox, and waiting for what a listener hears."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.channels.telegram.adapter import Telegram
from bot.channels.vk.adapter import Vk
from sandbox.server import Sandbox
from school.incoming import Incoming
from school.messenger import Address, Channel

Adapter = Telegram | Vk


async def eventually(test: Callable[[], bool]) -> None:
    """Until it is true; TimeoutError after 10 seconds."""
    async with asyncio.timeout(10):
        while not test():  # noqa: ASYNC110 - what we wait for happens behind HTTP
            await asyncio.sleep(0.01)


class Heard(list[Incoming]):
    """What came in, in order; `next(test)` waits for the first that fits."""

    async def receive(self, incoming: Incoming) -> None:
        self.append(incoming)

    async def next(self, fits: Callable[[Incoming], bool]) -> Incoming:
        await eventually(lambda: any(map(fits, self)))
        found = next(filter(fits, self))
        self.remove(found)
        return found


@asynccontextmanager
async def adapter(channel: Channel, box: Sandbox) -> AsyncIterator[Adapter]:
    """In VK it goes on from the first event, as one that was down for a while does."""
    with TemporaryDirectory() as place:
        (position := Path(place, "vk.position")).write_text("1")
        made: Adapter = (
            Telegram(box.telegram_token, box.url)
            if channel is Channel.TELEGRAM
            else Vk(box.vk_token, box.vk_group_id, box.url, position=position)
        )
        try:
            yield made
        finally:
            await made.close()


@asynccontextmanager
async def listening(to: Adapter, heard: Heard) -> AsyncIterator[None]:
    task = asyncio.create_task(to.listen(heard.receive))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def address(channel: Channel, user: int) -> Address:
    return Address(channel, str(user))
