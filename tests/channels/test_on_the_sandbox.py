"""Both adapters, unchanged, over HTTP against the sandbox."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.telegram.adapter import AHEAD, Telegram
from sandbox.server import Sandbox
from school.incoming import Sign
from school.message import Button, File, Message, Picture, Text, bold, line, plain
from school.messenger import Channel, Undeliverable
from school.outbox import Reason
from tests.channels.sandboxed import Heard, adapter, address, listening

BOTH = pytest.mark.parametrize("channel", list(Channel))
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000000500010d0a2db4"
    "0000000049454e44ae426082"
)


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox() as box:
        yield box


def words(*spans: str) -> Message:
    return Message((Text(tuple(map(plain, spans))),))


@BOTH
async def test_it_talks_with_a_person(channel: Channel, box: Sandbox) -> None:
    user, heard = box.add_person(channel.value, "Анна"), Heard()
    async with adapter(channel, box) as bot, listening(bot, heard):
        await box.start(channel.value, user, "CODE-1")
        first = await heard.next(lambda one: one.code == "CODE-1")
        assert (first.chat, first.text, first.channel) == (str(user), "/start", channel)
        message = Message((Text(line("Мария <7А> & ", bold("5"), " 🎓")),), ((Button("Неделя", "w 1"),),))
        receipt = await bot.send(address(channel, user), message, once=7)
        said = await box.hear(channel.value, user, "Мария")
        assert said["text"] == "Мария <7А> & 5 🎓"
        await box.press(channel.value, user, "Неделя")
        pressed = await heard.next(lambda one: bool(one.choice))
        assert pressed.choice == "w 1"
        edited = await bot.send(address(channel, user), words("Неделя"), once=8, replaces=pressed.pressed_on)
        assert edited.edited
        again = await bot.send(address(channel, user), words("Другая"), once=9, replaces=receipt.message_ids[0])
        assert again.edited
        assert [bubble["text"] for bubble in box.chat(channel.value, user) if bubble["who"] == "bot"] == ["Другая"]


@BOTH
async def test_it_hears_who_shuts_it_out(channel: Channel, box: Sandbox) -> None:
    user, heard = box.add_person(channel.value, "Анна"), Heard()
    async with adapter(channel, box) as bot, listening(bot, heard):
        await box.start(channel.value, user)
        await heard.next(lambda one: one.text == "/start")
        await box.block(channel.value, user)
        await heard.next(lambda one: one.sign is Sign.DENIED)
        with pytest.raises(Undeliverable) as dead:
            await bot.send(address(channel, user), words("а"), once=1)
        assert dead.value.reason in (Reason.BLOCKED, Reason.NEVER_WROTE)
        await box.unblock(channel.value, user)
        await heard.next(lambda one: one.sign is Sign.ALLOWED)


@BOTH
async def test_it_sends_pictures_and_files(channel: Channel, box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(PIXEL)
    (tmp_path / "f.txt").write_text("дз")
    user, heard = box.add_person(channel.value, "Анна"), Heard()
    blocks = (
        Picture(str(tmp_path / "p.png"), "снимок"),
        File(str(tmp_path / "f.txt"), "Дз: <7А/7Б>.txt"),
        Text((plain("вот"),)),
    )
    async with adapter(channel, box) as bot, listening(bot, heard):
        await box.start(channel.value, user)
        await heard.next(lambda one: one.text == "/start")
        receipt = await bot.send(address(channel, user), Message(blocks), once=1)
        assert len(receipt.message_ids) == 2
        for again in (0, 1):  # now by the platform's own word for the file
            await bot.send(address(channel, user), Message((blocks[again], blocks[2])), once=2 + again)
        bubbles = [bubble for bubble in box.chat(channel.value, user) if bubble["who"] == "bot"]
        assert [len(bubble["attachments"]) for bubble in bubbles] == [1, 1, 1, 1]
        assert bubbles[1]["attachments"][0]["name"] == "Дз 7А-7Б.txt"
        assert [bubble["text"] for bubble in bubbles] == ["", "вот", "вот", "вот"]


@BOTH
async def test_it_takes_pictures_and_files(channel: Channel, box: Sandbox) -> None:
    user, heard = box.add_person(channel.value, "Анна"), Heard()
    async with adapter(channel, box) as bot, listening(bot, heard):
        await box.start(channel.value, user)
        await box.send_file(channel.value, user, "дз.txt", b"homework", caption="вот")
        came = await heard.next(lambda one: one.file is not None)
        assert came.file is not None
        assert (came.file.name, came.file.picture, came.text) == ("дз.txt", False, "вот")
        assert await bot.fetch(came.file.id) == b"homework"
        await box.send_file(channel.value, user, "p.png", PIXEL, picture=True)
        came = await heard.next(lambda one: one.file is not None)
        assert came.file is not None
        assert came.file.picture
        assert await bot.fetch(came.file.id) == PIXEL


async def test_a_shared_phone_counts_only_when_it_is_ones_own(box: Sandbox) -> None:
    user, heard = box.add_person("telegram", "Анна", phone="+79990000001"), Heard()
    async with adapter(Channel.TELEGRAM, box) as bot, listening(bot, heard):
        await box.start("telegram", user)
        asks = Message((Text((plain("Номер?"),)),), ((Button("Справка", "h"),),), asks_phone="Дать номер")
        receipt = await bot.send(address(Channel.TELEGRAM, user), asks, once=1)
        assert len(receipt.message_ids) == 2  # the phone button and the buttons can't be under one message
        await box.share_phone(user)
        own = (await heard.next(lambda one: one.phone is not None)).phone
        assert own is not None
        assert (own.own, own.forwarded) == (True, False)
        await box.share_phone(user, "+79990000002", contact_user_id=5)
        other = (await heard.next(lambda one: one.phone is not None)).phone
        assert other is not None
        assert not other.own
        await box.share_phone(user, forwarded=True)
        forwarded = (await heard.next(lambda one: one.phone is not None)).phone
        assert forwarded is not None
        assert not forwarded.own


@BOTH
async def test_a_long_message_arrives_whole_and_in_order(channel: Channel, box: Sandbox) -> None:
    user, heard = box.add_person(channel.value, "Анна"), Heard()
    text = " ".join(f"слово{number}🎓" for number in range(700))
    async with adapter(channel, box) as bot, listening(bot, heard):
        await box.start(channel.value, user)
        await heard.next(lambda one: one.text == "/start")
        receipt = await bot.send(address(channel, user), words(text), once=1)
        assert len(receipt.message_ids) > 1
        bubbles = [bubble["text"] for bubble in box.chat(channel.value, user) if bubble["who"] == "bot"]
        assert " ".join(bubbles) == text


@BOTH
async def test_what_goes_to_many_reaches_each_in_its_own_words(channel: Channel, box: Sandbox) -> None:
    users, heard = [box.add_person(channel.value, name) for name in ("Анна", "Сергей")], Heard()
    async with adapter(channel, box) as bot, listening(bot, heard):
        for user in users:
            await box.start(channel.value, user, f"CODE-{user}")
            await heard.next(lambda one, user=user: one.code == f"CODE-{user}")
        told = [replace(words("Собрание"), occasion=1), words("Личное"), replace(words("Каникулы"), occasion=2)]
        for number, message in enumerate((*told, replace(told[0], occasion=3))):
            for user in users:
                await bot.send(address(channel, user), message, once=10 * number + user)
        for user in users:
            said = [bubble["text"] for bubble in box.chat(channel.value, user) if bubble["who"] == "bot"]
            assert said == ["Собрание", "Личное", "Каникулы", "Собрание"]


async def test_vk_never_says_it_twice(box: Sandbox) -> None:
    user = box.add_person("vk", "Анна")
    await box.start("vk", user)
    async with adapter(Channel.VK, box) as bot:
        for _ in range(3):
            await bot.send(address(Channel.VK, user), words("раз"), once=77)
        assert [one.random_id for one in box.ledger.accepted] == [77]
        assert len(box.ledger.repeats) == 2


async def test_a_menu_stands_under_the_input_box(box: Sandbox) -> None:
    async with adapter(Channel.TELEGRAM, box) as telegram, adapter(Channel.VK, box) as vk:
        for bot, channel in ((telegram, Channel.TELEGRAM), (vk, Channel.VK)):
            user = box.add_person(channel.value, "Анна")
            await box.start(channel.value, user)
            await bot.send(address(channel, user), Message((Text((plain("а"),)),), menu=(("оценки", "дз"),)), once=1)
            assert [[b.text for b in row] for row in box.person(channel.value, user).keyboard] == [["оценки", "дз"]]
            await bot.send(address(channel, user), Message((Text((plain("б"),)),), menu=()), once=2)
            assert not box.person(channel.value, user).keyboard


@BOTH
async def test_its_name_makes_start_links(channel: Channel, box: Sandbox) -> None:
    async with adapter(channel, box) as bot:
        name = await (bot.group_name() if hasattr(bot, "group_name") else bot.bot_name())
        assert json.dumps(name).isascii()


LONG = " ".join(["слово"] * 900)


@pytest.mark.parametrize("others", [0, AHEAD + 1], ids=["remembered", "forgotten"])
async def test_what_telegram_laid_out_ahead_arrives_as_what_it_did_not(box: Sandbox, others: int) -> None:
    """In one part and in two, with buttons, and also if it waited for longer than it is remembered."""
    button = ((Button("Неделя", "w 1"),),)
    messages = [
        words("раз <&>"),
        Message((Text((plain("два "), bold("5"))),), button),
        Message(words(LONG).blocks, button),
    ]
    users = [box.add_person("telegram", name) for name in ("Анна", "Борис")]
    async with adapter(Channel.TELEGRAM, box) as bot:
        assert isinstance(bot, Telegram)
        for message in (*messages, *(words(str(n)) for n in range(others))):
            bot.prepare(message)
        for user in users:
            await box.start("telegram", user)
            for n, message in enumerate(messages):
                told = message if user == users[0] else replace(message)
                await bot.send(address(Channel.TELEGRAM, user), told, once=1 + n + 10 * user)
    ahead, plainly = ([(one["text"], one.get("buttons")) for one in box.chat("telegram", user)] for user in users)
    assert ahead == plainly
    assert len(ahead) >= 4
