"""A sandbox per test, and the two real libraries pointed at it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import requests
import vk_api
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession
from requests.adapters import HTTPAdapter

from sandbox.server import Sandbox
from tests.sandbox.http import Http


class ToSandbox(HTTPAdapter):
    """Sends what is meant for api.vk.ru to the sandbox."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = str(request.url).replace("https://api.vk.ru", self._url)
        return super().send(request, *args, **kwargs)


class QuickVk(vk_api.VkApi):  # type: ignore[misc]
    """vk_api without its own pause between calls, and without its endless retries of error 6."""

    RPS_DELAY = 0

    def too_many_rps_handler(self, error: Any) -> Any:
        raise error


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(sandbox.telegram_token, session, DefaultBotProperties(parse_mode="HTML")) as bot:
        yield bot


def vk_for(sandbox: Sandbox) -> vk_api.VkApi:
    session = requests.Session()
    session.mount("https://api.vk.ru/", ToSandbox(sandbox.url))
    return QuickVk(token=sandbox.vk_token, api_version="5.199", session=session)


@pytest.fixture
def vk(sandbox: Sandbox) -> vk_api.VkApi:
    return vk_for(sandbox)


@pytest.fixture
async def anna(sandbox: Sandbox) -> int:
    user = sandbox.add_person("telegram", "Анна Орлова", phone="+79001234501")
    await sandbox.start("telegram", user, "CODE42")
    return user


@pytest.fixture
async def petya(sandbox: Sandbox) -> int:
    user = sandbox.add_person("vk", "Пётр Орлов")
    await sandbox.start("vk", user, "REF42")
    return user


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[Http]:
    async with ClientSession() as session:
        yield Http(session, sandbox.url)
