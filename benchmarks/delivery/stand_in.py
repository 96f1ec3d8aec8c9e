"""A lean Telegram and VK in a process of its own: latency, limits (Telegram's a bucket of a third of a
second, VK's strictly any second), a ledger of what it took.

python -m benchmarks.delivery.stand_in --latency 0.05 --rate 30 prints its port and serves 127.0.0.1 until killed.
Raw asyncio instead of a web framework: it must cost less than what it measures.
"""

import argparse
import asyncio
import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]
VK_RATE = 20  # requests in any second
CALL = re.compile(r"API\.messages\.send\(")
SHUT = 3  # seconds that a bot is refused, on order
KEPT = 5000  # bodies kept, to be posted again by a bare client
HELD = 25.0  # seconds that a poll for updates waits; nobody ever writes


class Books:
    """What was accepted, refused and repeated; times are monotonic seconds of this machine."""

    def __init__(self, rate: float, *, chat_interval: float) -> None:
        self.rate, self.burst, self._chat_interval = rate, rate / 3, chat_interval
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.accepted: list[tuple[float, str, int]] = []
        self.texts: Counter[tuple[str, str]] = Counter()
        self.random_ids: set[tuple[str, int]] = set()
        self.bodies: list[str] = []
        self.refused = self.repeats = self.requests = 0
        self.watched: dict[str, float] = {}
        self.calls: list[float] = []
        self._filled, self._filled_at = self.burst, time.monotonic()
        self.shut_until = 0.0
        self._window: deque[float] = deque()
        self._chats: dict[str, float] = {}

    def overrun(self, rate: float) -> bool:
        """Whether this request is one too many; a refused one does not count."""
        now = time.monotonic()
        self.requests += 1
        filled = min(self.burst, self._filled + (now - self._filled_at) * rate)
        self._filled, self._filled_at = filled - (filled >= 1), now
        if (rate and filled < 1) or now < self.shut_until:
            self.refused += 1
            return True
        return False

    def overrun_in_any_second(self, rate: int) -> bool:
        """The same, judged strictly: so many in any one second."""
        now = time.monotonic()
        self.requests += 1
        while self._window and now - self._window[0] >= 1:
            self._window.popleft()
        if len(self._window) >= rate:
            self.refused += 1
            return True
        self._window.append(now)
        return False

    def chat_overrun(self, chat: str) -> bool:
        """Whether the chat got a message less than its interval ago (a twentieth is forgiven: clocks differ)."""
        now = time.monotonic()
        if self._chat_interval and now - self._chats.get(chat, 0) < self._chat_interval * 0.95:
            self.refused += 1
            return True
        self._chats[chat] = now
        return False

    def take(self, chat: str, text: str, random_id: int = 0) -> int:
        """Accept a message; its id."""
        if random_id:
            if (chat, random_id) in self.random_ids:
                self.repeats += 1
                return 1
            self.random_ids.add((chat, random_id))
        self.accepted.append((time.monotonic(), chat, len(text)))
        self.texts[chat, text] += 1
        if text[:40].startswith("<b>Результат") or text.startswith("watch"):
            self.watched.setdefault(chat, time.monotonic())
        return len(self.accepted)

    def as_json(self) -> Json:
        """The figures, and when each message, and each request that is none, came."""
        return {
            "calls": self.calls,
            "accepted": len(self.accepted),
            "chats": len({chat for _, chat, _ in self.accepted}),
            "doubled": sum(n - 1 for n in self.texts.values()),
            "refused": self.refused,
            "repeats": self.repeats,
            "requests": self.requests,
            "times": [at for at, _, _ in self.accepted],
            "watched": self.watched,
        }


