"""Faults ordered over HTTP, felt by the real libraries, judged by the ledger."""

import asyncio

import pytest
import requests
import vk_api
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError

from sandbox.server import Sandbox
from tests.sandbox.http import Http
from tests.sandbox.test_vk import send


async def order(http: Http, **fault: object) -> None:
    status, body = await http.post("/sandbox/faults", fault)
    assert status == 200, body


async def test_it_accepts_a_telegram_message_and_loses_the_answer(
    sandbox: Sandbox, bot: Bot, http: Http, anna: int
) -> None:
    await order(http, platform="telegram", fault="accept_then_reset")
    await bot.get_updates()
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna, "раз")
    await bot.send_message(anna, "два")
    _, ledger = await http.get("/sandbox/ledger")
    assert [line["text"] for line in ledger["accepted"]] == ["раз", "два"]


async def test_it_hangs_after_accepting(sandbox: Sandbox, bot: Bot, http: Http, anna: int) -> None:
    await order(http, platform="telegram", fault="accept_then_hang")
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(anna, "раз", request_timeout=1)
    assert len(sandbox.ledger.accepted) == 1


async def test_it_lets_vk_dedupe_a_message_whose_answer_was_lost(
    sandbox: Sandbox, vk: vk_api.VkApi, http: Http, petya: int
) -> None:
    await order(http, platform="vk", fault="accept_then_reset")
    with pytest.raises(requests.ConnectionError):
        await send(vk, petya, "результат", 77)
    await send(vk, petya, "результат", 77)
    assert len(sandbox.ledger.accepted) == 1
    assert len(sandbox.ledger.repeats) == 1


async def test_it_goes_dark_for_one_platform_only(
    sandbox: Sandbox, bot: Bot, vk: vk_api.VkApi, http: Http, anna: int, petya: int
) -> None:
    waiting = asyncio.create_task(bot.get_updates(offset=2**30, timeout=20))
    await asyncio.sleep(0.05)
    await order(http, platform="telegram", fault="dark", seconds=60)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna, "x")
    await sandbox.say("telegram", anna, "в темноте")
    with pytest.raises(TelegramNetworkError):
        await waiting
    await send(vk, petya, "x", 1)
    async with http.session.delete(http.url + "/sandbox/faults") as answer:
        assert answer.status == 200
    await bot.send_message(anna, "снова свет")
    assert [line.text for line in sandbox.ledger.accepted] == ["x", "снова свет"]


async def test_it_answers_with_html_instead_of_json(
    bot: Bot, vk: vk_api.VkApi, http: Http, anna: int, petya: int
) -> None:
    await order(http, platform="telegram", fault="status", code=502)
    await order(http, platform="vk", fault="status", code=500)
    with pytest.raises(ClientDecodeError):
        await bot.send_message(anna, "x")
    with pytest.raises(vk_api.ApiHttpError):
        await send(vk, petya, "x", 1)


async def test_it_gives_a_vk_error_to_one_call_of_an_execute(
    sandbox: Sandbox, vk: vk_api.VkApi, http: Http, petya: int
) -> None:
    await order(http, platform="vk", fault="vk_error", code=10, method="messages.send")
    call = 'API.messages.send({{"peer_id":{0},"message":"x","random_id":{1}}})'
    code = f"return [{call.format(petya, 1)},{call.format(petya, 2)}];"
    raw = await asyncio.to_thread(lambda: vk.method("execute", {"code": code}, raw=True))
    assert raw["response"][0] is False
    assert [error["error_code"] for error in raw["execute_errors"]] == [10]
    assert [line.random_id for line in sandbox.ledger.accepted] == [2]


async def test_it_refuses_an_unknown_fault(http: Http) -> None:
    status, body = await http.post("/sandbox/faults", {"platform": "vk", "fault": "earthquake"})
    assert status == 400
    assert "accept_then_reset" in body["error"]
