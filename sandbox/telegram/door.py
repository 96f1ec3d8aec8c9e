"""The HTTP side of the local Telegram: /bot<token>/<method> and /file/bot<token>/<path>."""

import hmac
from typing import Any

from aiohttp import web

from sandbox.telegram.bot import TelegramBot
from sandbox.telegram.methods import METHODS
from sandbox.telegram.params import Params, read
from sandbox.telegram.refusal import Refusal

BY_LOWER_NAME = {name.lower(): name for name in METHODS}


class TelegramDoor:
    """Checks the token, finds the method, answers as the Bot API does."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot

    def routes(self) -> list[web.AbstractRouteDef]:
        """What to hang on the web application."""
        path = "/bot{token:[^/]+}/{method}"
        return [
            web.route("*", path, self.call),
            web.get("/file/bot{token:[^/]+}/{kind}/{number:\\d+}/{key}/{name}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One method call."""
        method = BY_LOWER_NAME.get(request.match_info["method"].lower(), request.match_info["method"])
        try:
            params = await read(request)
        except Refusal as refusal:
            return self._refused(refusal)
        chat = params.number("chat_id") or None

        async def answer() -> web.Response:
            try:
                self._check(request)
                if fault := self._bot.faults.hit("telegram", "refuse", method, chat):
                    raise Refusal(fault.code, "Not Found: method not found" if fault.code == 404 else "refused")
                return web.json_response({"ok": True, "result": await self._result(method, params)})
            except Refusal as refusal:
                return self._refused(refusal)

        return await self._bot.faults.around("telegram", method, chat, request, answer)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file."""

        async def answer() -> web.Response:
            file = self._bot.files.get(int(request.match_info["number"]), request.match_info["key"])
            if not self._is_ours(request) or file is None:
                return web.json_response(Refusal(404, "Not Found").as_json(), status=404)
            return web.Response(body=file.content, content_type="application/octet-stream")

        return await self._bot.faults.around("telegram", "file", None, request, answer)

    def _refused(self, refusal: Refusal) -> web.Response:
        self._bot.ledger.refuse("telegram", refusal.code)
        return web.json_response(refusal.as_json(), status=refusal.code)

    async def _result(self, method: str, params: Params) -> Any:
        if method not in METHODS:
            raise Refusal(404, "Not Found")
        return await METHODS[method](self._bot, params)

    def _check(self, request: web.Request) -> None:
        if not self._is_ours(request):
            raise Refusal(401, "Unauthorized")

    def _is_ours(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self._bot.token.encode())
