"""Leases: what a crash, a freeze, a stop or a jumping clock leaves behind, and who may send then."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from scheduler.delivery import Delivery
from scheduler.lane import Lane
from scheduler.leases import LEASE
from scheduler.planning import catch_up, plan_digests
from scheduler.sending import GRACE
from school.message import Message
from school.messenger import Address, Channel, Receipt, Undeliverable
from school.outbox import Reason
from storage import tables
from tests.scheduler.conftest import KEY, Post
from tests.scheduler.recorder import Recorder, Slow
from tests.scheduler.test_digests import EVENING


@dataclass
class Hourglass:
    """A steady clock that is turned by hand."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def engine_of(post: Post, owner: str, glass: Hourglass) -> Delivery:
    lanes = {Channel.TELEGRAM: Lane(post.telegram), Channel.VK: Lane(post.vk)}
    return Delivery(post.database, post.clock, lanes, KEY, owner, glass)


async def leased(post: Post, owner: str, reason: str | None = None) -> None:
    """As if a process had claimed every open row and died; with a reason, after it had marked them as leaving."""
    async with post.database.write() as connection:
        until = post.clock.now() + timedelta(seconds=LEASE)
        values = {"state": "leased", "owner": owner, "epoch": 1, "leased_until": until, "reason": reason}
        await connection.execute(update(tables.outbox).values(**values))


async def queued_result(post: Post) -> None:
    await post.result()
    await catch_up(post.database, post.clock.now())


async def test_after_a_crash_what_may_have_left_is_repeated_and_says_so(post: Post) -> None:
    await queued_result(post)
    await leased(post, "here", "maybe_sent")
    await post.deliver()
    assert "овтор" in post.telegram.said[0].text  # Telegram: it may have got through before the crash
    assert "овтор" not in post.vk.said[0].text  # VK drops a second copy itself


async def test_after_a_crash_what_had_surely_not_left_is_told_as_ever(post: Post) -> None:
    await queued_result(post)
    await leased(post, "here")
    await post.deliver()
    assert "овтор" not in post.telegram.said[0].text


async def test_a_second_crash_loses_nothing_either(post: Post) -> None:
    await queued_result(post)
    await leased(post, "here", "maybe_sent")
    async with post.database.write() as connection:
        await connection.execute(update(tables.outbox).values(repeated=True))
    await post.deliver()
    assert ["овтор" in said.text for said in post.telegram.said] == [True]


async def test_a_digest_that_may_have_left_is_not_repeated(post: Post) -> None:
    post.clock.at = EVENING
    await plan_digests(post.database, EVENING)
    await leased(post, "here", "maybe_sent")
    await post.deliver()
    assert post.telegram.said == []
    assert len(post.vk.said) == 1


async def test_a_digest_that_had_surely_not_left_is_told(post: Post) -> None:
    post.clock.at = EVENING
    await plan_digests(post.database, EVENING)
    await leased(post, "here")
    await post.deliver()
    assert len(post.telegram.said) == 1


async def test_it_frees_the_lease_of_another_once_it_stood_still_long_enough(post: Post) -> None:
    await queued_result(post)
    await leased(post, "elsewhere")
    glass = Hourglass()
    leases = engine_of(post, "here", glass).leases
    await leases.sweep()
    glass.at += LEASE - 1
    await leases.sweep()
    assert {row.state for row in await post.rows()} == {"leased"}
    glass.at += 1
    await leases.sweep()
    assert {row.state for row in await post.rows()} == {"retry"}


async def test_it_leaves_a_lease_alone_that_is_renewed(post: Post) -> None:
    await queued_result(post)
    await leased(post, "elsewhere")
    glass = Hourglass()
    leases = engine_of(post, "here", glass).leases
    await leases.sweep()
    glass.at += LEASE
    async with post.database.write() as connection:
        await connection.execute(update(tables.outbox).values(leased_until=post.clock.now() + timedelta(minutes=5)))
    await leases.sweep()
    assert {row.state for row in await post.rows()} == {"leased"}


