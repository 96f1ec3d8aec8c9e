"""Confirmed only after it was received; nothing ends the loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot.channels.telegram.adapter import Telegram
from school.incoming import Incoming
from tests.channels.sandboxed import Heard, eventually
from tests.channels.test_telegram_refusals import TOKEN, refusal
from tests.channels.wire import Stand, page, standing

Json = dict[str, Any]


def update(number: int, text: str = "оценки") -> Json:
    chat = {"id": 1, "type": "private", "first_name": "А"}
    return {"update_id": number, "message": {"message_id": number, "date": 0, "chat": chat, "from": chat, "text": text}}


class Updates:
    """getUpdates of a server that keeps what was not confirmed."""

    def __init__(self, *updates: Json) -> None:
        self.kept = list(updates)
        self.fails: list[Any] = []

    async def __call__(self, method: str, fields: Json) -> Any:
        if method != "getUpdates":
            return {"ok": True, "result": True}
        if self.fails:
            return self.fails.pop(0)
        self.kept = [one for one in self.kept if one.get("update_id", 0) >= fields.get("offset", 0)]
        await asyncio.sleep(0 if self.kept else 0.05)
        return {"ok": True, "result": self.kept}


@asynccontextmanager
async def polling(updates: Updates, receive: Callable[[Incoming], Any]) -> AsyncIterator[Stand]:
    async with standing(updates) as stand:
        telegram = Telegram(TOKEN, stand.url)
        task = asyncio.create_task(telegram.listen(receive))
        try:
            yield stand
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await telegram.close()


def offsets(stand: Stand) -> list[int]:
    return [fields["offset"] for method, fields in stand.asked if method == "getUpdates" and "offset" in fields]


async def test_it_confirms_only_what_was_received() -> None:
    may_return, heard = asyncio.Event(), Heard()

    async def receive(incoming: Incoming) -> None:
        await heard.receive(incoming)
        await may_return.wait()

    async with polling(Updates(update(7), update(8)), receive) as stand:
        await heard.next(lambda one: one.event_id == "7")
        assert stand.methods().count("getUpdates") == 1
        assert offsets(stand) == []
        may_return.set()
        await heard.next(lambda one: one.event_id == "8")
        await eventually(lambda: offsets(stand)[:1] == [9])


async def test_what_could_not_be_received_comes_again() -> None:
    heard, failures = Heard(), iter([OSError("disk full")])

    async def receive(incoming: Incoming) -> None:
        if failure := next(failures, None):
            raise failure
        await heard.receive(incoming)

    async with polling(Updates(update(7)), receive):
        await heard.next(lambda one: one.event_id == "7")


async def test_a_poisoned_update_stalls_nobody() -> None:
    poisoned: list[Json] = [{"update_id": 7, "message": {"chat": 5}}, {"update_id": 8, "message": "?"}, {"no": "id"}]
    heard = Heard()
    async with polling(Updates(*poisoned, update(9)), heard.receive) as stand:
        await heard.next(lambda one: one.event_id == "9")
        await eventually(lambda: offsets(stand)[:1] == [10])


async def test_trouble_does_not_end_it() -> None:
    updates, heard = Updates(update(7)), Heard()
    updates.fails = [page(502), refusal(409, "Conflict: can't use getUpdates method while webhook is active")]
    async with polling(updates, heard.receive) as stand:
        await heard.next(lambda one: one.event_id == "7")
        assert stand.methods().count("deleteWebhook") == 2


async def test_it_follows_ids_that_jump_down() -> None:
    updates, heard = Updates(update(700)), Heard()

    async def jumping(method: str, fields: Json) -> Any:  # a server that began anew heeds no offset of old
        if method == "getUpdates" and fields.get("offset") == 701:
            return {"ok": True, "result": [update(5)]}
        return await updates(method, fields)

    async with standing(jumping) as stand:
        telegram = Telegram(TOKEN, stand.url)
        task = asyncio.create_task(telegram.listen(heard.receive))
        await heard.next(lambda one: one.event_id == "5")
        await eventually(lambda: 6 in offsets(stand))
        task.cancel()
        await telegram.close()
