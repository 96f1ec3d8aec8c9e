"""The HTTP side of the process: health for whoever watches, and webhooks when an address is set."""

import hmac
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response

from actions.refusal import Refused

Update = Callable[[dict[str, Any]], Awaitable[None]]
TELEGRAM_PATH = "/telegram/webhook"


class Server(uvicorn.Server):
    """Uvicorn inside our own process: signals are ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises Refused when the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as taken:
        bound.close()
        raise Refused(
            "Адрес {host}:{port} занят или недоступен ({why}). Задайте другой: RODNIK_HTTP_PORT.",
            host=host,
            port=port,
            why=taken.strerror,
        ) from None
    return bound


def add_telegram_webhook(app: FastAPI, secret: str, update: Update) -> None:
    """Take Telegram's updates: answered 200 only after `update` returned, that is, after the commit."""

    @app.post(TELEGRAM_PATH)
    async def telegram(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        await update(await request.json())
        return Response(status_code=200)


def server_of(app: FastAPI) -> Server:
    """A server for the app, to be run with `serve(sockets=[…])`."""
    return Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False, server_header=False))
