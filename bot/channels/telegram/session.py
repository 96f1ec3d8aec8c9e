"""aiogram's session, made lean: JSON bodies, raw results, and failures sorted by whether the request had left.

Stock aiogram posts urlencoded forms and builds a model of every answer; this triples the messages per second of a core.
The commonest call goes over connections of our own (wire.py); through a proxy it goes with the others, by aiohttp.
"""

import json
from typing import Any, cast

import aiohttp
import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import GetUpdates, SendDocument, SendPhoto
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import InputFile
from pydantic import BaseModel
from yarl import URL

from bot.channels.telegram.refusals import Answer, failure
from bot.channels.telegram.wire import Lost, Unsent, Wire
from school.messenger import Ambiguous, TryLater

# sock_connect and connect end before the request leaves; sock_read and total after it may have.
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10, sock_connect=5, sock_read=20)
UPLOAD = aiohttp.ClientTimeout(total=300, connect=10, sock_connect=5, sock_read=60)
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
_JSON = {"Content-Type": "application/json"}


class Session(AiohttpSession):
    """Calls the Bot API. A call returns the raw `result`; it raises Undeliverable, TryLater or Ambiguous."""

    def __init__(self, api_url: str, proxy: str | None = None, connections: int = 128) -> None:
        super().__init__(limit=connections, api=TelegramAPIServer.from_base(api_url))
        self.http_proxy = proxy
        self._connections = connections
        self._heads: dict[str, bytes] = {}  # of this session's one bot
        self._wire: Wire | None = None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """The raw `result` of the call, whatever type aiogram promises: its models would cost more than the call."""
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        status, body = await self._post(url, self._body(bot, method), _limits(method))
        answer = read(status, body)
        if answer.ok:
            return cast(TelegramType, answer.result)
        raise failure(answer)

    async def post_json(self, token: str, name: str, values: dict[str, Any]) -> Any:
        """The same for a method by its name, with values that are JSON already: no model is built on the way."""
        answer = read(*await self._post_lean(token, name, values))
        if answer.ok:
            return answer.result
        raise failure(answer)

    async def close(self) -> None:
        """Let go of the connections; without aiogram's quarter of a second for TLS, which aiohttp now does itself."""
        if self._wire is not None:
            await self._wire.close()
        if self._session is not None:
            await self._session.close()

    async def _post_lean(self, token: str, name: str, values: dict[str, Any]) -> tuple[int, bytes]:
        head = self._heads.get(name)
        if head is None or self._wire is None:
            url = URL(self.api.api_url(token=token, method=name))
            if self.http_proxy or url.user:
                return await self._post(url, {"data": orjson.dumps(values), "headers": _JSON}, TIMEOUT)
            self._wire = self._wire or Wire(url, self._connections, self._connector_init["ssl"])
            head = self._heads[name] = self._wire.head(url.raw_path_qs)
        try:
            return await self._wire.post(head, orjson.dumps(values))
        except Unsent as error:
            raise TryLater(1, whole_lane=True, cause="unreachable") from error
        except Lost as error:
            raise Ambiguous(str(error)) from error

    def _body(self, bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
        given = {name: getattr(method, name) for name in method.model_fields_set}
        if any(isinstance(value, InputFile) for value in given.values()):
            return {"data": self.build_form_data(bot, method)}
        kept = {name: value for name, value in given.items() if value is not None}
        return {"data": orjson.dumps(kept, default=_plain), "headers": _JSON}

    async def _post(self, url: str | URL, body: dict[str, Any], patience: aiohttp.ClientTimeout) -> tuple[int, bytes]:
        session = await self.create_session()
        try:
            async with session.post(url, **body, timeout=patience, proxy=self.http_proxy) as response:
                return response.status, await response.read()
        except _UNSENT as error:
            raise TryLater(1, whole_lane=True, cause="unreachable") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Ambiguous(type(error).__name__) from error


def read(status: int, body: bytes) -> Answer:
    """The Bot API's answer. What is not its JSON (a proxy's page, a cut body) counts by its status alone."""
    try:
        said = _loads(body)
        if said["ok"] is True and status < 300:
            return Answer(status, True, result=said["result"])
        code, words = int(said.get("error_code") or status), str(said.get("description", ""))
        return Answer(code, False, description=words, parameters=dict(said.get("parameters") or {}))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Answer(status, False, genuine=False)


def _loads(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:  # orjson refuses lone surrogates, and one such letter would hold up every update behind it
        return json.loads(body)


def _limits(method: TelegramMethod[Any]) -> aiohttp.ClientTimeout:
    if isinstance(method, GetUpdates):
        waits = (method.timeout or 0) + 10
        return aiohttp.ClientTimeout(total=waits + 20, connect=10, sock_connect=5, sock_read=waits)
    return UPLOAD if isinstance(method, SendPhoto | SendDocument) else TIMEOUT


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_unset=True, exclude_none=True, warnings=False)
    raise TypeError(f"no JSON for {type(value).__name__}")
