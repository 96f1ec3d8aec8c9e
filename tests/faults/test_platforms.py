"""What Telegram and VK may answer, from the adapter to the row: who is told, who is not, who hears of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.inbox import Inbox
from journal.records import ExamResultRecord
from school.incoming import Incoming
from school.messenger import Channel
from storage import tables
from storage.database import Database
from tests.channels.sandboxed import Heard
from tests.channels.test_telegram_refusals import refusal
from tests.channels.test_vk_polling import Poll, event, listening
from tests.channels.test_vk_refusals import refusal as vk_refusal
from tests.databases import new_address
from tests.faults.campaign import HELP
from tests.faults.messengers import Messengers, messengers
from tests.faults.post_office import START, PostOffice, post_office
from tests.faults.school import KEY, TEACHER, bring, chats, found_school
from tests.importing.source import source

FEW = 3
BAD = "100002"  # the chat of the family that something is wrong with
Trouble = Callable[[str, dict[str, Any]], Any]


def nothing(*_: Any) -> None:
    """No trouble."""


@asynccontextmanager
async def told(
    folder: Path,
    trouble: Trouble,
    channels: tuple[str, ...] = ("telegram",),
    count: int = FEW,
    *,
    lost: Trouble = nothing,
    digest: bool = False,
) -> AsyncIterator[tuple[PostOffice, Messengers]]:
    """One result for each of a few families, on its way; or a digest that is due.

    `trouble` answers instead of the platform, or says None. `lost` answers after the platform took it.
    """
    database = Database(await new_address("sqlite", folder))
    teacher = "vk" if channels == ("telegram",) else "telegram"
    await found_school(
        database, count, (channels,), now=START, teacher=teacher, digest=START.time() if digest else None
    )
    records = [ExamResultRecord(f"S{n}", "Проба.", "Химия", date(2026, 11, 23), mark="5") for n in range(count)]
    if not digest:
        await bring(database, source(exam_results=records), now=START)
    async with messengers() as both:
        usual = both.reply

        async def reply(method: str, fields: dict[str, Any]) -> Any:
            if (refused := await _said(trouble(method, fields))) is not None:
                return refused
            answer = await usual(method, fields)
            instead = await _said(lost(method, fields))
            return answer if instead is None else instead

        both.stand.reply = reply
        async with post_office(database, both.stand.url, both.stand.url) as office:
            yield office, both
    await database.close()


async def _said(answer: Any) -> Any:
    return await answer if asyncio.iscoroutine(answer) else answer


def first_of_each(answer: Callable[[], Any], method: str = "sendMessage") -> Trouble:
    """The first try of each chat is answered so; then all is well."""
    seen: set[str] = set()

    def trouble(asked: str, fields: dict[str, Any]) -> Any:
        chat = str(fields.get("chat_id", fields.get("peer_id", "")))
        if asked != method or chat in seen:
            return None
        seen.add(chat)
        return answer()

    return trouble


def of_one(answer: Callable[[], Any]) -> Trouble:
    """One chat is always answered so."""
    return lambda method, fields: answer() if str(fields.get("chat_id")) == BAD else None


async def rows(
    office: PostOffice, channel: str = "telegram", kind: str = "exam_result"
) -> Counter[tuple[str, str | None]]:
    box = tables.outbox.c
    async with office.database.read() as connection:
        query = select(box.state, box.reason).where((box.channel == channel) & (box.kind == kind))
        return Counter((row.state, row.reason) for row in await connection.execute(query))


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "address_dead"),
        (400, "Bad Request: chat not found", "address_dead"),
    ],
)
async def test_a_dead_address_is_left_alone_and_the_other_messenger_tells(
    code: int, words: str, reason: str, tmp_path: Path
) -> None:
    async with told(tmp_path, of_one(lambda: refusal(code, words)), ("telegram", "vk")) as (office, both):
        await office.until_done()
        assert (await rows(office))["undeliverable", reason] == 1
        assert both.of("vk", "Проба.") == dict.fromkeys(chats("vk", FEW), 1)
        async with office.database.read() as connection:
            bad = select(tables.accounts.c.reachable).where(tables.accounts.c.chat == BAD)
            assert (await connection.execute(bad)).scalar_one() is False


@pytest.mark.parametrize(("code", "words"), [(403, "Forbidden: of next year"), (400, "Bad Request: something new")])
async def test_a_refusal_in_unknown_words_condemns_nobody(code: int, words: str, tmp_path: Path) -> None:
    """It is held after the eighth time: tests/scheduler/test_delivery.py."""
    async with told(tmp_path, of_one(lambda: refusal(code, words))) as (office, both):
        await office.work(2)
        assert (await rows(office))["retry", None] == 1
        assert set(both.of("telegram", "Проба.")) == set(chats("telegram", FEW)) - {BAD}
        async with office.database.read() as connection:
            bad = select(tables.accounts.c.reachable).where(tables.accounts.c.chat == BAD)
            assert (await connection.execute(bad)).scalar_one() is True


async def test_a_chat_that_became_a_group_gets_nothing(tmp_path: Path) -> None:
    answer = of_one(lambda: refusal(400, "group chat was upgraded", migrate_to_chat_id=-1001))
    async with told(tmp_path, answer) as (office, both):
        await office.until_done()
        assert (await rows(office))["undeliverable", "address_dead"] == 1
        assert "-1001" not in both.of("telegram", "")


@pytest.mark.parametrize(
    ("code", "end"),
    [
        (6, ("sent", None)),
        (10, ("sent", None)),
        (950, ("sent", None)),
        (18, ("undeliverable", "address_dead")),
        (900, ("undeliverable", "blocked")),
        (901, ("undeliverable", "never_wrote")),
        (902, ("undeliverable", "blocked")),
    ],
)
async def test_what_vk_says_of_everybody_becomes_of_every_row(
    code: int, end: tuple[str, str | None], tmp_path: Path
) -> None:
    left = [2]

    def trouble(method: str, fields: dict[str, Any]) -> Any:
        if method not in ("execute", "messages.send"):
            return None
        left[0] -= 1
        return vk_refusal(code) if left[0] >= 0 or end[0] != "sent" else None

    async with told(tmp_path, trouble, ("vk",)) as (office, both):
        await office.until_done(seconds=90)
        assert (await rows(office, "vk")) == {end: FEW}
        assert both.of("vk", "Проба.") == (dict.fromkeys(chats("vk", FEW), 1) if end[0] == "sent" else {})


@pytest.mark.parametrize("code", [5, 14, 29, 9, 100])
async def test_what_passes_slowly_in_vk_keeps_the_rows(code: int, tmp_path: Path) -> None:
    def trouble(method: str, fields: dict[str, Any]) -> Any:
        return vk_refusal(code) if method in ("execute", "messages.send") else None

    async with told(tmp_path, trouble, ("vk",)) as (office, both):
        await office.work(1.5)
        ends = await rows(office, "vk")
        assert {state for state, _ in ends} <= {"queued", "retry", "leased"}
        assert ends.total() == FEW
        assert not both.of("vk", "Проба.")
    database = Database(office.database.url.render_as_string())
    async with messengers() as both:  # it has passed, and the next life begins
        async with post_office(database, None, both.stand.url, START + timedelta(hours=1)) as office:
            await office.until_done()
        assert both.of("vk", "Проба.") == dict.fromkeys(chats("vk", FEW), 1)
    await database.close()


@pytest.mark.parametrize("code", [911, 914])
async def test_what_vk_says_is_our_own_fault_is_held_with_an_alarm(code: int, tmp_path: Path) -> None:
    def trouble(method: str, fields: dict[str, Any]) -> Any:
        return vk_refusal(code) if method in ("execute", "messages.send") else None

    async with told(tmp_path, trouble, ("vk",), count=2) as (office, both):
        for _ in range(14):
            await office.work(0.2)
            office.later(minutes=15)
        assert (await rows(office, "vk")) == {("held", "rejected"): 2}
        assert both.of("telegram", "лично")[TEACHER] == 1


@pytest.mark.parametrize(("channel", "times"), [(Channel.TELEGRAM, 100), (Channel.VK, 10)])
async def test_an_update_that_comes_many_times_at_once_is_answered_once(
    channel: Channel, times: int, tmp_path: Path
) -> None:
    async with told(tmp_path, lambda *_: None, (channel.value,)) as (office, both):
        await office.until_done()
        lane, chat = office.lanes[channel], chats(channel.value, 1)[0]
        inbox = Inbox(
            office.database,
            office,
            channel,
            lane,
            lane.messenger,  # type: ignore[arg-type]
            key=KEY,
            files=tmp_path,
            queued=lambda: None,
        )
        running = asyncio.create_task(inbox.run())
        incoming = Incoming(channel, chat, "77", office.now(), "помощь")
        await asyncio.gather(*(inbox.receive(incoming) for _ in range(times)))
        async with asyncio.timeout(20):
            while not both.of(channel.value, HELP):  # noqa: ASYNC110 - behind HTTP
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        running.cancel()
        assert both.of(channel.value, HELP) == {chat: 1}


async def test_a_long_poll_that_says_nothing_is_asked_anew_from_the_same_place() -> None:
    poll, heard = Poll(web.Response(text=""), {"ts": "10", "updates": []}, {"ts": "13", "updates": [event(7)]}), Heard()
    async with listening(poll, heard.receive):
        await heard.next(lambda one: one.event_id == "7")
        assert poll.places()[:3] == ["10"] * 3
