"""Faults that a test or the demo may order: darkness, errors, answers that get lost after the work was done."""

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from aiohttp import web

KINDS = (
    "dark",
    "status",
    "accept_then_reset",
    "accept_then_hang",
    "refuse",
    "refuse_429",
    "vk_error",
    "latency",
    "longpoll_failed",
)
# Faults about a message would otherwise be spent on the poll that is always under way.
SENDS = {"telegram": "send*", "vk": "messages.send|execute"}
DEFAULT_METHODS = {"accept_then_reset": SENDS, "accept_then_hang": SENDS, "refuse_429": SENDS}
HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>"


@dataclass(slots=True)
class Fault:
    """One ordered fault: hits `count` matching requests, or every one for `seconds`.

    `method` is a pattern (`send*`, `a|b`), `chat` narrows to one chat; `until` is monotonic seconds.
    """

    platform: str
    fault: str
    count: int | None = None
    seconds: float | None = None
    method: str | None = None
    chat: int | None = None
    code: int = 502
    retry_after: int = 3
    ms: int = 300
    failed: int = 1
    hits: int = 0
    until: float = 0.0

    def __post_init__(self) -> None:
        if self.fault not in KINDS or self.platform not in SENDS:
            raise ValueError(f"fault is one of {', '.join(KINDS)}; platform is telegram or vk")
        if self.seconds is not None:
            self.until = time.monotonic() + self.seconds
        elif self.count is None:
            self.count = 1
        self.method = self.method or DEFAULT_METHODS.get(self.fault, {}).get(self.platform)

    def is_on(self) -> bool:
        """Whether it still has something to hit."""
        return time.monotonic() < self.until if self.count is None else self.hits < self.count

    def matches(self, method: str, chat: int | None) -> bool:
        """Whether a request is meant."""
        if self.chat is not None and self.chat != chat:
            return False
        return self.method is None or any(fnmatchcase(method, one) for one in self.method.split("|"))


class Faults:
    """The faults in force, asked by both platforms on every request."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def order(self, **fault: Any) -> Fault:
        """Put a fault in force; raises ValueError or TypeError for an unknown one."""
        new = Fault(**fault)
        self.ordered.append(new)
        return new

    def clear(self) -> None:
        """End every fault."""
        self.ordered.clear()

    def hit(self, platform: str, kind: str, method: str, chat: int | None = None) -> Fault | None:
        """The fault that strikes this request, counted, or None."""
        for one in self.ordered:
            if (one.platform, one.fault) == (platform, kind) and one.is_on() and one.matches(method, chat):
                one.hits += 1
                return one
        return None

    def as_json(self) -> list[dict[str, Any]]:
        """What /sandbox/faults shows."""
        return [asdict(one) | {"on": one.is_on()} for one in self.ordered]

    async def around(
        self,
        platform: str,
        method: str,
        chat: int | None,
        request: web.Request,
        answer: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Answer a request through whatever fault strikes it."""
        if late := self.hit(platform, "latency", method, chat):
            await asyncio.sleep(late.ms / 1000)
        if self.hit(platform, "dark", method, chat):
            return cut(request)
        if status := self.hit(platform, "status", method, chat):
            text = HTML.format(f"{status.code} Bad Gateway" if status.code == 502 else f"{status.code} Server Error")
            return web.Response(status=status.code, text=text, content_type="text/html")
        response = await answer()
        if self._went_dark(platform) or self.hit(platform, "accept_then_reset", method, chat):
            return cut(request)
        if hang := self.hit(platform, "accept_then_hang", method, chat):
            await asyncio.sleep(3600 if hang.seconds is None else hang.seconds)
            return cut(request)
        return response

    def _went_dark(self, platform: str) -> bool:
        """Whether darkness fell while the request waited (a long poll does)."""
        return any(
            one.fault == "dark" and one.platform == platform and one.seconds and one.is_on() and not one.method
            for one in self.ordered
        )


def cut(request: web.Request) -> web.Response:
    """Reset the connection under the client: it sees "connection reset", never an answer."""
    if (transport := request.transport) is not None:
        if (sock := transport.get_extra_info("socket")) is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
