"""The getUpdates loop: an update is confirmed (by the next offset) only after it was received for good."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from bot.channels.backoff import Backoff
from bot.channels.telegram.refusals import Flooded
from bot.channels.telegram.update import incoming_of
from school.incoming import Incoming
from school.messenger import Receive

log = logging.getLogger(__name__)
_FORGET_AFTER = 600.0  # seconds of silence
Json = dict[str, Any]


class Polling:
    """`fetch(offset)` asks Telegram and waits; `seen` hears of everything received (it lets buttons stop spinning)."""

    def __init__(
        self, fetch: Callable[[int | None], Awaitable[list[Json]]], receive: Receive, seen: Callable[[Incoming], None]
    ) -> None:
        self._fetch, self._receive, self._seen = fetch, receive, seen
        self._offset: int | None = None
        self._quiet_since = time.monotonic()
        self._backoff = Backoff(first=0.3)
        self._trouble = ""
        self.heard_at: float | None = None  # time.monotonic() of the last answer

    async def run(self) -> None:
        """Until cancelled, whatever happens."""
        while True:
            try:
                await self._once()
            except Exception as error:
                self._note(getattr(error, "cause", "") or type(error).__name__)
                await self._backoff.pause(error.after if isinstance(error, Flooded) else 0)
            else:
                self._note("")
                self._backoff.succeed()
                self.heard_at = time.monotonic()

    async def _once(self) -> None:
        updates = await self._fetch(self._offset)
        for update in updates:
            if (incoming := _understood(update)) is not None:
                self._seen(incoming)
                await self._receive(incoming)
        self._move(updates)

    def _move(self, updates: list[Json]) -> None:
        """Past the last batch, also when ids jump down: after a week of silence Telegram may begin anew anywhere.

        An empty answer has confirmed all before the offset, so after a long silence it can be left out.
        """
        ids = [update["update_id"] for update in updates if isinstance(update.get("update_id"), int)]
        if ids:
            self._offset = max(ids) + 1
            self._quiet_since = time.monotonic()
        elif time.monotonic() - self._quiet_since > _FORGET_AFTER:
            self._offset = None

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("telegram polling: %s", trouble or "works again")
            self._trouble = trouble


def _understood(update: Json) -> Incoming | None:
    """What it says; a poisoned update is named in the log and let go, so that it stalls nobody."""
    try:
        return incoming_of(update, datetime.now(UTC))
    except Exception as error:
        log.error("telegram update %s is not understood: %s", update.get("update_id"), type(error).__name__)
        return None
