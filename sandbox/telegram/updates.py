"""What the bot has not heard yet: a queue read by getUpdates or pushed to a webhook, never both."""

import asyncio
import time
from collections import deque
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.bell import Bell
from sandbox.telegram.refusal import Refusal

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
FIRST_UPDATE = 512_300_001
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """Kept until confirmed: by a higher offset, or by a 2xx answer of the webhook."""

    def __init__(self) -> None:
        self.waiting: deque[dict[str, Any]] = deque()
        self.url, self.secret = "", ""
        self.last_error: tuple[int, str] | None = None
        self.allowed: set[str] = set()
        self._next = FIRST_UPDATE
        self._bell = Bell()
        self._poll = 0
        self._pushing: asyncio.Task[None] | None = None

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Queue an update, unless the bot said that it does not want this kind."""
        if (kind not in self.allowed) if self.allowed else (kind in NOT_BY_DEFAULT):
            return
        self.waiting.append({"update_id": self._next, kind: body})
        self._next += 1
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Updates from `offset` on, waiting for the first; those below are confirmed. Raises Refusal 409."""
        if self.url:
            raise Refusal(409, ACTIVE)
        if offset < 0:
            offset = self.waiting[max(0, len(self.waiting) + offset)]["update_id"] if self.waiting else 0
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        self._poll += 1
        mine = self._poll
        self._bell.ring()
        await self._bell.until(lambda: bool(self.waiting) or self._poll != mine, seconds)
        if self._poll != mine:
            raise Refusal(409, OTHER)
        return list(self.waiting)[: min(max(limit, 1), 100)]

    async def push_to(self, url: str, secret: str, *, forget: bool = False) -> None:
        """Push to a webhook from now on; an empty `url` goes back to getUpdates."""
        await self.stop()
        self.url, self.secret, self.last_error = url, secret, None
        if forget:
            self.waiting.clear()
        self._bell.ring()
        if url:
            self._pushing = asyncio.create_task(self._push())

    async def stop(self) -> None:
        """End the pushing task, if any."""
        if self._pushing:
            self._pushing.cancel()
            await asyncio.gather(self._pushing, return_exceptions=True)
            self._pushing = None

    async def _push(self) -> None:
        pause = 0.1
        async with ClientSession(timeout=ClientTimeout(total=60)) as session:
            while True:
                await self._bell.until(lambda: bool(self.waiting), 3600)
                if not self.waiting or await self._deliver(session, self.waiting[0]):
                    pause = 0.1
                    continue
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)

    async def _deliver(self, session: ClientSession, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as answer:
                if 200 <= answer.status < 300:
                    self.waiting.popleft()
                    return True
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (ClientError, TimeoutError, OSError):
            reason = "Connection refused"
        self.last_error = (int(time.time()), reason)
        return False
