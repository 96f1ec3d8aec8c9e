"""Every way in which Telegram can fail to take a message, over HTTP, and what the delivery loop is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.channels.telegram.adapter import Telegram
from school.incoming import Incoming
from school.message import Message, Text, line, plain
from school.messenger import Address, Ambiguous, Channel, Receipt, TryLater, Undeliverable
from school.outbox import Reason
from tests.channels.wire import RESET, Stand, closed_port, cut_json, page, standing

TOKEN = "7100200300:" + "A" * 35
HI = Message((Text(line("привет")),))


def refusal(code: int, description: str, **parameters: Any) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


def taken(method: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"ok": True, "result": {"message_id": 5}}


@asynccontextmanager
async def bot(reply: Callable[[str, dict[str, Any]], Any]) -> AsyncIterator[tuple[Telegram, Stand]]:
    async with standing(reply) as stand:
        telegram = Telegram(TOKEN, stand.url)
        try:
            yield telegram, stand
        finally:
            await telegram.close()


async def say(telegram: Telegram, chat: int = 1, message: Message = HI, **more: Any) -> Receipt:
    return await telegram.send(Address(Channel.TELEGRAM, str(chat)), message, once=more.pop("once", chat), **more)


@pytest.mark.parametrize(
    ("code", "description", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", Reason.BLOCKED),
        (403, "Forbidden: user is deactivated", Reason.ADDRESS_DEAD),
        (403, "Forbidden: bot can't initiate conversation with a user", Reason.NEVER_WROTE),
        (400, "Bad Request: chat not found", Reason.ADDRESS_DEAD),
        (400, "BAD REQUEST: Chat Not Found", Reason.ADDRESS_DEAD),
    ],
)
async def test_a_known_wording_is_a_dead_address(code: int, description: str, reason: Reason) -> None:
    async with bot(lambda *_: refusal(code, description)) as (telegram, _):
        with pytest.raises(Undeliverable) as dead:
            await say(telegram)
        assert dead.value.reason == reason


async def test_a_group_never_gets_anything() -> None:
    async with bot(lambda *_: refusal(400, "upgraded", migrate_to_chat_id=-1001)) as (telegram, stand):
        with pytest.raises(Undeliverable):
            await say(telegram)
        with pytest.raises(Undeliverable):
            await say(telegram, chat=-1001)
        assert len(stand.asked) == 1


@pytest.mark.parametrize(
    ("answer", "cause", "whole_lane"),
    [
        (refusal(403, "Forbidden: a wording of next year"), "unknown_refusal", False),
        (refusal(400, "Bad Request: can't parse entities"), "unknown_refusal", False),
        (refusal(401, "Unauthorized"), "token", True),
        (refusal(404, "Not Found"), "token", True),
        (page(403), "not_the_api", True),
        (page(404), "not_the_api", True),
    ],
)
async def test_other_refusals_are_tried_later(answer: web.Response, cause: str, whole_lane: bool) -> None:
    async with bot(lambda *_: _again(answer)) as (telegram, _):
        with pytest.raises(TryLater) as later:
            await say(telegram)
        assert (later.value.cause, later.value.whole_lane) == (cause, whole_lane)


@pytest.mark.parametrize("answer", [page(502), refusal(500, "Internal Server Error"), cut_json(), page(200), RESET])
async def test_what_may_have_been_delivered_is_ambiguous(answer: web.Response | str) -> None:
    async with bot(lambda *_: _again(answer)) as (telegram, _):
        with pytest.raises(Ambiguous):
            await say(telegram)


async def test_a_refused_connection_was_surely_not_delivered() -> None:
    telegram = Telegram(TOKEN, closed_port())
    with pytest.raises(TryLater) as later:
        await say(telegram)
    assert (later.value.cause, later.value.whole_lane) == ("unreachable", True)
    await telegram.close()


async def test_a_flood_of_one_chat_holds_this_chat_only() -> None:
    def reply(method: str, fields: dict[str, Any]) -> Any:
        return refusal(429, "Too Many Requests", retry_after=7) if fields["chat_id"] == 1 else taken(method, fields)

    async with bot(reply) as (telegram, _):
        for _ in range(2):
            with pytest.raises(TryLater) as later:
                await say(telegram)
            assert (later.value.after, later.value.whole_lane) == (7, False)
            await say(telegram, chat=2)


async def test_a_flood_of_a_second_chat_holds_everybody() -> None:
    async with bot(lambda *_: refusal(429, "Too Many Requests", retry_after=7)) as (telegram, _):
        told = []
        for chat in (1, 2, 3):
            with pytest.raises(TryLater) as later:
                await say(telegram, chat=chat)
            told.append((later.value.after, later.value.whole_lane))
        assert told == [(7, False), (7, True), (7, True)]


async def test_a_long_message_goes_on_where_it_was_refused() -> None:
    answers = iter([{}, refusal(429, "Too Many Requests", retry_after=1), {}])
    long = Message((Text(line("а" * 4096)), Text(line("б"))))

    def reply(method: str, fields: dict[str, Any]) -> Any:
        answer = next(answers)
        return taken(method, fields) if answer == {} else answer

    async with bot(reply) as (telegram, stand):
        with pytest.raises(TryLater):
            await say(telegram, message=long)
        receipt = await say(telegram, message=long)
        assert receipt.message_ids == ("5", "5")
        assert [fields["text"][0] for _, fields in stand.asked] == ["а", "б", "б"]


async def test_an_edit_that_changes_nothing_is_done() -> None:
    same = "Bad Request: message is not modified: specified new message content is the same"
    async with bot(lambda *_: refusal(400, same)) as (telegram, _):
        assert await say(telegram, replaces="3") == Receipt(("3",), edited=True)


async def test_an_edit_that_cannot_be_is_sent_anew() -> None:
    def reply(method: str, fields: dict[str, Any]) -> Any:
        old = refusal(400, "Bad Request: message can't be edited")
        return old if method == "editMessageText" else taken(method, fields)

    async with bot(reply) as (telegram, stand):
        assert await say(telegram, replaces="3") == Receipt(("5",), edited=False)
        assert stand.methods() == ["editMessageText", "sendMessage"]


async def test_an_edit_without_an_answer_is_safe_to_repeat() -> None:
    async with bot(lambda *_: RESET) as (telegram, _):
        with pytest.raises(TryLater):
            await say(telegram, replaces="3")


async def test_texts_travel_as_json_and_html() -> None:
    async with bot(taken) as (telegram, stand):
        await say(
            telegram,
            message=Message(
                (
                    Text(
                        line(plain('<b>"№ 215" & 217')),
                    ),
                )
            ),
        )
        assert stand.asked[0][1] == {
            "chat_id": 1,
            "text": '&lt;b&gt;"№ 215" &amp; 217',
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }


async def test_an_unanswered_button_delays_nobody() -> None:
    async def reply(method: str, fields: dict[str, Any]) -> Any:
        if method == "answerCallbackQuery":
            await asyncio.Event().wait()
        return taken(method, fields)

    pressed = Incoming(Channel.TELEGRAM, "1", "9", datetime.now(UTC), choice="help", callback_id="33")
    async with bot(reply) as (telegram, stand):
        telegram.acknowledge(pressed)
        await say(telegram)
        assert set(stand.methods()) == {"answerCallbackQuery", "sendMessage"}


def test_a_malformed_token_is_said_plainly() -> None:
    with pytest.raises(ValueError, match="Telegram token"):
        Telegram("secret", "http://127.0.0.1:9")


def _again(answer: web.Response | str) -> web.Response | str:
    if isinstance(answer, str):
        return answer
    return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)