@pytest.mark.parametrize("jump", [timedelta(hours=8), timedelta(hours=-1), timedelta(days=30)])
async def test_a_jump_of_the_clock_frees_no_lease(post: Post, jump: timedelta) -> None:
    await queued_result(post)
    await leased(post, "elsewhere")
    leases = engine_of(post, "here", Hourglass()).leases
    await leases.sweep()
    post.clock.at += jump
    await leases.sweep()
    assert {row.state for row in await post.rows()} == {"leased"}


async def test_a_clock_set_back_does_not_hold_up_what_was_due(post: Post) -> None:
    leases = engine_of(post, "here", Hourglass()).leases
    await leases.sweep()
    await queued_result(post)
    post.later(hours=-1)
    await leases.sweep()
    await post.deliver()
    assert len(post.telegram.said) == 1


async def test_a_worker_frozen_past_its_lease_sends_nothing_when_it_wakes(post: Post) -> None:
    await queued_result(post)
    glass = Hourglass()
    slow = post.telegram = Slow()
    engine = engine_of(post, "frozen", glass)
    lane = engine._sendings[0]._lane
    lane.hold(9)  # the row is in hand, or in line on the lane, however slow the machine is
    running = asyncio.create_task(engine.run())
    await until_leased(post)
    glass.at += 90
    await taken_by_another(post)
    lane._held_until = 0.0
    lane.serve()
    await asyncio.sleep(0.4)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert not slow.begun.is_set()
    row = next(row for row in await post.rows() if row.channel == "telegram")
    assert (row.state, row.owner) == ("leased", "elsewhere")


async def test_a_stop_leaves_no_lease_and_no_doubt_about_what_never_left(post: Post) -> None:
    for subject in ("Физика", "Химия", "Биология"):
        await post.result(subject=subject)
    await catch_up(post.database, post.clock.now())
    slow = post.telegram = Slow()
    running = asyncio.create_task(post.engine().run())
    await asyncio.wait_for(slow.begun.wait(), 10)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    rows = [row for row in await post.rows() if row.channel == "telegram"]
    assert [(row.state, row.repeated) for row in rows].count(("retry", True)) == 1
    assert [(row.state, row.repeated, row.attempts) for row in rows].count(("queued", False, 0)) == 2


@dataclass
class Refusing(Recorder):
    """Refuses for good, as soon as it may."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        self.begun.set()
        await self.may.wait()
        raise Undeliverable(Reason.BLOCKED)


async def test_a_stop_before_a_refusal_is_noted_leaves_no_doubt_either(post: Post) -> None:
    await queued_result(post)
    refusing = post.telegram = Refusing()
    running = asyncio.create_task(post.engine().run())
    await asyncio.wait_for(refusing.begun.wait(), 10)
    async with post.database.write() as connection:  # until it ends, nobody can note that the address is dead
        await connection.execute(update(tables.accounts).values(unreachable_why=None))
        refusing.may.set()
        running.cancel()
        await asyncio.wait((running,), timeout=GRACE + 1)
    with suppress(asyncio.CancelledError):
        await running
    (row,) = [row for row in await post.rows() if row.channel == "telegram"]
    assert (row.state, row.repeated) == ("queued", False)


async def test_a_stop_while_the_database_fails_is_a_stop(post: Post) -> None:
    await queued_result(post)
    slow = post.telegram = Slow()
    running = asyncio.create_task(post.engine().run())
    await asyncio.wait_for(slow.begun.wait(), 10)
    async with post.database.write() as connection:
        await connection.execute(text("ALTER TABLE outbox RENAME TO lost"))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def until_leased(post: Post) -> None:
    async with asyncio.timeout(10):
        while ("leased", "telegram") not in [(row.state, row.channel) for row in await post.rows()]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def taken_by_another(post: Post) -> None:
    async with post.database.write() as connection:
        taken = {"owner": "elsewhere", "epoch": tables.outbox.c.epoch + 1}
        telegram = tables.outbox.c.channel == "telegram"
        await connection.execute(update(tables.outbox).where(telegram).values(**taken))