class Platform(asyncio.Protocol):
    """One connection: HTTP/1.1 with Content-Length, keep-alive."""

    def __init__(self, shelf: Callable[[str], Books], latency: float) -> None:
        self._shelf, self._latency = shelf, latency
        self._books = shelf("")
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end]
            length = int((re.search(rb"(?i)content-length: *(\d+)", head) or [b"", b"0"])[1])
            if len(self._got) < end + 4 + length:
                return
            body, self._got = self._got[end + 4 : end + 4 + length], self._got[end + 4 + length :]
            self._answer(head.split(b" ", 2)[1].decode(), body)

    def _answer(self, path: str, body: bytes) -> None:
        status, method, late = 200, path.partition("?")[0].rpartition("/")[2], self._latency
        if path.startswith("/bot"):
            self._books = self._shelf(path[4:].partition(":")[0])
            status, said = self._telegram(method, body)
        elif path.startswith("/method/"):
            said = self._vk(method, body)
        elif method == "poll":
            said = {"ts": "1", "updates": []}
        else:
            said, late = self._control(path), 0.0
        if method in ("getUpdates", "poll"):
            late = HELD
        text = json.dumps(said).encode()
        head = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(text))
        if late:
            asyncio.get_running_loop().call_later(late, self._transport.write, head + text)
        else:
            self._transport.write(head + text)

    def _control(self, path: str) -> Any:
        self._books = self._shelf(path.partition("?")[2])
        path = path.partition("?")[0]
        if path == "/clear":
            self._books.clear()
        if path == "/refuse":
            self._books.shut_until = time.monotonic() + SHUT
        if path == "/count":
            return {"accepted": len(self._books.accepted)}
        return self._books.bodies if path == "/bodies" else self._books.as_json()

    def _telegram(self, method: str, body: bytes) -> tuple[int, Json]:
        if method != "sendMessage":
            self._books.calls.append(time.monotonic())
            result: Any = {"username": "bench_bot"} if method == "getMe" else method != "getUpdates" or []
            return 200, {"ok": True, "result": result}
        said = json.loads(body)
        chat = str(said["chat_id"])
        if self._books.overrun(self._books.rate) or self._books.chat_overrun(chat):
            words = {"error_code": 429, "description": "Too Many Requests: retry after 3"}
            return 429, {"ok": False, **words, "parameters": {"retry_after": 3}}
        if len(self._books.bodies) < KEPT:
            self._books.bodies.append(body.decode())
        message = {"message_id": self._books.take(chat, said["text"]), "date": int(time.time())}
        person = {"id": said["chat_id"], "type": "private", "first_name": "Имя"}
        return 200, {"ok": True, "result": message | {"chat": person, "text": said["text"]}}

    def _vk(self, method: str, body: bytes) -> Json:
        if self._books.overrun_in_any_second(VK_RATE):
            return {"error": {"error_code": 6, "error_msg": "Too many requests per second", "request_params": []}}
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if method == "execute":
            code = given["code"]
            calls = (json.JSONDecoder().raw_decode(code, found.end())[0] for found in CALL.finditer(code))
            return {"response": [self._vk_send(call) for call in calls]}
        if method == "messages.send":
            return {"response": self._vk_send(given)}
        self._books.calls.append(time.monotonic())
        host, port = self._transport.get_extra_info("sockname")[:2]
        return {"response": {"server": f"http://{host}:{port}/poll", "key": "k", "ts": "1"}}

    def _vk_send(self, call: Json) -> Any:
        random_id, text = int(call["random_id"]), call.get("message", "")
        if peers := call.get("peer_ids"):
            taken = ((int(peer), self._books.take(peer, text, random_id)) for peer in str(peers).split(","))
            return [{"peer_id": peer, "message_id": said, "conversation_message_id": said} for peer, said in taken]
        return self._books.take(str(call["peer_id"]), text, random_id)


async def serve(latency: float, rate: float, chat_interval: float) -> None:
    """Until killed; the port is printed first."""
    each: dict[str, Books] = {}
    first = Books(rate, chat_interval=chat_interval)

    def shelf(bot: str) -> Books:
        """Bots 1 to 999 have books of their own."""
        return first if len(bot) not in (1, 2, 3) else each.setdefault(bot, Books(rate, chat_interval=chat_interval))

    server = await asyncio.get_running_loop().create_server(
        lambda: Platform(shelf, latency), "127.0.0.1", 0, backlog=512
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("latency", "rate", "chat-interval"):
        parser.add_argument(f"--{name}", type=float, default=0)
    asked = parser.parse_args()
    asyncio.run(serve(asked.latency, asked.rate, asked.chat_interval))
