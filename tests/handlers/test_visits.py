"""Who looks: counted by week and month, shown to the class teacher, nudged at most monthly; on paper left alone."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from actions.visiting import own_visits, visits_of_school
from scheduler.weekly import plan_weekly
from school.access import ConsentState
from storage import tables
from storage.accounts import account
from storage.visits import note_visits
from tests.handlers.conftest import Office, choices, said
from tests.world import MONDAY, consent

ON_MONDAY_MORNING = timedelta(days=7, hours=-7)  # from the world's Monday, 17:00: the next one, 10:00


async def look(office: Office, who: str, channel: str = "telegram", times: int = 1) -> None:
    for _ in range(times):
        async with office.database.write() as connection:
            await note_visits(connection, [office.world.contacts[who, channel]], office.clock.at)


async def test_weeks_and_months_are_counted_and_nothing_finer(both: Office) -> None:
    await look(both, "anna", times=2)
    await look(both, "anna", "vk")
    await look(both, "belova")
    async with both.database.read() as connection:
        (row,) = (await connection.execute(select(tables.visits))).all()
    assert (row.person_id, row.count) == (both.world.people["anna"], 3)
    assert (f"{row.week}", f"{row.month}") == ("2026-11-23", "2026-11-01")
    assert {column.name for column in tables.visits.c} == {"id", "person_id", "week", "month", "count"}


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_the_class_teacher_sees_who_did_not_look_this_week(both: Office, channel: str) -> None:
    shown = said(await both.hears("belova", "/class", channel=channel))
    assert "На этой неделе заглядывали 0 из 1." in shown
    assert "На связи, но не заглядывали" in shown
    assert "• Орлова Мария" in shown
    await look(both, "anna")
    shown = said(await both.hears("belova", "/class", channel=channel))
    assert "На этой неделе заглядывали 1 из 1." in shown
    assert "На связи, но не заглядывали" not in shown


async def test_the_months_of_each_family_are_shown(office: Office) -> None:
    await look(office, "anna", times=4)
    await office.hears("belova", "/class")
    shown = said(await office.hears("belova", choice=f"class months {office.world.classes['7А']}"))
    assert "Орлова Мария — ноябрь 4, октябрь 0, сентябрь 0" in shown


async def test_those_who_do_not_look_are_reminded_at_most_monthly(both: Office) -> None:
    remind = f"class remind {both.world.classes['7А']}"
    assert remind in choices(await both.hears("belova", "/class"))
    assert said(await both.hears("belova", choice=remind)) == "Напомним 1 человеку."
    both.clock.at += timedelta(days=29)
    assert said(await both.hears("belova", choice=remind)).startswith("Напоминать некому")
    both.clock.at += timedelta(days=2)
    assert said(await both.hears("belova", choice=remind)) == "Напомним 1 человеку."


async def test_another_class_is_not_reminded(office: Office) -> None:
    choice = f"class remind {office.world.classes['9Б']}"
    assert said(await office.hears("belova", choice=choice)) == "Это не ваш класс."


async def test_a_family_on_paper_is_neither_reminded_nor_invited(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.contacts.delete())
        await connection.execute(tables.consents.delete())
        await connection.execute(tables.guardianships.update().values(restriction=None))
        await consent(connection, office.world, "viktor", "oleg", "telegram", state=ConsentState.REFUSED)
        values = {"state": "approved", "requested_at": office.clock.at, "person_id": office.world.people["belova"]}
        await connection.execute(
            insert(tables.contacts).values(account_id=office.world.accounts["belova", "telegram"], **values)
        )
    seventh = office.world.classes["7А"]
    assert said(await office.hears("belova", choice=f"class remind {seventh}")).startswith("Напоминать некому")
    lost = await office.hears("belova", choice=f"class lost {seventh}")
    assert "Орлова Мария — мессенджер не подключён" in said(lost)
    assert "Лисин" not in said(lost)


async def test_one_tap_makes_codes_for_a_family_that_is_not_reached(both: Office) -> None:
    maria = both.world.people["maria"]
    async with both.database.write() as connection:
        await connection.execute(update(tables.accounts).values(reachable=False, unreachable_why="blocked"))
    both_words = said(await both.hears("belova", choice=f"class lost {both.world.classes['7А']}"))
    assert "Орлова Мария — бот заблокирован" in both_words
    made = said(await both.hears("belova", choice=f"class invite {maria}"))
    assert "Орлова Анна: " in made
    assert "Орлов Сергей: " in made
    code = next(line for line in made.splitlines() if "Сергей" in line).split(": ")[1]
    assert said(await both.hears("5005", f"/start {code}")).startswith("Заявка № ")
    stranger = both.world.people["petr"]
    assert said(await both.hears("belova", choice=f"class invite {stranger}")) == "Это не ваш класс."


async def test_no_code_is_made_for_whose_guardianship_ended_by_the_schools_date(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(update(tables.guardianships).values(until=MONDAY))
        await connection.execute(update(tables.accounts).values(reachable=False, unreachable_why="blocked"))
    invite = f"class invite {office.world.people['maria']}"
    assert "Орлова Анна: " in said(await office.hears("belova", choice=invite))
    office.clock.at += timedelta(hours=8)  # Tuesday, 01:00 in the school; in UTC it is Monday yet
    assert "Приглашать некого" in said(await office.hears("belova", choice=invite))


async def test_the_school_sees_its_classes(both: Office) -> None:
    await look(both, "anna")
    shown = said(await both.hears("ilina", "посещения"))
    assert "Семей 3, на связи 2, заглядывали на этой неделе 2, на бумаге 1." in shown
    assert "7А — 1 / 1 / 2" in shown
    rows = await visits_of_school(both.database, both.world.school, now=both.clock.at)
    assert [(row.title, row.weeks[-1][1], row.weeks[0][1]) for row in rows] == [("7А", 1, 0), ("9Б", 1, 0)]


async def test_a_family_learns_what_is_counted_of_it(office: Office) -> None:
    await look(office, "anna", times=3)
    async with office.database.read() as connection:
        anna = await account(connection, "telegram", "1001")
        belova = await account(connection, "telegram", "1005")
    assert anna is not None
    assert belova is not None
    assert await own_visits(office.database, anna, now=office.clock.at) == 3
    assert await own_visits(office.database, belova, now=office.clock.at) is None


async def test_on_monday_morning_the_lists_are_queued_once(both: Office) -> None:
    assert await plan_weekly(both.database, both.clock.at + timedelta(days=1)) == 0
    monday = both.clock.at + ON_MONDAY_MORNING
    for _ in range(2):
        await plan_weekly(both.database, monday)
    async with both.database.read() as connection:
        rows = (await connection.execute(select(tables.outbox.c.kind, tables.outbox.c.contact_id))).all()
    assert sorted(row.kind for row in rows) == ["timeliness_week"] * 2 + ["visits_week"] * 2
