"""A Telegram and a VK that write down everything: the judge of what was lost and what came twice."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.vk.update import EVENTS
from tests.channels.wire import Stand, standing

Json = dict[str, Any]
CALL = re.compile(r"API\.messages\.send\(")
POLL = 1.0  # seconds that a poll waits
Moment = Callable[[str, str, str], None]


class Messengers:
    """`taken` counts every message by (channel, chat, text): what VK drops by its random_id is not counted again.

    `before` and `after` are called with (channel, chat, text) around every taking: a test may kill somebody there.
    """

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str, str]] = Counter()
        self.repeats = 0  # that VK dropped
        self.before: Moment = lambda *_: None
        self.after: Moment = lambda *_: None
        self.stand: Stand
        self._updates: list[Json] = []
        self._events: list[Json] = []
        self._random_ids: dict[tuple[str, int], int] = {}
        self._news = asyncio.Condition()
        self._number = 0

    def of(self, channel: str, word: str) -> Counter[str]:
        """How many messages with a word each chat of a channel has."""
        found: Counter[str] = Counter()
        for (where, chat, text), times in self.taken.items():
            if where == channel and word in text:
                found[chat] += times
        return found

    async def ask(self, channel: str, chat: str, text: str) -> None:
        """A person writes to the bot."""
        self._number += 1
        person, number = int(chat), self._number
        if channel == "telegram":
            about = {"id": person, "type": "private", "first_name": "Ян"}
            message = {"message_id": number, "date": int(time.time()), "chat": about, "from": about, "text": text}
            self._updates.append({"update_id": number, "message": message})
        else:
            message = {"peer_id": person, "from_id": person, "date": int(time.time()), "text": text}
            about = {"message": message | {"conversation_message_id": number}, "client_info": {}}
            self._events.append({"type": "message_new", "event_id": str(number), "object": about})
        async with self._news:
            self._news.notify_all()

    async def reply(self, method: str, fields: Json) -> Any:
        """The answer to a request of either platform."""
        if method == "getUpdates":
            return {"ok": True, "result": await self._poll_telegram(int(fields.get("offset") or 0))}
        if method == "poll":
            return await self._poll_vk(int(fields["ts"]))
        if method == "sendMessage":
            taken = self._take("telegram", str(fields["chat_id"]), fields["text"])
            return {"ok": True, "result": {"message_id": taken}}
        if method == "messages.send":
            return {"response": self._take_vk(fields)}
        if method == "execute":
            code = str(fields["code"])
            calls = [json.JSONDecoder().raw_decode(code, found.end())[0] for found in CALL.finditer(code)]
            return {"response": [self._take_vk(call) for call in calls]}
        return self._about(method)

    def _about(self, method: str) -> Json:
        if method == "groups.getLongPollServer":
            return {"response": {"server": f"{self.stand.url}/poll", "key": "k", "ts": str(len(self._events))}}
        if method == "groups.getLongPollSettings":
            return {"response": {"is_enabled": True, "events": dict.fromkeys(EVENTS, 1)}}
        if method == "groups.getById":
            return {"response": {"groups": [{"id": 5, "screen_name": "school"}]}}
        return {"ok": True, "result": {"username": "school_bot"}, "response": 1}

    def _take_vk(self, fields: Json) -> int:
        peer, random_id = str(fields["peer_id"]), int(fields["random_id"])
        if known := self._random_ids.get((peer, random_id)):
            self.repeats += 1
            return known
        taken = self._random_ids[peer, random_id] = len(self._random_ids) + 1
        self._take("vk", peer, str(fields["message"]))
        return taken

    def _take(self, channel: str, chat: str, text: str) -> int:
        self.before(channel, chat, text)
        self.taken[channel, chat, text] += 1
        self.after(channel, chat, text)
        return self.taken.total()

    async def _poll_telegram(self, offset: int) -> list[Json]:
        self._updates = [one for one in self._updates if one["update_id"] >= offset]  # the rest is confirmed
        await self._wait(lambda: bool(self._updates))
        return self._updates[:100]

    async def _poll_vk(self, ts: int) -> Json:
        await self._wait(lambda: len(self._events) > ts)
        return {"ts": str(len(self._events)), "updates": self._events[ts:]}

    async def _wait(self, test: Callable[[], bool]) -> None:
        async with self._news:
            try:
                async with asyncio.timeout(POLL):
                    await self._news.wait_for(test)
            except TimeoutError:
                return


@asynccontextmanager
async def messengers() -> AsyncIterator[Messengers]:
    """Both, on one port of loopback."""
    both = Messengers()
    async with standing(both.reply) as both.stand:
        yield both
