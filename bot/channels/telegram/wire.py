"""HTTP/1.1 by ourselves, for the one call that is made most: a POST of JSON on connections that are kept.

A general client costs 70 µs of CPU for such a post; this costs 20. It knows what a delivery must know: whether the
request may have left. No redirects, no cookies, no compression, no proxies: aiohttp has those (session.py).
"""

import asyncio
import select
import ssl
from collections import deque
from contextlib import suppress
from typing import Any

from httptools import HttpParserError, HttpResponseParser
from yarl import URL

CONNECT, ANSWER, TOTAL = 5.0, 20.0, 60.0  # seconds: to connect, between two pieces of an answer, for all of it
KEPT = 15.0  # seconds that an idle connection is trusted
PEEK = 0.2  # seconds of idleness after which a look tells whether the platform closed it meanwhile
LARGEST = 1 << 20  # bytes of an answer; the Bot API's have a few kilobytes
SWEEP = 1.0  # seconds between looks for answers that do not come


class Unsent(Exception):
    """No connection could be made: the request surely did not leave."""


class Lost(Exception):
    """The request left, wholly or in part, and no status came back."""


class Wire:
    """Connections to one host; at most so many. `close()` when done."""

    def __init__(self, url: URL, connections: int, tls: ssl.SSLContext) -> None:
        self._host, self._port, self._name = url.raw_host or "", url.port or 80, url.host_port_subcomponent or ""
        self._tls: dict[str, Any] = {}
        if url.scheme == "https":
            self._tls = {"ssl": tls, "ssl_handshake_timeout": CONNECT}
        self._free = asyncio.Semaphore(connections)
        self._idle: deque[_Connection] = deque()
        self._busy: set[_Connection] = set()
        self._sweeper: asyncio.TimerHandle | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._sweeper:
            self._sweeper.cancel()
        for connection in (*self._idle, *self._busy):
            connection.drop()
        self._idle.clear()

    def head(self, path: str) -> bytes:
        """What stands before the body of a post to a path, but for its length: give it to `post`."""
        lines = (f"POST {path} HTTP/1.1", f"Host: {self._name}", "Content-Type: application/json", "Content-Length: ")
        return "\r\n".join(lines).encode()

    async def post(self, head: bytes, body: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer, the latter as far as it came. Raises Unsent or Lost."""
        async with self._free:
            connection = self._kept() or await self._connected()
            self._busy.add(connection)
            try:
                return await connection.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body))
            finally:
                self._busy.discard(connection)
                if connection.usable:
                    self._idle.append(connection)
                else:
                    connection.drop()

    def _kept(self) -> "_Connection | None":
        while self._idle:
            connection = self._idle.pop()
            if connection.still_open():
                return connection
            connection.drop()
        return None

    async def _connected(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        if self._sweeper is None:
            self._sweep(loop)
        try:
            async with asyncio.timeout(2 * CONNECT):
                _, connection = await loop.create_connection(
                    lambda: _Connection(loop), self._host, self._port, happy_eyeballs_delay=0.25, **self._tls
                )
        except (OSError, TimeoutError) as error:  # DNS, refused, TLS
            raise Unsent(type(error).__name__) from error
        return connection

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """One timer for all instead of one for each request."""
        now = loop.time()
        for connection in [one for one in self._busy if one.overdue(now)]:
            connection.drop()
        while self._idle and not self._idle[0].still_open():
            self._idle.popleft().drop()
        self._sweeper = loop.call_later(SWEEP, self._sweep, loop)


_HEARD = memoryview(bytearray(1 << 16))  # what any of them hears is read at once: asyncio makes 256 KiB for each answer


class _Connection(asyncio.BufferedProtocol):
    """One request at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._pieces: list[bytes] = []
        self._status = self._size = 0
        self._asked = self._heard = loop.time()
        self.usable = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self.usable = True

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Post it; the answer. Raises Lost."""
        self._pieces, self._status, self._size = [], 0, 0
        self._asked = self._heard = self._loop.time()
        self._answer = self._loop.create_future()
        self.usable = False
        self._transport.write(request)
        return await self._answer

    def still_open(self) -> bool:
        """Whether it may be used once more: idle for long, it is looked at, for the platform may have closed it."""
        idle = self._loop.time() - self._heard
        if not self.usable or idle > KEPT or self._transport.is_closing():
            return False
        return idle < PEEK or not _readable(self._transport.get_extra_info("socket").fileno())

    def overdue(self, now: float) -> bool:
        """Whether its answer is not to be waited for any longer."""
        return now - self._heard > ANSWER or now - self._asked > TOTAL

    def drop(self) -> None:
        """Never to be used again."""
        self.usable = False
        self._transport.abort()
        self._end()

    def get_buffer(self, sizehint: int) -> memoryview:
        return _HEARD

    def buffer_updated(self, nbytes: int) -> None:
        self._heard = self._loop.time()
        if self._answer is None:  # nobody asked
            self.drop()
            return
        try:
            self._parser.feed_data(bytes(_HEARD[:nbytes]))
        except HttpParserError:
            self.drop()

    def eof_received(self) -> None:
        self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        self._end()

    def on_headers_complete(self) -> None:
        """The parser's."""
        self._status = self._parser.get_status_code()

    def on_body(self, piece: bytes) -> None:
        """The parser's."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > LARGEST:
            self.drop()

    def on_message_complete(self) -> None:
        """The parser's."""
        if self._status < 200:  # «100 Continue»: the answer is still to come
            self._status, self._pieces = 0, []
            return
        self.usable = self._parser.should_keep_alive() and not self._transport.is_closing()
        self._end()

    def _end(self) -> None:
        """With a status the request had its effect or not, however much of the body came."""
        answer, self._answer = self._answer, None
        if answer is None or answer.done():
            return
        if self._status >= 200:
            answer.set_result((self._status, b"".join(self._pieces)))
        else:
            answer.set_exception(Lost("no answer"))


def _readable(descriptor: int) -> bool:
    """Whether something is to be read, be it the end."""
    with suppress(OSError):
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(0))
    return True
