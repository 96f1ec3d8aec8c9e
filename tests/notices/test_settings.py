"""/settings: kinds, children, quiet hours; on both messengers, in both languages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from journal.records import AttendanceRecord
from scheduler.planning import plan_digests
from storage import tables
from tests.handlers.conftest import Office, choices, said
from tests.notices.conftest import Desk, mark
from tests.world import MONDAY

AWAY = AttendanceRecord("S1", MONDAY, "absent", 1, "Алгебра")


@pytest.fixture
async def office(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same school, asked."""
    asked = Office(desk.database, desk.world, tmp_path_factory.mktemp("office"))
    asked.clock = desk.clock
    return asked


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_the_page_leads_to_kinds_and_quiet_hours(office: Office, channel: str) -> None:
    found = choices(await office.hears("anna", "настройки", channel=channel))
    assert "settings kinds news all" in found
    assert "settings quiet" in found
    page = await office.hears("anna", choice="settings kinds news all", channel=channel)
    assert "Новые оценки — включено" in said(page)
    assert len(choices(page)) <= 10  # what VK carries in one message


async def test_a_kind_switched_off_is_not_told_and_what_waits_is_dropped(desk: Desk, office: Office) -> None:
    await desk.journal(marks=[mark("4")])
    page = await office.hears("anna", choice="settings kind marks off all")
    assert "Новые оценки — выключено" in said(page)
    await desk.journal(marks=[mark("4"), mark("5", subject="Физика")])
    await desk.settle()
    assert desk.told() == []
    assert ("cancelled", "unwanted") in await desk.states("marks")


async def test_a_kind_is_switched_off_for_one_child_and_stays_for_the_other(desk: Desk, office: Office) -> None:
    maria = desk.world.people["maria"]
    page = await office.hears("anna", choice=f"settings kind marks off {maria}")
    assert "Мария" in said(page)
    await desk.journal(marks=[mark("4"), mark("5", student="S2")])
    await desk.settle()
    (told,) = desk.told()
    assert "Пётр" in told
    await office.hears("anna", choice="settings kind marks off all")
    await office.hears("anna", choice=f"settings kind marks on {maria}")
    await desk.journal(marks=[mark("4"), mark("3", subject="Физика"), mark("5", student="S2"), mark("2", student="S2")])
    await desk.settle(150)
    assert all("Мария" in one for one in desk.told())


async def test_what_comes_always_says_why(desk: Desk, office: Office) -> None:
    assert "обязана сообщить" in said(await office.hears("anna", "настройки результаты выкл"))
    assert "ждёт на них ответа" in said(await office.hears("anna", "/settings объявления off"))
    async with desk.database.read() as connection:
        assert (await connection.execute(select(tables.wishes))).all() == []


async def test_words_do_what_buttons_do_in_english_too(desk: Desk, office: Office) -> None:
    await office.hears("anna", "/settings english")
    assert "New marks — off" in said(await office.hears("anna", "/settings marks off"))
    assert "Saturday — 21:30–08:00" in said(await office.hears("anna", "/settings quiet sat 21:30-8:00"))


async def test_a_student_has_no_word_on_what_is_for_guardians(office: Office) -> None:
    page = said(await office.hears("petr", choice="settings kinds news all", channel="vk"))
    assert "Пропуск" not in page
    assert "Новые оценки" in page


async def test_nobody_sets_anything_about_anothers_child(desk: Desk, office: Office) -> None:
    await office.hears("anna", choice=f"settings kind marks off {desk.world.people['oleg']}")
    async with desk.database.read() as connection:
        assert (await connection.execute(select(tables.wishes))).all() == []


async def test_own_quiet_hours_hold_what_can_wait(desk: Desk, office: Office) -> None:
    page = await office.hears("anna", "настройки тихо пн 15:00-17:00")
    assert "Понедельник — 15:00–17:00" in said(page)
    await desk.journal(marks=[mark("4")])
    await desk.settle()
    assert desk.told() == []
    await desk.settle(120)
    assert len(desk.told()) == 1


async def test_a_duty_outweighs_own_quiet_hours_when_it_would_be_late(desk: Desk, office: Office) -> None:
    await office.hears("anna", "настройки тихо пн 15:00-14:00")
    await desk.journal(attendance=[AWAY])
    await desk.settle()
    assert len(desk.told()) == 1  # by midnight (R19)


async def test_quiet_hours_can_be_taken_back(office: Office) -> None:
    await office.hears("anna", "настройки тихо выходные 20-10")
    assert "Пятница — 20:00–10:00" in said(await office.hears("anna", choice="settings quiet"))
    assert "весь день" in said(await office.hears("anna", choice="settings quiet 6 00:00-23:59"))
    await office.hears("anna", choice="settings quiet 6 off")
    assert "Своих тихих часов нет" in said(await office.hears("anna", "/settings quiet off"))
    assert "Часы пишутся так" in said(await office.hears("anna", "настройки тихо вчера"))


async def test_the_digest_leaves_out_a_child_that_the_guardian_wants_left_out(desk: Desk, office: Office) -> None:
    await office.hears("anna", choice=f"settings kind digest off {desk.world.people['maria']}")
    desk.clock.at += timedelta(hours=3, seconds=5)
    await plan_digests(desk.database, desk.clock.now())
    await desk.deliver()
    (told,) = desk.told()
    assert "Пётр" in told
    assert "Мария" not in told
