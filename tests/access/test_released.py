"""What a restored school keeps to itself, in the queue and in chat, until an administrator releases it."""

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select

from actions.consenting import withdraw_consent
from actions.feeding import close_feeds, open_feed, token_hash
from actions.restoring import adopt, hold_older, release_restored
from bot.anchor import keep_anchor
from bot.anchoring import hold_if_older
from scheduler.planning import catch_up, plan_digests
from school.messenger import Channel
from storage import audit, invites, leasing, sessions, tables
from storage.database import Database
from storage.feeds import feed_of
from storage.scans import add_scan, all_paths
from storage.wishes import set_wish, wishes_of
from tests.databases import new_address
from tests.handlers.conftest import Office, said
from tests.scheduler.conftest import KEY, Post
from tests.world import NOW, FrozenClock, build_world


async def queued(post: Post) -> None:
    await post.result()
    await catch_up(post.database, NOW)
    await plan_digests(post.database, NOW)


def told(post: Post) -> list[str]:
    """What was said of the result."""
    return [one.text for one in (*post.telegram.said, *post.vk.said) if "ВПР" in one.text]


class Undo(Exception):
    """Nothing of it is kept."""


async def claimable(post: Post) -> set[str]:
    """The kinds of the rows that would leave now."""
    found: set[str] = set()
    with suppress(Undo):
        async with post.database.write() as connection:
            for channel in Channel:
                found |= set((await leasing.claim(connection, channel, "x", NOW, until=NOW, limit=99)).values())
            raise Undo
    return found


async def copy_of(post: Post, folder: Path) -> Database:
    """The database as it is now, in another file."""
    await post.database.close()
    shutil.copy(str(post.database.url.database), folder / "copy.db")
    return Database(f"sqlite+aiosqlite:///{folder}/copy.db")


async def test_what_was_queued_waits_until_it_is_released(post: Post, tmp_path: Path) -> None:
    await queued(post)
    held = await adopt(post.database, None, None, folder=tmp_path, key=KEY, now=NOW)
    assert held.held > 0
    assert set(await post.states("exam_result")) == {("held", "restored")}
    await post.result(subject="Физика")
    await catch_up(post.database, NOW)
    assert ("queued", None) in await post.states("exam_result")
    assert await claimable(post) == {"restored"}  # nor what came after the copy: it may have been told before
    done = await release_restored(post.database, key=KEY, now=NOW)
    assert done.queued > 0
    await post.deliver()
    assert len(told(post)) == 4
    assert any("Повтор" in text for text in told(post))
    assert {state for state, _ in await post.states("digest")} <= {"cancelled"}  # never twice


async def test_it_may_be_dropped_instead(post: Post, tmp_path: Path) -> None:
    await queued(post)
    await adopt(post.database, None, None, folder=tmp_path, key=KEY, now=NOW)
    done = await release_restored(post.database, drop=True, key=KEY, now=NOW)
    assert (done.queued, done.ended > 0) == (0, True)
    await post.deliver()
    assert told(post) == []
    assert set(await post.states("exam_result")) == {("cancelled", "dropped")}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_was_sent_since_the_copy_is_sent(post: Post, tmp_path: Path) -> None:
    await withdraw_consent(post.database, guardian="G1", student="S2", key=KEY, now=NOW)
    await queued(post)
    copy = await copy_of(post, tmp_path)
    await post.deliver()
    heard = len(told(post))
    assert heard == 2
    await withdraw_consent(post.database, guardian="G1", student="S1", key=KEY, now=NOW)
    done = await adopt(copy, post.database, None, folder=tmp_path, key=KEY, now=NOW)
    assert done.held == 0
    restored = Post(copy, post.world, post.clock, post.telegram, post.vk)
    await release_restored(copy, key=KEY, now=NOW)
    await restored.deliver()
    assert len(told(post)) == heard
    async with copy.read() as connection:
        words = set((await connection.execute(select(tables.consents.c.state).where(_of_maria(post)))).scalars())
        assert (await audit.first_break(connection, KEY))[1] is None
    assert words == {"withdrawn"}
    await copy.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_link_code_or_password_that_ended_since_the_copy_stays_ended(post: Post, tmp_path: Path) -> None:
    anna, petr = post.world.contacts["anna", "telegram"], post.world.contacts["petr", "vk"]
    maria, belova = post.world.people["maria"], post.world.people["belova"]
    key: dict[str, Any] = {"key": KEY, "now": NOW}
    for contact, student in ((anna, maria), (petr, post.world.people["petr"])):
        await open_feed(post.database, contact, student, f"given to {contact}", **key)
    async with post.database.write() as connection:
        await invites.add_invite(connection, belova, "used", NOW, NOW + timedelta(days=14))
        await sessions.keep_desk_key(connection, belova, "hash", b"secret")
        await set_wish(connection, post.world.people["anna"], "marks", None, wanted=True)
    copy = await copy_of(post, tmp_path)
    await close_feeds(post.database, [(petr, post.world.people["petr"])], **key)
    await open_feed(post.database, anna, maria, "another", **key)
    async with post.database.write() as connection:
        assert await invites.use_invite(connection, "used", NOW) == belova
        await invites.add_invite(connection, belova, "fresh", NOW, NOW + timedelta(days=14))
        await sessions.forget_desk_key(connection, belova)
        await set_wish(connection, post.world.people["anna"], "marks", None, wanted=False)
        await add_scan(connection, petr, "scan", "Согласие.pdf", False, NOW)
    await adopt(copy, post.database, None, folder=tmp_path, **key)
    async with copy.write() as connection:
        assert await feed_of(connection, token_hash(f"given to {petr}")) is None
        assert await feed_of(connection, token_hash(f"given to {anna}")) is None
        assert await feed_of(connection, token_hash("another"))
        assert await invites.use_invite(connection, "used", NOW) is None
        assert await invites.use_invite(connection, "fresh", NOW) == belova
        assert await sessions.desk_key(connection, belova) is None
        assert await wishes_of(connection, post.world.people["anna"]) == {("marks", None): False}
        assert await all_paths(connection) == {"scan"}
    await copy.close()


