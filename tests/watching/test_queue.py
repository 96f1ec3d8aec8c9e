"""`python -m bot queue`: what is stuck and why, and what an administrator does about it."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler.planning import catch_up
from school.messenger import TryLater
from school.outbox import Reason, State
from storage import tables
from storage.inbox import finish_update, store_update
from tests.commands.shell import Said, Shell
from tests.scheduler.conftest import Post
from tests.watching.conftest import listed, rows, tick


@pytest.fixture
def command(post: Post, tmp_path: Path) -> Shell:
    """A shell of its own folder; `run` points it to the school's database."""
    return Shell(tmp_path)


async def run(post: Post, shell: Shell, *words: str) -> Said:
    url = post.database.url.render_as_string(hide_password=False)
    return await asyncio.to_thread(lambda: shell("queue", *words, database_url=url))


async def stuck(post: Post) -> None:
    """Telegram refuses a result in words we do not know until it is held; VK delivers."""
    post.telegram.failures = [TryLater(1, cause="unknown_refusal") for _ in range(8)]
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    for _ in range(9):
        await post.deliver()
        post.later(minutes=11)


async def test_it_shows_lanes_and_what_is_stuck(post: Post, command: Shell) -> None:
    await stuck(post)
    said = (await run(post, command, "--json")).json
    assert [lane["channel"] for lane in said["lanes"]] == ["telegram", "vk"]
    assert said["lanes"][0]["waiting"]["held"] == 1
    (parked,) = said["parked"]
    assert (parked["kind"], parked["channel"], parked["reason"]) == ("exam_result", "telegram", "rejected")
    shown = await run(post, command)
    assert "мессенджер не принял текст" in shown.out
    assert "Мария" not in shown.out


async def test_a_retried_row_goes_out_and_that_is_written_down(post: Post, command: Shell) -> None:
    await stuck(post)
    parked = (await run(post, command, "--json")).json["parked"][0]["id"]
    assert (await run(post, command, "retry", parked)).code == 0
    await post.deliver()
    assert len(post.telegram.said) == 1
    assert [row.act for row in await rows(post, tables.audit)] == ["retry_notice"]


async def test_what_may_have_been_sent_says_so_when_it_is_retried(post: Post, command: Shell) -> None:
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    async with post.database.write() as connection:  # as an operator finds it who had stopped repeating it
        doubtful = {"state": State.AMBIGUOUS, "reason": Reason.MAYBE_SENT, "repeated": True}
        telegram = tables.outbox.c.channel == "telegram"
        await connection.execute(tables.outbox.update().where(telegram).values(**doubtful))
    parked = (await run(post, command, "--json")).json["parked"][0]["id"]
    await run(post, command, "retry", parked)
    await post.deliver()
    assert "овтор" in post.telegram.said[-1].text


async def test_a_dropped_result_is_for_the_class_teacher(post: Post, command: Shell) -> None:
    async with post.database.write() as connection:
        account = tables.accounts.c.id == post.world.accounts["anna", "vk"]
        await connection.execute(tables.accounts.delete().where(account))
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    (row,) = await post.rows("exam_result")
    assert (await run(post, command, "drop", str(row.id), "--json")).json == {"dropped": [str(row.id)]}
    await tick(post)
    assert ("anna", "dropped") in await listed(post)
    assert post.telegram.said[0].chat != "1001"


async def test_a_poisoned_update_is_shown_and_struck_off(post: Post, command: Shell) -> None:
    async with post.database.write() as connection:
        await store_update(connection, "vk", "e1", "2001", {"text": "тайна"}, post.clock.now())
        await finish_update(connection, 1, post.clock.now(), "poisoned")
    said = (await run(post, command, "--json")).out
    (parked,) = json.loads(said)["parked"]
    assert (parked["id"], parked["reason"]) == ("u1", "poisoned")
    assert "тайна" not in said
    assert (await run(post, command, "retry", "u1")).code == 1
    assert (await run(post, command, "drop", "u1")).code == 0
    assert (await run(post, command, "--json")).json["parked"] == []


@pytest.mark.parametrize("words", [("retry", "999"), ("drop", "1", "999"), ("drop", "x"), ("retry", "1")])
async def test_it_refuses_as_a_whole(post: Post, command: Shell, words: tuple[str, ...]) -> None:
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    before = await post.rows()
    said = await run(post, command, *words)
    assert (said.code, said.out) == (1, "")
    assert await post.rows() == before
    assert await rows(post, tables.audit) == []


async def test_what_is_on_its_way_stays(post: Post, command: Shell) -> None:
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    async with post.database.write() as connection:
        await connection.execute(update(tables.outbox).values(state="leased", owner="elsewhere"))
    (first, *_) = await post.rows()
    assert (await run(post, command, "drop", str(first.id))).code == 1
