"""Guessing codes, other people's cards, floods of questions, tokens in logs: what each of them gets."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
import requests
from sqlalchemy import select

from actions.inviting import invite_person
from bot.logs import set_up_logs
from bot.patience import BURST, PERIOD, Patience, Turn
from school.access import Role
from school.incoming import Incoming, SharedPhone, Sign
from school.messenger import Channel
from storage import audit, tables
from tests.access.listener import answer_all, inbox_of
from tests.handlers.conftest import KEY, Office, said
from tests.scheduler.conftest import Post
from tests.world import NOW

FAILED = "Не получилось вас узнать."
ASKED = timedelta(minutes=10)


async def code_of(office: Office, code: str) -> str:
    return (await invite_person(office.database, code, Role.GUARDIAN, key=KEY, now=office.clock.now())).code


async def alarms(office: Office) -> list[int]:
    async with office.database.read() as connection:
        rows = await connection.execute(select(tables.outbox.c.contact_id).where(tables.outbox.c.kind == "alarm_lock"))
        return list(rows.scalars())


async def test_fifty_failures_lock_the_school_and_alarm_administrators_once(both: Office) -> None:
    code = await code_of(both, "G2")
    for number in range(50):
        assert said(await both.hears(f"guesser{number // 5}", "/start", code=f"WRONG{number}")).startswith(FAILED)
    for number in range(5):
        assert said(await both.hears(f"late{number}", "/start", code="WRONG")).startswith(FAILED)
    assert said(await both.hears("1002", "/start", code=code)).startswith(FAILED)
    told = [both.world.contacts["ilina", channel] for channel in ("telegram", "vk")]
    assert sorted(await alarms(both)) == sorted(told)
    async with both.database.read() as connection:
        acts = (await connection.execute(select(tables.audit.c.act))).scalars().all()
        assert (await audit.first_break(connection, KEY))[1] is None
    assert acts.count("lock_linking") == 1
    both.clock.at += timedelta(hours=1, seconds=1)
    assert said(await both.hears("1002", "/start", code=code)).startswith("Заявка № ")


async def test_forty_nine_failures_do_not_lock(office: Office) -> None:
    code = await code_of(office, "G2")
    for number in range(49):
        await office.hears(f"guesser{number // 5}", "/start", code=f"WRONG{number}")
    assert said(await office.hears("1002", "/start", code=code)).startswith("Заявка № ")
    assert await alarms(office) == []


async def test_a_parents_evening_locks_nobody_out(office: Office) -> None:
    for number in range(60):
        code = await code_of(office, "G2")
        assert not said(await office.hears(f"new{number}", "/start", code=code)).startswith(FAILED)


async def test_a_guesser_does_not_lengthen_the_own_lock(office: Office) -> None:
    code = await code_of(office, "G2")
    for minute in range(59):
        office.clock.at = NOW + timedelta(minutes=minute)
        await office.hears("1002", "/start", code="WRONG")
    office.clock.at = NOW + timedelta(hours=1, seconds=1)
    assert said(await office.hears("1002", "/start", code=code)).startswith("Заявка № ")


async def test_every_failure_is_the_same_answer_after_the_same_work(office: Office) -> None:
    used, expired, other = await code_of(office, "G2"), await code_of(office, "G3"), await code_of(office, "G1")
    await office.hears("1002", "/start", code=used)
    office.clock.at += timedelta(days=15)
    replies, works = [], []
    for chat, code in (
        ("a1", "NOSUCH"),
        ("a2", used),
        ("a3", expired),
        ("a4", other),
        ("a5", "AAAAA-BBBBB-CCCCC-DDDDD"),
    ):
        await office.hears(chat, "привет")
        with office.statements() as made:
            replies.append(await office.hears(chat, "/start", code=code))
        works.append(made)
    assert all(reply == replies[0] for reply in replies)
    assert all(work == works[0] for work in works)


async def test_a_locked_account_gets_the_same_whether_its_code_is_good_or_not(office: Office) -> None:
    good = await code_of(office, "G2")
    for _ in range(5):
        await office.hears("1002", "/start", code="WRONG")
    replies, works = [], []
    for code in ("WRONG", good):
        with office.statements() as made:
            replies.append(await office.hears("1002", "/start", code=code))
        works.append(made)
    assert replies[0] == replies[1]
    assert works[0] == works[1]


@pytest.mark.parametrize(
    "number",
    [
        *("79161234568", "+79161234568", "89161234568", "8 (916) 123-45-68", "+7 916 123 45 68", "8-916-123-45-68"),
        *("٧٩١٦١٢٣٤٥٦٨", "٨٩١٦١٢٣٤٥٦٨", "+７９１６１２３４５６８"),
    ],
)
async def test_ones_own_number_counts_however_it_is_written(office: Office, number: str) -> None:
    await office.hears("1002", "/start")
    assert said(await office.hears("1002", phone=SharedPhone(number, own=True, forwarded=False))).startswith("Заявка")


@pytest.mark.parametrize(
    "card",
    [
        SharedPhone("79161234568", own=False, forwarded=False),  # another person's, or without a user id
        SharedPhone("79161234568", own=True, forwarded=True),
        SharedPhone("+88812345678", own=True, forwarded=False),
        SharedPhone("88812345678", own=True, forwarded=False),
        SharedPhone("+79990000000", own=True, forwarded=False),
        SharedPhone("8613812345678", own=True, forwarded=False),
        SharedPhone("", own=True, forwarded=False),
        SharedPhone("+", own=True, forwarded=False),
        SharedPhone("abc", own=True, forwarded=False),
        SharedPhone("²³", own=True, forwarded=False),
    ],
)
async def test_any_other_card_is_a_failure_like_every_other(office: Office, card: SharedPhone) -> None:
    await office.hears("1002", "/start")
    assert await office.hears("1002", phone=card) == await office.hears("1003x", "/start", code="WRONG")


async def test_a_card_counts_for_ten_minutes_after_we_asked(office: Office) -> None:
    card = SharedPhone("79161234568", own=True, forwarded=False)
    assert said(await office.hears("1002", phone=card)).startswith(FAILED)  # nobody asked
    await office.hears("1002", "/start")
    office.clock.at += ASKED
    assert said(await office.hears("1002", phone=card)).startswith(FAILED)
    await office.hears("1002", "/start")
    office.clock.at += ASKED - timedelta(seconds=1)
    assert said(await office.hears("1002", phone=card)).startswith("Заявка")


def test_a_bucket_gives_twenty_then_one_word_then_silence_until_it_is_full() -> None:
    patience, now = Patience(), NOW
    turns = [patience.turn("1", now) for _ in range(BURST + 5)]
    assert turns == [Turn.GO] * BURST + [Turn.SLOWER] + [Turn.SILENCE] * 4
    assert patience.turn("2", now) is Turn.GO
    assert patience.turn("1", now + PERIOD / 2) is Turn.SILENCE
    assert patience.turn("1", now + PERIOD) is Turn.GO
    assert [patience.turn("3", now + n * PERIOD / BURST) for n in range(100)] == [Turn.GO] * 100


async def test_a_flood_is_asked_once_to_slow_down_and_slows_nobody_else(post: Post, tmp_path: Path) -> None:
    box = inbox_of(post.database, post.clock, Channel.VK, post.vk, tmp_path)
    flood = [Incoming("vk", "2001", f"f{number}", NOW, "помощь") for number in range(60)]
    read = [Incoming("vk", "2001", f"r{number}", NOW, sign=Sign.READ, pressed_on="1") for number in range(30)]
    calm = Incoming("vk", "2004", "calm", NOW, "оценки")
    stop = Incoming("vk", "2001", "stop", NOW, "стоп")
    await answer_all(box, post.database, Channel.VK, *read, *flood, calm, stop)
    to = [(one.chat, one.text.split()[0]) for one in post.vk.said]
    assert [chat for chat, _ in to].count("2001") == BURST + 2
    assert [word for chat, word in to if chat == "2001"].count("Помедленнее,") == 1
    assert [one.text[:13] for one in post.vk.said if one.chat == "2001"][-1] == "Больше не пиш"
    assert "2004" in {chat for chat, _ in to}
    async with post.database.read() as connection:
        states = (await connection.execute(select(tables.contacts.c.state).where(tables.contacts.c.id == 2))).scalars()
    assert list(states) == ["stopped"]


async def test_a_chat_that_waits_long_takes_one_place_only(post: Post, tmp_path: Path) -> None:
    """Sixteen chats are answered side by side: one chat's queue is one of them, however long."""
    gate = asyncio.Event()

    class Slow(type(post.vk)):  # type: ignore[misc]
        async def send(self, to, message, *, once, replaces=None):  # type: ignore[no-untyped-def]
            if to.chat == "2001":
                await gate.wait()
            receipt = await super().send(to, message, once=once, replaces=replaces)
            if to.chat == "2004":
                gate.set()
            return receipt

    slow = Slow(dedupes=True)
    box = inbox_of(post.database, post.clock, Channel.VK, slow, tmp_path)
    flood = [Incoming("vk", "2001", f"f{number}", NOW, "помощь") for number in range(18)]
    await answer_all(box, post.database, Channel.VK, *flood, Incoming("vk", "2004", "calm", NOW, "помощь"))
    assert slow.said[0].chat == "2004"
    assert len(slow.said) == 19


