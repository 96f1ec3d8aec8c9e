"""What is logged is one line per event with ids in it, whatever people say and however it fails."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.inbox import Inbox
from bot.logs import Lines
from scheduler.lane import Lane
from scheduler.watching import watch
from school.incoming import Incoming, SharedPhone
from school.messenger import Channel, Receive, TryLater, Undeliverable
from school.outbox import Reason
from tests.scheduler.conftest import KEY, Post
from tests.watching.conftest import tick
from tests.world import CHATS

EVENTS = count(1)
TOKEN = "7100200300:canary-token"
CANARIES = ("Канарейкина", "+79990001122", "79990001122", TOKEN, "Мария", "Орлов", "Математика", "текст-канарейка")


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that our rooms log, down to DEBUG."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines([TOKEN]))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def line(name: str, message: str, *args: Any, **more: Any) -> str:
    record = logging.getLogger(name).makeRecord(name, logging.INFO, "f.py", 1, message, args, more.get("exc"))
    record.__dict__.update(more.get("extra", {}))
    return Lines([TOKEN]).format(record)


def test_it_is_key_and_value_on_one_line() -> None:
    said = line("scheduler.delivery", "took back %d\nleases", 3, extra={"about": {"channel": "vk", "why": 'a "b" c'}})
    time, rest = said.split(" ", 1)
    assert time.startswith("time=")
    assert rest == 'level=info room=scheduler.delivery event="took back 3\\nleases" channel=vk why="a \\"b\\" c"'


def test_it_hides_tokens_wherever_they_are() -> None:
    said = line("bot.app", f"asked https://api/bot{TOKEN}/getMe", extra={"about": {"url": TOKEN}})
    assert TOKEN not in said
    assert said.count("***") == 2


def test_of_an_exception_it_says_what_and_where_but_not_its_words() -> None:
    try:
        raise KeyError("Канарейкина")
    except KeyError as error:
        said = line("bot.app", "failed", exc=(KeyError, error, error.__traceback__))
    assert "error=KeyError" in said
    assert "test_logs.py" in said
    assert "Канарейкина" not in said


def test_what_libraries_quote_is_left_out() -> None:
    assert "Канарейкина" not in line("asyncio", "Task exception: KeyError('Канарейкина')")
    assert "Канарейкина" not in line("aiogram.event", "update of %s", "Канарейкина")


async def test_a_flow_full_of_canaries_leaves_none_in_the_log(post: Post, logged: StringIO) -> None:
    post.telegram.failures = [Undeliverable(Reason.BLOCKED)]
    post.vk.failures = [TryLater(1, cause="unknown_refusal")]
    await post.result("maria")
    await tick(post)
    post.later(hours=25)
    await tick(post)
    await hears(post, "текст-канарейка Канарейкина")
    await hears(post, "оценки Мария")
    await hears(post, "", phone=SharedPhone("+79990001122", own=True, forwarded=False))
    await watch(post.database, post.clock.now())
    text = logged.getvalue()
    assert text.count("event=answered") == 3
    assert "deadlines missed" in text
    assert not [canary for canary in CANARIES if canary in text]


async def test_a_crash_over_what_somebody_wrote_does_not_quote_it(post: Post, logged: StringIO) -> None:
    await hears(post, "объявление", who="belova")
    await hears(post, "текст-канарейка Канарейкина \ud800", who="belova")  # half a letter: no database takes it
    text = logged.getvalue()
    assert "cannot be answered" in text
    assert not [canary for canary in CANARIES if canary in text]


async def test_of_a_query_that_fails_it_names_our_line_and_not_the_driver_s(post: Post, logged: StringIO) -> None:
    async with post.database.write() as connection:
        await connection.execute(sql("ALTER TABLE accounts RENAME COLUMN language TO tongue"))
    await hears(post, "оценки Мария")
    [said] = [one for one in logged.getvalue().splitlines() if "cannot be answered" in one]
    assert "accounts.py:" in said
    assert "Мария" not in said


async def hears(post: Post, text: str, *, who: str = "anna", **more: Any) -> None:
    """One update comes in and is answered or parked, as in the running process."""
    wake = asyncio.Event()
    inbox = Inbox(
        post.database,
        post.clock,
        Channel.TELEGRAM,
        Lane(post.telegram),
        Deaf(),
        key=KEY,
        files=Path("."),
        queued=wake.set,
    )
    chat, event_id = CHATS[who, "telegram"], f"e{next(EVENTS)}"
    await inbox.receive(Incoming(Channel.TELEGRAM, chat, event_id, post.clock.now(), text, **more))
    running = asyncio.create_task(inbox.run())
    async with asyncio.timeout(10):
        await wake.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


class Deaf:
    """A listener that hears nothing by itself."""

    async def listen(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def fetch(self, file_id: str) -> bytes:
        raise Undeliverable(Reason.GONE)
