"""Real tables on Telegram: what is drawn, how it degrades, and what a server that refuses gets."""

from collections.abc import AsyncIterator

import pytest
from aiogram.types import InputRichMessage
from hypothesis import given, settings

from bot.channels.telegram.rich import rich_blocks
from sandbox.server import Sandbox
from school.message import Button, Footnote, Heading, Listing, Message, Picture, Table, Text, bold, line, struck
from school.messenger import Channel
from tests.channels.sandboxed import Heard, adapter, address, listening
from tests.channels.test_fit import messages

LESSONS = Table(
    ("№", "Урок"),
    ((line("1"), line("Алгебра")), (line("2"), line(struck("Физика", "было:"), " → Химия"))),
    line(bold("Вторник")),
    (line("1 · Алгебра"), line("2 · ", struck("Физика", "было:"), " → Химия")),
    folded=True,
)
WEEK = Message(
    (Heading(line(bold("Неделя · Мария"))), LESSONS, Listing((line("одно"),)), Footnote(line("По данным журнала"))),
    ((Button("Неделя позже", "w 1"),),),
    rich=True,
)


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox() as box:
        yield box


async def met(box: Sandbox, bot: object, heard: Heard) -> int:
    """Somebody who has started the bot."""
    user = box.add_person("telegram", "Анна")
    await box.start("telegram", user)
    await heard.next(lambda one: one.text == "/start")
    return user


def shown(box: Sandbox, user: int) -> list[dict[str, object]]:
    return [bubble for bubble in box.chat("telegram", user) if bubble["who"] == "bot"]


def test_a_table_becomes_one_that_opens() -> None:
    heading, details, listing, footer = rich_blocks(WEEK) or []
    assert (heading["type"], listing["type"], footer["type"]) == ("heading", "list", "footer")
    assert details["summary"] == {"type": "bold", "text": "Вторник"}
    head, _, second = details["blocks"][0]["cells"]
    assert [(cell["text"], cell["is_header"]) for cell in head] == [("№", True), ("Урок", True)]
    assert second[1]["text"] == [{"type": "strikethrough", "text": "Физика"}, " → Химия"]


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(messages)
def test_the_bot_api_knows_every_block(message: Message) -> None:
    blocks = rich_blocks(message)
    if blocks:
        known = InputRichMessage.model_validate({"blocks": blocks})
        assert known.blocks is not None
        assert len(known.blocks) == len(blocks)


def test_what_does_not_fit_into_one_message_is_not_drawn() -> None:
    row = (line("а" * 4000),)
    assert rich_blocks(Message((Table(("х",), (row,) * 9),))) is None
    assert rich_blocks(Message((Table(tuple("0123456789" * 2 + "x"), ()),))) is None
    assert rich_blocks(Message((Text(line("а")),) * 501)) is None
    assert rich_blocks(Message((Text(line("а")), Picture("x.png", "снимок")))) is None


async def test_it_is_shown_with_its_buttons_and_edited_in_place(box: Sandbox) -> None:
    heard = Heard()
    async with adapter(Channel.TELEGRAM, box) as bot, listening(bot, heard):
        user = await met(box, bot, heard)
        to = address(Channel.TELEGRAM, user)
        receipt = await bot.send(to, WEEK, once=1)
        assert not receipt.plainly
        (bubble,) = shown(box, user)
        assert bubble["rich"] == rich_blocks(WEEK)
        await box.press("telegram", user, "Неделя позже")
        pressed = await heard.next(lambda one: one.choice == "w 1")
        later = Message((LESSONS, Footnote(line("позже"))), rich=True)
        assert (await bot.send(to, later, once=2, replaces=pressed.pressed_on)).edited
        (bubble,) = shown(box, user)
        assert bubble["rich"] == rich_blocks(later)
        text = Message((Text(line("текстом")),))
        assert (await bot.send(to, text, once=3, replaces=pressed.pressed_on)).edited
        assert [(one["rich"], one["text"]) for one in shown(box, user)] == [(None, "текстом")]


@pytest.mark.parametrize("code", [400, 404])
async def test_a_server_that_refuses_tables_gets_text_at_once(box: Sandbox, code: int) -> None:
    heard = Heard()
    async with adapter(Channel.TELEGRAM, box) as bot, listening(bot, heard):
        user = await met(box, bot, heard)
        box.faults.order(platform="telegram", fault="refuse", method="sendRichMessage", code=code)
        receipt = await bot.send(address(Channel.TELEGRAM, user), WEEK, once=1)
        assert receipt.plainly
        (bubble,) = shown(box, user)
        assert (bubble["rich"], "1 · Алгебра\n2 · Физика → Химия" in str(bubble["text"])) == (None, True)
        assert [button["text"] for row in bubble["buttons"] for button in row] == ["Неделя позже"]  # type: ignore[attr-defined]


async def test_vk_shows_the_lines_of_a_table(box: Sandbox) -> None:
    heard = Heard()
    async with adapter(Channel.VK, box) as bot, listening(bot, heard):
        user = box.add_person("vk", "Анна")
        await box.start("vk", user)
        await heard.next(lambda one: bool(one.text))
        assert not (await bot.send(address(Channel.VK, user), WEEK, once=1)).plainly
        (bubble,) = [one for one in box.chat("vk", user) if one["who"] == "bot"]
        assert "Вторник\n1 · Алгебра\n2 · было: Физика → Химия" in bubble["text"]
