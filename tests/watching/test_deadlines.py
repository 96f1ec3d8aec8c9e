"""Warnings while the time runs out, and what is recorded when it is over."""

from datetime import timedelta

import pytest

from actions.deadlines import ledger
from actions.linking import resume_service, stop_service
from actions.preferring import prefer
from scheduler.planning import catch_up
from scheduler.watching import watch
from school.messenger import TryLater, Undeliverable
from school.outbox import Reason
from storage import tables
from storage.accounts import account
from tests.scheduler.conftest import KEY, Post
from tests.watching.conftest import rows, tick
from tests.world import CHATS, NOW, link

ILINA = CHATS["ilina", "vk"]


def warnings(post: Post) -> list[str]:
    return [said.text for said in post.vk.said if said.chat == ILINA and "% времени" in said.text]


async def breaches(post: Post) -> list[tuple[int | None, str, str]]:
    return [(row.guardian_id, row.cause, row.reason) for row in await rows(post, tables.breaches)]


async def test_administrators_are_warned_once_at_half_and_once_at_four_fifths(post: Post) -> None:
    for subject in ("Алгебра", "Физика"):
        await post.result("maria", subject=subject)  # their father has no consent
    await tick(post)
    assert warnings(post) == []
    seen = []
    for hours in (11.5, 1, 1, 1.5, 5, 1):  # 23:30, 0:30, 1:30 … 14:00 and 15:00 the next day
        post.later(hours=hours)
        await tick(post)
        seen.append(len(warnings(post)))
    assert seen == [0, 0, 0, 1, 2, 2]  # half the time is over at five in the morning: quiet until seven
    assert "прошло 50 % времени" in warnings(post)[0]
    assert "прошло 80 % времени" in warnings(post)[1]
    assert "Ещё не сообщено 2 результата" in warnings(post)[0]


async def test_nobody_is_warned_of_what_was_told(post: Post) -> None:
    await post.result("maria")
    async with post.database.write() as connection:
        sergey = tables.guardianships.c.guardian_id == post.world.people["sergey"]
        await connection.execute(tables.guardianships.delete().where(sergey))
    await tick(post)
    post.later(hours=21)
    await tick(post)
    assert warnings(post) == []


async def test_a_missed_deadline_is_recorded_once_with_its_cause(post: Post) -> None:
    await post.result("maria", seen_at=NOW)
    await tick(post)
    for hours in (24.1, 1, 1):
        post.later(hours=hours)
        await tick(post)
    assert await breaches(post) == [(post.world.people["sergey"], "no_consent", "no_consent")]
    lines = {line.guardian_code: line for line in await ledger(post.database, now=post.clock.now())}
    assert (lines["G1"].breach, lines["G2"].breach) == (None, "no_consent")


async def test_what_was_entered_too_late_is_no_fault_of_ours(post: Post) -> None:
    received = NOW - timedelta(hours=30)
    await post.result("maria", received_at=received, seen_at=NOW)
    await tick(post)
    await tick(post)
    causes = {cause for _, cause, _ in await breaches(post)}
    assert causes == {"entered_late"}


async def test_what_was_told_late_is_recorded_too(post: Post) -> None:
    await post.result("maria", seen_at=NOW)
    await catch_up(post.database, post.clock.now())
    post.later(hours=25)  # asleep
    await post.deliver()
    await watch(post.database, post.clock.now())
    await watch(post.database, post.clock.now())
    anna = post.world.people["anna"]
    assert [(cause, reason) for who, cause, reason in await breaches(post) if who == anna] == [("our_fault", "not_yet")]


async def test_a_messenger_that_never_answers_is_the_cause(post: Post) -> None:
    await post.result("maria", seen_at=NOW)
    for _ in range(26):
        post.telegram.failures = [TryLater(3500) for _ in range(9)]
        post.vk.failures = [TryLater(3500) for _ in range(9)]
        await tick(post)
        post.later(hours=1)
    anna = post.world.people["anna"]
    assert [cause for who, cause, _ in await breaches(post) if who == anna] == ["channel_refused"]


async def test_a_person_who_can_be_reached_again_gets_what_was_missed_once(post: Post) -> None:
    await lose(post)
    post.later(days=3)
    await back(post)
    for _ in range(3):
        await tick(post)
        post.later(minutes=1)
    assert [said.chat for said in post.telegram.said].count(CHATS["anna", "telegram"]) == 1


async def test_a_second_loss_is_made_good_as_well(post: Post) -> None:
    await lose(post)
    post.telegram.failures = [Undeliverable(Reason.BLOCKED)]
    await back(post)
    await tick(post)
    await back(post)
    for _ in range(3):
        await tick(post)
    assert [said.chat for said in post.telegram.said].count(CHATS["anna", "telegram"]) == 1


async def test_after_thirty_days_it_is_news_no_more(post: Post) -> None:
    await lose(post)
    post.later(days=31)
    await back(post)
    await tick(post)
    assert CHATS["anna", "telegram"] not in [said.chat for said in post.telegram.said]


async def test_what_another_messenger_told_is_not_repeated(post: Post) -> None:
    post.telegram.failures = [Undeliverable(Reason.BLOCKED)]
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    await back(post)
    await tick(post)
    assert CHATS["anna", "telegram"] not in [said.chat for said in post.telegram.said]


async def test_a_stop_is_respected_and_what_came_meanwhile_follows_the_return(post: Post) -> None:
    await link(post.database, post.world, "sergey", "vk", "2777")
    await drop_vk(post)
    async with post.database.read() as connection:
        anna = await account(connection, "telegram", CHATS["anna", "telegram"])
    assert anna
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    await stop_service(post.database, anna, key=KEY, now=post.clock.now())
    await post.deliver()
    await resume_service(post.database, anna, key=KEY, now=post.clock.now())
    await tick(post)
    assert [said.chat for said in post.telegram.said].count(CHATS["anna", "telegram"]) == 1


@pytest.mark.parametrize("days", [1, 29])
async def test_passes_repeat_without_effect(post: Post, days: int) -> None:
    await post.result("maria")
    await tick(post)
    post.later(days=days)
    await watch(post.database, post.clock.now())
    before = [await rows(post, table) for table in (tables.cases, tables.breaches, tables.outbox)]
    await watch(post.database, post.clock.now())
    assert before == [await rows(post, table) for table in (tables.cases, tables.breaches, tables.outbox)]


async def drop_vk(post: Post) -> None:
    async with post.database.write() as connection:
        account_id = post.world.accounts.pop(("anna", "vk"))
        await connection.execute(tables.accounts.delete().where(tables.accounts.c.id == account_id))


async def lose(post: Post) -> None:
    """The mother, on Telegram only, has blocked the bot when a result comes."""
    await drop_vk(post)
    post.telegram.failures = [Undeliverable(Reason.BLOCKED)]
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    await post.deliver()


async def back(post: Post) -> None:
    """She unblocks it."""
    async with post.database.read() as connection:
        anna = await account(connection, "telegram", CHATS["anna", "telegram"])
    assert anna
    await prefer(post.database, anna, reachable=True, unreachable_why=None)
