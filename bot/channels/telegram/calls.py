"""Calls of one bot: aiogram's methods over the lean session, floods told apart."""

import time
from collections.abc import Coroutine
from typing import Any

from aiogram import Bot
from aiogram.methods import GetFile
from aiogram.methods.base import TelegramMethod
from aiogram.utils.token import TokenValidationError

from bot.channels.download import download
from bot.channels.telegram.flood import Flood
from bot.channels.telegram.refusals import Flooded, Refused
from bot.channels.telegram.session import Session
from school.messenger import Ambiguous, TryLater, Undeliverable
from school.outbox import Reason


class Calls:
    """One bot's connections. Raises ValueError on a malformed token; `close()` when done."""

    def __init__(self, token: str, api_url: str, proxy: str | None, *, paid: bool = False) -> None:
        self._session = Session(api_url, proxy, connections=640 if paid else 128)
        self._always: dict[str, Any] = {"allow_paid_broadcast": True} if paid else {}
        try:
            self._bot = Bot(token, session=self._session)
        except TokenValidationError:
            raise ValueError("the Telegram token is not of the form 123456:ABC…") from None
        self._flood = Flood()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()

    async def call(self, method: TelegramMethod[Any], chat: str = "") -> Any:
        """The raw result. Raises Undeliverable, TryLater (the lane's when the whole bot is flooding) or Ambiguous.

        `chat` is whose 429 it would be; "" for calls that speak to nobody.
        """
        return await self._watched(self._session.make_request(self._bot, method), chat)

    async def post(self, name: str, values: dict[str, Any], chat: str) -> Any:
        """The same for what is said most: a method by its name, with values that are JSON already."""
        return await self._watched(self._session.post_json(self._bot.token, name, values | self._always), chat)

    async def _watched(self, request: Coroutine[Any, Any, Any], chat: str) -> Any:
        started = time.monotonic()
        try:
            result = await request
        except Flooded as flooded:
            if not chat:
                raise
            raise self._flood.refused(chat, flooded.after) from None
        if chat:
            self._flood.passed(started)
        return result

    async def safely(self, method: TelegramMethod[Any]) -> Any:
        """The same for calls that do no harm twice: what is ambiguous is simply to be tried later."""
        try:
            return await self.call(method)
        except Ambiguous as unknown:
            raise TryLater(1, cause="no_answer") from unknown

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of a file, up to 20 MB (the Bot API gives no more). Raises TryLater, or Undeliverable when gone."""
        try:
            found = await self.safely(GetFile(file_id=file_id))
        except Refused:
            raise Undeliverable(Reason.GONE) from None
        url = self._session.api.file_url(token=self._bot.token, path=found["file_path"])
        return await download(await self._session.create_session(), url, self._session.http_proxy)
