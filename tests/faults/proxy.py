"""A small TCP proxy that can stop listening, cut what is open, or swallow everything: the network's own faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Passes bytes to `target` (a (host, port), or the path of a Unix socket) from a port of loopback."""

    def __init__(self, target: tuple[str, int] | str) -> None:
        self._target = target
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._may_pass = asyncio.Event()
        self._may_pass.set()
        self.port = 0

    @property
    def url(self) -> str:
        """For HTTP."""
        return f"http://127.0.0.1:{self.port}"

    async def listen(self) -> None:
        """From now on connections are taken."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Nobody listens any more, and what is open is cut."""
        if self._server:
            self._server.close()
            self._server = None
        self.cut()

    def cut(self) -> None:
        """Reset everything that is open."""
        for writer in self._open:
            writer.transport.abort()

    def swallow(self) -> None:
        """A black hole: what is open stays open, new connections are taken, and not a byte passes."""
        self._may_pass.clear()

    def forget(self) -> None:
        """What fell into the black hole stays there; new connections are well."""
        self._may_pass = asyncio.Event()
        self._may_pass.set()

    async def close(self) -> None:
        await self.refuse()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        may_pass = self._may_pass
        try:
            await may_pass.wait()
            if isinstance(self._target, str):
                other_reader, other = await asyncio.open_unix_connection(self._target)
            else:
                other_reader, other = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open.add(other)
        for source, sink in ((reader, other), (other_reader, writer)):
            task = asyncio.create_task(self._pass(source, sink, may_pass))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, may_pass: asyncio.Event) -> None:
        with suppress(OSError):
            while piece := await source.read(2**16):
                await may_pass.wait()
                sink.write(piece)
                await sink.drain()
        sink.close()
        self._open.discard(sink)


@asynccontextmanager
async def proxy(target: tuple[str, int] | str) -> AsyncIterator[Proxy]:
    """One that listens."""
    found = Proxy(target)
    await found.listen()
    try:
        yield found
    finally:
        await found.close()
