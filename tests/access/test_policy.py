"""The channel policy: by kind of fact, by decision, until a day; and the last look that holds what slipped through."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.refusal import Refused
from actions.regulating import set_school, settings_of, the_school
from scheduler.planning import catch_up
from school.incoming import Incoming, SharedPhone
from school.messenger import Channel
from school.policy import ChannelRule, Decision, Fact, LegalForm, Level, level_of
from storage import tables
from storage.database import Database
from tests.access.listener import answer_all, inbox_of
from tests.handlers.conftest import KEY, Office, said
from tests.scheduler.conftest import Post
from tests.world import NOW, build_world

TODAY = date(2026, 11, 23)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MUNICIPAL = LegalForm.MUNICIPAL
FULL = ChannelRule(Level.FULL, Decision("12", BEFORE))


def level(rules: dict[str, ChannelRule], fact: Fact | None, channel: str = "telegram", day: date = TODAY) -> Level:
    return level_of(MUNICIPAL, rules, channel, day, fact)


def test_a_kind_of_fact_has_its_own_rule_before_the_channels() -> None:
    rules = {"telegram": ChannelRule(Level.PSEUDONYM, Decision("1", BEFORE)), "telegram_results": FULL}
    assert level(rules, Fact.RESULTS) is Level.FULL
    assert level(rules, Fact.LESSONS) is Level.PSEUDONYM
    assert level(rules, None) is Level.PSEUDONYM
    assert level({"telegram_results": FULL}, Fact.LESSONS) is Level.PING
    assert level({"vk_results": ChannelRule(Level.OFF)}, None, "vk") is Level.FULL


@pytest.mark.parametrize(
    ("decision", "in_force"),
    [
        (Decision("1", TODAY), Level.FULL),
        (Decision("1", BEFORE, TODAY), Level.FULL),
        (Decision("1", BEFORE, BEFORE), Level.PING),
        (Decision("1", AFTER), Level.PING),
        (None, Level.PING),
    ],
)
def test_a_raised_level_stands_on_its_decision(decision: Decision | None, in_force: Level) -> None:
    assert level({"telegram": ChannelRule(Level.FULL, decision)}, Fact.LESSONS) is in_force


def test_an_expired_rule_of_a_kind_gives_way_to_the_channels() -> None:
    rules = {"telegram_results": ChannelRule(Level.FULL, Decision("1", BEFORE, BEFORE)), "telegram": FULL}
    assert level(rules, Fact.RESULTS) is Level.FULL
    assert level(rules, Fact.RESULTS, day=BEFORE - timedelta(days=9)) is Level.PING


async def put(database: Database, values: dict[str, str], **decision: Any) -> dict[str, str]:
    await set_school(database, values, key=KEY, now=NOW, **decision)
    return settings_of(await the_school(database), NOW)


async def test_school_set_takes_a_channel_or_a_kind(database: Database) -> None:
    await build_world(database, legal_form="municipal")
    decided: dict[str, Any] = {"decision_number": "12", "decision_day": BEFORE}
    with pytest.raises(Refused):
        await put(database, {"telegram_results_level": "full"})
    with pytest.raises(Refused):
        await put(database, {"telegram_results_level": "full"}, **decided, decision_until=BEFORE)
    one = await put(database, {"telegram_results_level": "full"}, **decided, decision_until=AFTER)
    assert (one["telegram_results_level"], one["telegram_lessons_level"], one["telegram_level"]) == (
        "full",
        "ping",
        "ping",
    )
    later = settings_of(await the_school(database), NOW + timedelta(days=2))
    assert later["telegram_results_level"] == "ping"
    all_kinds = await put(database, {"telegram_level": "pseudonym"}, **decided)
    assert {value for name, value in all_kinds.items() if name.startswith("telegram")} == {"pseudonym"}
    both = await put(database, {"telegram_results_level": "full", "telegram_level": "ping"}, **decided)
    assert (both["telegram_results_level"], both["telegram_lessons_level"]) == ("full", "ping")


async def test_answers_and_pushes_keep_to_the_level_of_their_kind(municipal: Office) -> None:
    decided: dict[str, Any] = {"decision_number": "12", "decision_day": BEFORE, "decision_until": AFTER}
    await put(municipal.database, {"telegram_results_level": "full"}, **decided)
    assert "Мария" in said(await municipal.hears("anna", "/results"))
    assert said(await municipal.hears("anna", "/marks")).startswith("Есть новое из школы.")
    municipal.clock.at += timedelta(days=2)
    assert said(await municipal.hears("anna", "/results")).startswith("Есть новое из школы.")


@pytest.mark.parametrize("question", ["/marks", "/homework", "/timetable", "/changes", "/results", "/children"])
async def test_at_ping_everybody_hears_the_same(municipal: Office, question: str) -> None:
    before = await municipal.hears("anna", question)
    async with municipal.database.write() as connection:
        await connection.execute(update(tables.marks).values(value="1", topic="Другое"))
        await connection.execute(update(tables.people).values(first_name="Иное"))
    assert (await municipal.hears("anna", question)).messages == before.messages


async def test_where_nothing_may_be_said_nothing_is_collected(municipal: Office) -> None:
    greeting = await municipal.hears("1002", "/start")
    assert greeting.messages[0].asks_phone is None
    card = SharedPhone("79161234568", own=True, forwarded=False)
    assert said(await municipal.hears("1002", phone=card)).startswith("Не получилось вас узнать.")
    refused = said(await municipal.hears("belova", "/announce"))
    assert "149-ФЗ" in refused
    await put(municipal.database, {"telegram_level": "full"}, decision_number="1", decision_day=BEFORE)
    assert "Объявление для 7А" in said(await municipal.hears("belova", "/announce"))
    await put(municipal.database, {"telegram_level": "ping"})
    assert "149-ФЗ" in said(await municipal.hears("belova", "Собрание: Мария Орлова"))
    async with municipal.database.read() as connection:
        assert (await connection.execute(select(tables.announcements))).all() == []
        accounts = (await connection.execute(select(tables.accounts.c.dialog))).scalars().all()
    assert not any("Мария" in str(dialog) for dialog in accounts)


async def test_at_ping_a_class_teacher_sees_counts_and_no_titles(municipal: Office) -> None:
    shown = said(await municipal.hears("belova", "/class"))
    assert "7А" not in shown
    assert "на связи" in shown


async def test_a_leak_of_the_wording_is_held_and_administrators_hear(post: Post) -> None:
    """The policy says pseudonym, and a topic names a child: no wording of ours could know."""
    await put(post.database, {"telegram_level": "pseudonym", "vk_level": "pseudonym"})
    result = await post.result("maria", exam="Работа для Орловой")
    await catch_up(post.database, NOW)
    await post.deliver()
    assert set(await post.states("exam_result")) == {("held", "leak")}
    alarms = [row for row in await post.rows("alarm_leak") if row.state == "sent"]
    assert {row.ref_id for row in alarms} == {row.id for row in await post.rows("exam_result")}
    assert result
    sent = [one.text for messenger in (post.telegram, post.vk) for one in messenger.said]
    assert sent
    assert not [text for text in sent if "Орлов" in text]
    assert all(text.startswith("Тревога") for text in sent)


async def test_an_answer_that_leaks_becomes_the_one_sentence(post: Post, tmp_path: Path) -> None:
    await put(post.database, {"telegram_level": "pseudonym"})
    async with post.database.write() as connection:
        await connection.execute(update(tables.marks).values(topic="Сочинение о Марии"))
    box = inbox_of(post.database, post.clock, Channel.TELEGRAM, post.telegram, tmp_path)
    asked = Incoming("telegram", "1001", "1", NOW, "оценки")
    await answer_all(box, post.database, Channel.TELEGRAM, asked)
    assert [one.text for one in post.telegram.said] == [
        "Есть новое из школы. Откройте «Родник» во ВКонтакте или спросите классного руководителя."
    ]
    async with post.database.read() as connection:
        troubles = (await connection.execute(select(tables.inbox.c.trouble))).scalars().all()
    assert troubles == ["leak"]
    assert len(await post.rows("alarm_leak")) == 2
