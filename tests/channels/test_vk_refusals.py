"""Every way in which VK can fail to take a message, over HTTP. Nothing is ambiguous there: random_id tells repeats."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.channels.vk.adapter import Vk
from school.message import Button, Message, Text, bold, line
from school.messenger import Address, Channel, Receipt, TryLater, Undeliverable
from school.outbox import Reason
from tests.channels.wire import RESET, Reply, Stand, closed_port, cut_json, page, standing

TOKEN = "vk1.a.secret"
HI = Message((Text(line("привет")),))


def refusal(code: int) -> dict[str, Any]:
    return {"error": {"error_code": code, "error_msg": "a text that promises nothing", "request_params": []}}


@asynccontextmanager
async def community(reply: Reply, path: str = "") -> AsyncIterator[tuple[Vk, Stand]]:
    async with standing(reply) as stand:
        vk = Vk(TOKEN, 5, stand.url + path)
        try:
            yield vk, stand
        finally:
            await vk.close()


async def say(vk: Vk, chat: str = "1", message: Message = HI, once: int = 7, **more: Any) -> Receipt:
    return await vk.send(Address(Channel.VK, chat), message, once=once, **more)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(18, Reason.ADDRESS_DEAD), (900, Reason.BLOCKED), (901, Reason.NEVER_WROTE), (902, Reason.BLOCKED)],
)
async def test_a_dead_address_has_a_word(code: int, reason: Reason) -> None:
    async with community(lambda *_: refusal(code)) as (vk, _):
        with pytest.raises(Undeliverable) as dead:
            await say(vk)
        assert dead.value.reason == reason


@pytest.mark.parametrize(
    ("code", "after", "whole_lane", "cause"),
    [
        (5, 60, True, "token"),
        (27, 60, True, "token"),
        (6, 0.4, True, "too_fast"),
        (9, 60, False, "flood"),
        (10, 2, False, "internal"),
        (14, 60, True, "captcha"),
        (29, 60, True, "quota"),
        (950, 2, False, "timed_out"),
        (100, 60, False, "unknown_refusal"),
        (17, 60, False, "unknown_refusal"),
        (4242, 60, False, "unknown_refusal"),
    ],
)
async def test_other_codes_are_tried_later(code: int, after: float, whole_lane: bool, cause: str) -> None:
    async with community(lambda *_: refusal(code)) as (vk, stand):
        with pytest.raises(TryLater) as later:
            await say(vk)
        assert (later.value.after, later.value.whole_lane, later.value.cause) == (after, whole_lane, cause)
        assert len(stand.asked) == 1  # vk_api itself repeats nothing


@pytest.mark.parametrize("code", [911, 914])
async def test_what_is_our_own_fault_is_a_bug(code: int) -> None:
    async with community(lambda *_: refusal(code)) as (vk, _):
        with pytest.raises(ValueError, match=str(code)):
            await say(vk)


@pytest.mark.parametrize(
    "answer", [page(502), page(200), cut_json(), RESET, {"strange": 1}, {"response": None, "error": "?"}]
)
async def test_what_is_no_answer_is_tried_later(answer: Any) -> None:
    def reply(*_: Any) -> Any:
        if not isinstance(answer, web.Response):
            return answer
        return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)

    async with community(reply) as (vk, _):
        with pytest.raises(TryLater) as later:
            await say(vk)
        assert not later.value.whole_lane


async def test_a_refused_connection_holds_everybody_for_a_moment() -> None:
    vk = Vk(TOKEN, 5, closed_port())
    with pytest.raises(TryLater) as later:
        await say(vk)
    assert (later.value.cause, later.value.whole_lane) == ("unreachable", True)
    await vk.close()


@pytest.mark.parametrize("path", ["", "/", "/method", "/method/"])
async def test_the_base_address_may_end_as_it_likes(path: str) -> None:
    async with community(lambda *_: {"response": 5}, path) as (vk, stand):
        assert await say(vk) == Receipt(("5",))
        assert stand.methods() == ["messages.send"]


async def test_every_retry_carries_the_same_random_id() -> None:
    answers = iter([RESET, page(502), refusal(10), {"response": 5}])
    async with community(lambda *_: next(answers)) as (vk, stand):
        for _ in range(3):
            with pytest.raises(TryLater):
                await say(vk)
        await say(vk)
        assert [fields["random_id"] for _, fields in stand.asked] == ["7"] * 4


async def test_parts_of_one_message_are_distinct_and_stable() -> None:
    long = Message(tuple(Text(line("а" * 3000)) for _ in range(3)))
    async with community(lambda *_: {"response": 5}) as (vk, stand):
        for _ in range(2):
            await say(vk, message=long)
        ids = [int(fields["random_id"]) for _, fields in stand.asked]
        assert ids[:3] == ids[3:]
        assert len(set(ids)) == 3
        assert all(0 < one < 2**31 for one in ids)


@pytest.mark.parametrize("chat", ["2000000001", "-5", "0", "c1"])
async def test_a_group_never_gets_anything(chat: str) -> None:
    async with community(lambda *_: {"response": 5}) as (vk, stand):
        with pytest.raises(Undeliverable):
            await say(vk, chat)
        assert not stand.asked


async def test_an_edit_that_cannot_be_is_sent_anew() -> None:
    def reply(method: str, fields: dict[str, Any]) -> Any:
        return refusal(909) if method == "messages.edit" else {"response": 6}

    async with community(reply) as (vk, stand):
        assert await say(vk, replaces="c12") == Receipt(("6",), edited=False)
        assert stand.asked[0][1]["conversation_message_id"] == "12"
        assert stand.methods() == ["messages.edit", "messages.send"]


async def test_styles_and_buttons_travel_as_vk_has_them() -> None:
    message = Message((Text(line("🎓 ", bold("Мария"), " <7А>")),), ((Button("Неделя", "w 1"),),))
    async with community(lambda *_: {"response": 5}) as (vk, stand):
        await say(vk, message=message)
        sent = stand.asked[0][1]
        assert sent["message"] == "🎓 Мария <7А>"
        assert sent["format_data"] == '{"version":"1","items":[{"type":"bold","offset":3,"length":5}]}'
        action = {"type": "callback", "label": "Неделя", "payload": '{"c":"w 1"}'}
        assert json.loads(sent["keyboard"]) == {"inline": True, "buttons": [[{"action": action}]]}
        assert (sent["v"], sent["access_token"]) == ("5.199", TOKEN)
