"""The Bots Long Poll loop. https://dev.vk.com/ru/api/bots-long-poll/getting-started

vk_api's own loop is not used: it spins on an unknown `failed` and dies of an HTML answer.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.channels.backoff import Backoff
from bot.channels.vk.position import Position
from bot.channels.vk.update import incoming_of
from school.incoming import Incoming
from school.messenger import Receive

log = logging.getLogger(__name__)
WAIT = 25  # seconds that VK holds a poll
_TIMEOUT = aiohttp.ClientTimeout(total=WAIT + 20, sock_connect=5, sock_read=WAIT + 10)
Json = dict[str, Any]


class _Failed(Exception):
    """VK's `failed`: our place or key is no longer good."""

    def __init__(self, kind: object) -> None:
        self.cause = f"failed {kind}"


class Polling:
    """`server()` asks VK where to poll; `seen` hears of everything that came (it lets buttons stop spinning)."""

    def __init__(
        self,
        server: Callable[[], Awaitable[Json]],
        receive: Receive,
        seen: Callable[[Incoming], None],
        position: Position,
        timeout: aiohttp.ClientTimeout = _TIMEOUT,
    ) -> None:
        self._ask_server, self._receive, self._seen, self._position = server, receive, seen, position
        self._timeout = timeout
        self._server: Json | None = None
        self._ts = position.read()
        self._backoff = Backoff(first=0.2)
        self._trouble = ""
        self.heard_at: float | None = None  # time.monotonic() of the last answer

    async def run(self) -> None:
        """Until cancelled, whatever happens; after each failure it waits longer."""
        async with aiohttp.ClientSession(timeout=self._timeout) as http:
            while True:
                try:
                    await self._once(http)
                except Exception as error:
                    self._server = None if not isinstance(error, _Failed) else self._server
                    self._note(getattr(error, "cause", "") or type(error).__name__)
                    await self._backoff.pause()
                else:
                    self._note("")
                    self._backoff.succeed()
                    self.heard_at = time.monotonic()

    async def _once(self, http: aiohttp.ClientSession) -> None:
        server = self._server or await self._connect()
        began = asyncio.get_running_loop().time()
        said = await self._ask(http, server)
        if "failed" in said:
            self._lose(said)
        for event in said["updates"]:
            if (incoming := _understood(event)) is not None:
                self._seen(incoming)
                await self._receive(incoming)
        self._move(str(said["ts"]))
        if not said["updates"] and asyncio.get_running_loop().time() - began < 1:
            await asyncio.sleep(1)  # a server that doesn't wait must not make us spin

    async def _connect(self) -> Json:
        self._server = await self._ask_server()
        if not self._ts:
            self._move(str(self._server["ts"]))
        return self._server

    async def _ask(self, http: aiohttp.ClientSession, server: Json) -> Json:
        url = server["server"] if "://" in server["server"] else f"https://{server['server']}"
        query = {"act": "a_check", "key": server["key"], "ts": str(self._ts), "wait": str(WAIT)}
        async with http.get(url, params=query) as response:
            said = json.loads(await response.read())
        if not isinstance(said, dict):
            raise TypeError("not an answer of the long poll")
        return said

    def _lose(self, said: Json) -> None:
        """1: a new place; 2: a new key; 3: both (events were lost); unknown: a new key, our place is kept."""
        kind = said["failed"]
        if kind == 1 and said.get("ts"):
            self._ts = str(said["ts"])
        elif kind == 3:
            self._server, self._ts = None, None
        else:
            self._server = None
        if kind in (1, 3):
            log.warning("vk long poll: events may have been lost")
        raise _Failed(kind)

    def _move(self, ts: str) -> None:
        if ts != self._ts:
            self._ts = ts
            self._position.keep(ts)

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("vk long poll: %s", trouble or "works again")
            self._trouble = trouble


def _understood(event: Json) -> Incoming | None:
    """What it says; a poisoned event is named in the log and let go, so that it stalls nobody."""
    try:
        return incoming_of(event, datetime.now(UTC))
    except Exception as error:
        name = event.get("event_id") if isinstance(event, dict) else "without a name"
        log.error("vk event %s is not understood: %s", name, type(error).__name__)
        return None
