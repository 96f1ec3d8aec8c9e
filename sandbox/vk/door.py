"""The HTTP side of the local VK: /method/<name>, /longpoll/<group> and /upload/<kind>."""

import hmac
import json
from typing import Any

from aiohttp import web

from sandbox.vk import uploads
from sandbox.vk.community import Community
from sandbox.vk.methods import call, chat_of, execute
from sandbox.vk.refusal import Refusal


class VkDoor:
    """Checks the token and the pace, finds the method, answers as VK does."""

    def __init__(self, community: Community) -> None:
        self._community = community

    def routes(self) -> list[web.AbstractRouteDef]:
        """What to hang on the web application."""
        return [
            web.route("*", "/method/{method}", self.call),
            web.get("/longpoll/{group:\\d+}", self.longpoll),
            web.post("/upload/{kind:photo|doc}", self.upload),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One method call."""
        method = request.match_info["method"]
        params: dict[str, Any] = dict(request.query)
        params.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})

        async def answer() -> web.Response:
            try:
                body = self._answer(method, params)
            except Refusal as refusal:
                self._community.ledger.refuse("vk", refusal.code)
                body = refusal.as_json(method, params)
            return web.json_response(body, dumps=lambda one: json.dumps(one, ensure_ascii=False))

        return await self._community.faults.around("vk", method, chat_of(params), request, answer)

    async def longpoll(self, request: web.Request) -> web.StreamResponse:
        """One check for events."""
        poll, query = self._community.longpoll, request.query

        async def answer() -> web.Response:
            if int(request.match_info["group"]) != poll.group_id:
                return web.json_response({"failed": 3})
            ts = int(query.get("ts", "0")) if query.get("ts", "0").isdigit() else 0
            if fault := self._community.faults.hit("vk", "longpoll_failed", "longpoll"):
                return web.json_response(poll.fail(fault.failed, ts))
            wait = query.get("wait", "25")
            seconds = min(int(wait), 90) if wait.isdigit() else 25
            return web.json_response(await poll.check(query.get("key", ""), ts, seconds))

        return await self._community.faults.around("vk", "longpoll", None, request, answer)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """One file."""

        async def answer() -> web.Response:
            return await uploads.upload(self._community, request)

        return await self._community.faults.around("vk", "upload", None, request, answer)

    def _answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if not params.get("v"):
            raise Refusal(8, "v (version) is required")
        token = str(params.get("access_token", ""))
        if not hmac.compare_digest(token.encode(), self._community.token.encode()):
            raise Refusal(5)
        if not self._community.pace.may_pass():
            raise Refusal(6)
        if method == "execute":
            return execute(self._community, params)
        return {"response": call(self._community, method, params)}