def _of_maria(post: Post) -> ColumnElement[bool]:
    current = tables.consents.c.current & (tables.consents.c.guardian_id == post.world.people["anna"])
    return current & (tables.consents.c.student_id == post.world.people["maria"])


async def test_no_id_is_given_a_second_time(post: Post, tmp_path: Path) -> None:
    await queued(post)
    last = (await post.rows())[-1].id
    await adopt(post.database, None, None, folder=tmp_path, key=KEY, now=NOW)
    await post.result(subject="Физика")
    await catch_up(post.database, NOW)
    fresh = [row.id for row in await post.rows() if row.id > last]
    assert min(fresh) > last + 1000  # the platform may have seen the ids between


async def test_nobody_is_answered_while_it_is_not_known_what_was_withdrawn(both: Office, tmp_path: Path) -> None:
    await adopt(both.database, None, None, folder=tmp_path, key=KEY, now=NOW)
    silent = await both.hears("anna", "оценки")
    assert "данные восстановлены из копии" in said(silent)
    assert "Мария" not in said(silent)
    released = await both.hears("ilina", choice="release")
    assert "Рассылка снова работает" in said(released)
    assert released.replaces
    assert "Мария" in said(await both.hears("anna", "оценки"))
    assert "уже решено" in said(await both.hears("ilina", choice="release drop", channel="vk"))


async def test_only_an_administrator_releases(office: Office, tmp_path: Path) -> None:
    await adopt(office.database, None, None, folder=tmp_path, key=KEY, now=NOW)
    for who in ("anna", "belova", "9999"):
        await office.hears(who, choice="release")
    assert "восстановлены" in said(await office.hears("anna", "оценки"))


async def test_administrators_are_told_with_two_buttons(post: Post, tmp_path: Path) -> None:
    await adopt(post.database, None, None, folder=tmp_path, key=KEY, now=NOW)
    await post.deliver()
    notices = [one for one in post.telegram.said if "восстановлена из копии" in one.text]
    assert [one.chat for one in notices] == ["1006"]
    choices = [[one.choice for one in row] for row in notices[0].message.buttons]
    assert [[choice.removeprefix(choice[:12]) for choice in row] for row in choices] == [["release", "release drop"]]


async def test_an_older_database_is_held_once(database: Database, tmp_path: Path) -> None:
    await build_world(database)
    async with database.write() as connection:
        await audit.record(connection, key=KEY, at=NOW, actor="operator", act="make_backup", subject="")
        head = await audit.head(connection)
    assert head
    keep_anchor(tmp_path, KEY, head)
    assert not await hold_if_older(database, tmp_path, KEY, NOW)
    missed = audit.Head(head.rows + 5, head.id + 5, b"\1" * 32)
    keep_anchor(tmp_path, KEY, missed)
    assert await hold_if_older(database, tmp_path, KEY, NOW)
    await release_restored(database, key=KEY, now=NOW)
    assert not await hold_older(database, missed, key=KEY, now=NOW)  # it is known by now


async def test_a_folder_that_knows_nothing_holds_nothing(tmp_path: Path) -> None:
    database = Database(await new_address("sqlite", tmp_path))
    assert not await hold_if_older(database, tmp_path, KEY, FrozenClock().now())
    await database.close()
