"""The evening digest: when, to whom, how often, and what stands in it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from scheduler.planning import plan_digests
from scheduler.tidying import tidy
from school.clock import instant
from school.messenger import Ambiguous
from storage import tables
from tests.scheduler.conftest import Post
from tests.world import CHATS, MONDAY

ZONE = ZoneInfo("Asia/Yekaterinburg")
EVENING = instant(MONDAY, time(18, 0), ZONE)


async def evening(post: Post, at: datetime = EVENING) -> None:
    post.clock.at = at
    await plan_digests(post.database, at)
    await post.deliver()


async def test_it_tells_every_person_once_on_the_best_channel(post: Post) -> None:
    await evening(post)
    await evening(post, EVENING + timedelta(minutes=5))
    chats = [said.chat for said in post.telegram.said + post.vk.said]
    assert sorted(chats) == sorted([CHATS["anna", "telegram"], CHATS["petr", "vk"]])


async def test_it_names_each_child_of_a_mother_of_two(post: Post) -> None:
    await evening(post)
    text = next(said.text for said in post.telegram.said if said.chat == CHATS["anna", "telegram"])
    assert "Мария" in text
    assert "Пётр" in text
    assert "По данным журнала на 16:40" in text


async def test_it_plans_nothing_before_its_time(post: Post) -> None:
    await evening(post, EVENING - timedelta(minutes=1))
    assert await post.rows("digest") == []


async def test_it_is_late_rather_than_never_after_an_outage(post: Post) -> None:
    await evening(post, EVENING + timedelta(hours=2))
    assert len(post.telegram.said) == 1


async def test_it_keeps_silent_in_the_night(post: Post) -> None:
    await evening(post, EVENING + timedelta(hours=4))
    assert await post.rows("digest") == []


async def test_it_keeps_the_time_a_person_chose(post: Post) -> None:
    async with post.database.write() as connection:
        anna = tables.accounts.c.id == post.world.accounts["anna", "telegram"]
        await connection.execute(update(tables.accounts).where(anna).values(digest_time=time(19, 30)))
    await evening(post)
    assert post.telegram.said == []
    await evening(post, EVENING + timedelta(minutes=90))
    assert [said.chat for said in post.telegram.said] == [CHATS["anna", "telegram"]]


async def test_it_respects_whoever_wants_none(post: Post) -> None:
    async with post.database.write() as connection:
        await connection.execute(update(tables.accounts).values(digest=False))
    await evening(post)
    assert await post.rows("digest") == []


async def test_it_says_nothing_when_there_is_nothing_to_say(post: Post) -> None:
    async with post.database.write() as connection:
        for table in ("marks", "attendance", "lessons", "homework", "works", "changes", "dated_lessons"):
            await connection.execute(tables.metadata.tables[table].delete())
    await evening(post)
    assert post.telegram.said == []
    assert {reason for _, reason in await post.states("digest")} >= {"nothing_to_say"}


async def test_it_is_not_repeated_when_it_may_have_arrived(post: Post) -> None:
    post.telegram.failures = [Ambiguous()]
    await evening(post)
    post.later(minutes=5)
    await post.deliver()
    assert post.telegram.said == []
    assert ("ambiguous", "maybe_sent") in await post.states("digest")


async def test_it_expires_when_the_evening_is_over(post: Post) -> None:
    post.clock.at = EVENING
    await plan_digests(post.database, EVENING)
    post.later(hours=6)
    await tidy(post.database, post.clock.now())
    await post.deliver()
    assert post.telegram.said == []
    assert {state for state, _ in await post.states("digest")} == {"expired"}


@pytest.mark.parametrize("legal_form", ["municipal", "state"])
async def test_a_public_school_sends_one_bare_sentence_through_telegram(post: Post, legal_form: str) -> None:
    async with post.database.write() as connection:
        await connection.execute(update(tables.schools).values(legal_form=legal_form))
        vk = tables.accounts.c.channel == "vk"
        await connection.execute(update(tables.accounts).where(vk).values(digest=False))
    await evening(post)
    text = post.telegram.said[0].text
    assert not {word for word in ("Мария", "Пётр", "7А", "Алгебра", "Орлова") if word in text}
