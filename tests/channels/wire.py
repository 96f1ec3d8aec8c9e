"""A platform that answers as told: JSON, a page, a reset connection, silence. Real HTTP on loopback."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Answer = web.Response | str
Reply = Callable[[str, dict[str, Any]], Any]
RESET = "reset"


class Stand:
    """`reply(method, fields)` makes each answer: a dict (as JSON), a Response, or RESET. Keeps what was asked."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.url = ""

    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rsplit("/", 1)[-1]
        fields = await request.json() if request.content_type == "application/json" else dict(await request.post())
        self.asked.append((method, fields | dict(request.query)))
        answer = self.reply(method, self.asked[-1][1])
        answer = await answer if asyncio.iscoroutine(answer) else answer
        if answer == RESET:
            return _reset(request)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)


@asynccontextmanager
async def standing(reply: Reply) -> AsyncIterator[Stand]:
    stand = Stand(reply)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stand
    finally:
        await runner.cleanup()


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def page(status: int) -> web.Response:
    return web.Response(status=status, text="<html><h1>Bad Gateway</h1></html>", content_type="text/html")


def cut_json() -> web.Response:
    return web.Response(text='{"ok":true,"result":{"mess', content_type="application/json")


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()
