"""Our own HTTP for the call that is made most: what it says of a request that failed decides whether it is repeated."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from yarl import URL

from bot.channels.telegram.refusals import failure
from bot.channels.telegram.session import read
from bot.channels.telegram.wire import LARGEST, PEEK, Lost, Unsent, Wire
from school.messenger import Ambiguous, TryLater
from tests.channels.certificate import tls_pair
from tests.channels.wire import closed_port

FINE = b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"ok":true,"result":"said"}'


class Server:
    """Gives `answers` one by one, however the requests are spread over connections; then closes where told to."""

    def __init__(self, answers: list[bytes], *, closes: bool = False) -> None:
        self.answers, self.closes = answers, closes
        self.connections, self.requests = 0, list[bytes]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                writer.write(self.answers.pop(0))
                await writer.drain()
                if self.closes:
                    break
        writer.close()


@asynccontextmanager
async def wired(
    server: Server, secret: ssl.SSLContext | None = None, trust: ssl.SSLContext | None = None
) -> AsyncIterator[Wire]:
    """A wire to the server, which speaks TLS when it has a secret."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=secret)
    scheme, port = "https" if secret else "http", listening.sockets[0].getsockname()[1]
    wire = Wire(URL(f"{scheme}://127.0.0.1:{port}"), 4, trust or ssl.create_default_context())
    try:
        yield wire
    finally:
        await wire.close()
        listening.close()


async def post(wire: Wire, body: bytes = b"{}") -> tuple[int, bytes]:
    return await wire.post(wire.head("/bot1:A/sendMessage"), body)


async def test_it_posts_on_a_connection_that_is_kept() -> None:
    server = Server([FINE, FINE, FINE])
    async with wired(server) as wire:
        for _ in range(3):
            assert await post(wire, '{"text":"й"}'.encode()) == (200, b'{"ok":true,"result":"said"}')
        assert server.connections == 1
        assert server.requests[0].startswith(b"POST /bot1:A/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:")
        assert server.requests[0].endswith('\r\n\r\n{"text":"й"}'.encode())


async def test_several_at_once_each_get_their_own_answer() -> None:
    answers = [FINE.replace(b"said", word) for word in (b"aaaa", b"bbbb", b"cccc", b"dddd", b"eeee", b"ffff")]
    async with wired(Server(answers)) as wire:
        said = await asyncio.gather(*(post(wire) for _ in range(6)))
        assert len({body for _, body in said}) == 6


async def test_no_connection_means_that_nothing_left() -> None:
    wire = Wire(URL(closed_port()), 4, ssl.create_default_context())
    with pytest.raises(Unsent):
        await post(wire)
    await wire.close()


async def test_a_connection_that_was_closed_while_idle_is_not_used_again() -> None:
    server = Server([FINE, FINE], closes=True)
    async with wired(server) as wire:
        assert (await post(wire))[0] == 200
        await asyncio.sleep(PEEK)
        assert (await post(wire))[0] == 200
        assert server.connections == 2


async def test_a_request_that_got_no_answer_is_lost() -> None:
    async with wired(Server([b""], closes=True)) as wire:
        with pytest.raises(Lost):
            await post(wire)


@pytest.mark.parametrize("said", [b"HTTP/1.1 2", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
async def test_half_an_answer_without_its_status_is_none(said: bytes) -> None:
    async with wired(Server([said], closes=True)) as wire:
        with pytest.raises(Lost):
            await post(wire)


async def test_of_a_body_that_was_cut_the_status_still_counts() -> None:
    async with wired(Server([FINE[:-9]], closes=True)) as wire:
        status, body = await post(wire)
    assert status == 200
    assert isinstance(failure(read(status, body)), Ambiguous)


@pytest.mark.parametrize(
    "said",
    [
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"ok\r\n17\r\n":true,"result":"said"}\r\n0\r\n\r\n',
        b"HTTP/1.1 100 Continue\r\n\r\n" + FINE,
        b'HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{"ok":true,"result":"said"}',
    ],
)
async def test_it_understands_answers_of_every_form(said: bytes) -> None:
    async with wired(Server([said], closes=True)) as wire:
        assert await post(wire) == (200, b'{"ok":true,"result":"said"}')


async def test_an_answer_that_never_ends_is_cut_off() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * (LARGEST + 1)
    server = Server([endless, FINE])
    async with wired(server) as wire:
        status, body = await post(wire)
        assert isinstance(failure(read(status, body)), Ambiguous)
        assert (await post(wire))[0] == 200
        assert server.connections == 2


async def test_whoever_is_cancelled_leaves_no_answer_to_the_next() -> None:
    server = Server([b"", FINE])
    async with wired(server) as wire:
        first = asyncio.create_task(post(wire))
        while not server.requests:  # noqa: ASYNC110 - another side's state
            await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.wait((first,))
        assert (await post(wire))[0] == 200
        assert server.connections == 2


def test_a_redirect_did_nothing() -> None:
    refusal = failure(read(302, b"<html>moved</html>"))
    assert isinstance(refusal, TryLater)
    assert refusal.whole_lane


async def test_it_speaks_tls_and_keeps_the_connection(tmp_path: Path) -> None:
    secret, trust = tls_pair(tmp_path)
    server = Server([FINE, FINE, FINE])
    async with wired(server, secret, trust) as wire:
        assert await post(wire) == (200, b'{"ok":true,"result":"said"}')
        await asyncio.sleep(PEEK * 1.5)  # what TLS itself sends after the handshake is no end
        assert await post(wire) == (200, b'{"ok":true,"result":"said"}')
        assert await post(wire, b"x" * 100_000) == (200, b'{"ok":true,"result":"said"}')
        assert server.connections == 1


async def test_it_tells_nothing_to_a_server_whose_certificate_it_does_not_trust(tmp_path: Path) -> None:
    secret, _ = tls_pair(tmp_path)
    server = Server([FINE])
    async with wired(server, secret) as wire:
        with pytest.raises(Unsent):
            await post(wire)
    assert server.requests == []


async def test_a_tls_connection_that_was_closed_while_idle_is_not_used_again(tmp_path: Path) -> None:
    secret, trust = tls_pair(tmp_path)
    server = Server([FINE, FINE], closes=True)
    async with wired(server, secret, trust) as wire:
        for _ in range(2):
            assert (await post(wire))[0] == 200
            await asyncio.sleep(PEEK * 1.5)
        assert server.connections == 2
