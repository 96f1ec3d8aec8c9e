"""Bots Long Poll: every event kept under its number, read with `ts`, refused with `failed`."""

import secrets
from typing import Any

from sandbox.bell import Bell

VERSION = "5.199"
EVENTS = ("message_new", "message_event", "message_allow", "message_deny", "message_read")


class LongPoll:
    """One community's events."""

    def __init__(self, group_id: int) -> None:
        self.group_id = group_id
        self.key = secrets.token_hex(20)
        self.enabled = dict.fromkeys(EVENTS, 1)
        self._events: list[dict[str, Any]] = []
        self._bell = Bell()

    @property
    def ts(self) -> int:
        """The number that a reader who has everything passes next."""
        return len(self._events) + 1

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """A new event, if the community's settings ask for its kind."""
        if not self.enabled.get(kind):
            return
        names = {"group_id": self.group_id, "type": kind, "event_id": secrets.token_hex(20), "v": VERSION}
        self._events.append(names | {"object": body})
        self._bell.ring()

    def fail(self, kind: int, ts: int) -> dict[str, Any]:
        """The answer `failed`: 1 new ts, 2 new key, 3 both. After 2 and 3 the old key is dead."""
        if kind == 1:
            return {"failed": 1, "ts": str(min(max(ts, 1), self.ts))}
        self.key = secrets.token_hex(20)
        return {"failed": kind}

    async def check(self, key: str, ts: int, seconds: float) -> dict[str, Any]:
        """Events from `ts` on, waiting for the first."""
        if key != self.key:
            return {"failed": 2}
        if not 1 <= ts <= self.ts:
            return {"failed": 1, "ts": str(self.ts)}
        await self._bell.until(lambda: self.ts > ts or self.key != key, seconds)
        if key != self.key:
            return {"failed": 2}
        return {"ts": str(self.ts), "updates": self._events[ts - 1 :]}