TOKEN = "123456789:AAH-canary_token-0123456789abcdefghi"


async def test_a_token_in_a_url_inside_an_exception_stays_out_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        set_up_logs("DEBUG", [TOKEN])
        log = logging.getLogger("bot.channels.telegram.session")
        url = f"http://127.0.0.1:9/bot{TOKEN}/getUpdates"
        async with aiohttp.ClientSession() as http:
            try:
                await http.get(url)
            except aiohttp.ClientError as error:
                log.exception("no answer from %s: %s", url, error)
        async with aiohttp.ClientSession(raise_for_status=True) as http:
            try:
                await http.get(url.replace("http:", "ftp:"))
            except (aiohttp.ClientError, ValueError) as error:
                logging.getLogger("aiohttp.client").error("%r", error)
        try:
            await asyncio.to_thread(requests.get, url, params={"access_token": TOKEN}, timeout=1)
        except requests.RequestException as error:
            log.exception("vk: %r", error)
            logging.getLogger("urllib3.connectionpool").error("Retrying %s", error)
        log.warning("quoted %s", quote(TOKEN, safe=""))
    finally:
        logging.getLogger().handlers[:], logging.getLogger().level = before[0], before[1]
    written = capsys.readouterr().err
    assert "no answer from" in written
    assert "canary_token" not in written
