"""The link itself: a second messenger, a second adult, coming of age, and leaving the school."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from actions.consenting import record_consent
from actions.deciding import approve_contact
from scheduler.planning import catch_up
from school.access import ContactState, Role
from school.institution import Person
from school.messenger import Channel
from storage import tables
from tests.handlers.conftest import KEY, Office, said
from tests.scheduler.conftest import Post
from tests.world import CHATS, MONDAY, NOW, consent, link

SERGEY_VK = "2002"


async def code_of(office: Office, who: str) -> str:
    return said(await office.hears(who, "/link")).split("\n", 1)[0]


async def states(office: Office, chat: str) -> list[str]:
    query = select(tables.contacts.c.state).join(tables.accounts, tables.accounts.c.id == tables.contacts.c.account_id)
    async with office.database.read() as connection:
        return list((await connection.execute(query.where(tables.accounts.c.chat == chat))).scalars())


async def test_a_second_messenger_opens_at_once_where_a_consent_is_signed(both: Office) -> None:
    code = await code_of(both, "anna")
    assert "доступ открыт" in said(await both.hears("3001", code, channel="vk"))
    assert await states(both, "3001") == ["approved"]
    assert "Мария" in said(await both.hears("3001", "оценки", channel="vk"))


async def test_without_a_consent_for_it_a_second_messenger_waits_for_an_administrator(both: Office) -> None:
    code = await code_of(both, "anna")
    async with both.database.write() as connection:
        await connection.execute(delete(tables.consents).where(tables.consents.c.channel == "vk"))
    assert "Заявка" in said(await both.hears("3001", code, channel="vk"))
    assert await states(both, "3001") == ["waiting"]


async def test_a_second_code_works_once_for_a_quarter_of_an_hour(both: Office) -> None:
    code = await code_of(both, "anna")
    both.clock.at += timedelta(minutes=16)
    assert "Не получилось" in said(await both.hears("3001", code, channel="vk"))
    code = await code_of(both, "anna")
    await both.hears("3002", code, channel="vk")
    assert "Не получилось" in said(await both.hears("3003", code, channel="vk"))


async def test_a_code_of_a_messenger_that_is_linked_no_more_vouches_for_nothing(office: Office) -> None:
    code = await code_of(office, "anna")
    async with office.database.write() as connection:
        await connection.execute(update(tables.contacts).values(state=ContactState.REJECTED))
    await office.hears("3001", code, channel="vk")
    assert await states(office, "3001") == ["waiting"]


async def test_staff_and_strangers_get_no_second_code(office: Office) -> None:
    for who in ("belova", "9999"):
        assert "код" not in said(await office.hears(who, "/link")).split("\n", 1)[0].lower()
    async with office.database.read() as connection:
        assert (await connection.execute(select(tables.invites.c.id))).all() == []


async def test_the_adults_who_are_linked_hear_of_a_newcomer_without_a_name(post: Post) -> None:
    async with post.database.write() as connection:
        await consent(connection, post.world, "sergey", "maria", "vk")
    contact = await link(post.database, post.world, "sergey", "vk", SERGEY_VK, ContactState.WAITING)
    ilina = Person(
        post.world.people["ilina"], post.world.school, Role.STAFF, "T2", "Ильина", "Вера", duties=("administrator",)
    )
    decided = await approve_contact(post.database, contact, ilina, key=KEY, now=NOW)
    assert decided.outcome == "approved"
    await post.deliver()
    told = [one for one in (*post.telegram.said, *post.vk.said) if "ещё одного" in one.text]
    assert {one.chat for one in told} == {CHATS["anna", "telegram"], CHATS["anna", "vk"]}
    assert len(told) == 4  # two children, two messengers
    for one in told:
        assert "Сергей" not in one.text


async def test_the_card_says_that_the_person_has_a_messenger_already(both: Office) -> None:
    async with both.database.write() as connection:
        await consent(connection, both.world, "sergey", "maria", "vk")
    await link(both.database, both.world, "sergey", "vk", SERGEY_VK, ContactState.WAITING)
    assert "уже подключено" not in said(await both.hears("ilina", "заявки"))
    await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.APPROVED)
    cards = said(await both.hears("ilina", "заявки"))
    assert cards.count("У этого человека уже подключено: Telegram с ") == 1
    assert "1002" not in cards
    assert SERGEY_VK not in cards


async def test_whoever_has_a_messenger_is_not_approved_together_with_others(office: Office) -> None:
    async with office.database.write() as connection:
        for channel in ("telegram", "vk"):
            for child in ("maria", "petr"):
                await consent(connection, office.world, "sergey", child, channel)
    await link(office.database, office.world, "sergey", "telegram", "1002", ContactState.APPROVED)
    contact = await link(office.database, office.world, "sergey", "vk", SERGEY_VK, ContactState.WAITING)
    await office.hears("ilina", choice=f"approve matching {contact} yes")
    assert await states(office, SERGEY_VK) == ["waiting"]


async def test_the_persons_other_messenger_is_told_of_a_new_one_and_told_again_when_it_comes_back(post: Post) -> None:
    ilina = await _second_account(post)
    contact = await link(post.database, post.world, "sergey", "vk", SERGEY_VK, ContactState.WAITING)
    for times in (1, 2):
        decided = await approve_contact(post.database, contact, ilina, key=KEY, now=post.clock.now())
        assert decided.outcome == "approved"
        await post.deliver()
        told = [one for one in (*post.telegram.said, *post.vk.said) if "ещё один мессенджер" in one.text]
        assert [one.chat for one in told] == ["1002"] * times
        assert "ВКонтакте" in told[0].text
        async with post.database.write() as connection:
            gone = update(tables.contacts).where(tables.contacts.c.id == contact)
            await connection.execute(gone.values(state=ContactState.WAITING, doubt=None))
        post.clock.at += timedelta(minutes=5)


async def test_of_a_messenger_confirmed_again_nobody_is_told(post: Post) -> None:
    ilina = await _second_account(post)
    contact = await link(post.database, post.world, "sergey", "vk", SERGEY_VK, ContactState.WAITING)
    async with post.database.write() as connection:
        here = update(tables.contacts).where(tables.contacts.c.id == contact)
        await connection.execute(here.values(doubt="phone"))
    assert (await approve_contact(post.database, contact, ilina, key=KEY, now=NOW)).outcome == "approved"
    assert await post.rows("new_account") == []


async def _second_account(post: Post) -> Person:
    """The father has Telegram and consents to VK; the administrator who decides."""
    async with post.database.write() as connection:
        for channel in ("telegram", "vk"):
            await consent(connection, post.world, "sergey", "maria", channel)
    await link(post.database, post.world, "sergey", "telegram", "1002", ContactState.APPROVED)
    people = post.world.people
    return Person(people["ilina"], post.world.school, Role.STAFF, "T2", "Ильина", "Вера", duties=("administrator",))


async def test_on_the_birthday_the_guardians_are_told_nothing_until_the_student_consents(post: Post) -> None:
    student = tables.people.c.id == post.world.people["maria"]
    async with post.database.write() as connection:
        born = MONDAY.replace(year=MONDAY.year - 18)
        await connection.execute(update(tables.people).where(student).values(birth_date=born))
    await post.result()
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert post.telegram.said == []
    assert set(await post.states("exam_result")) == {("cancelled", "of_age")}
    paper = {"number": "7", "signed_on": MONDAY, "own": True, "key": KEY, "now": NOW}
    await record_consent(post.database, guardian="S1", student="S1", channel=Channel.TELEGRAM, **paper)
    await post.result(subject="Физика")
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert [one.chat for one in post.telegram.said] == [CHATS["anna", "telegram"]]
    assert "Физика" in post.telegram.said[0].text


@pytest.mark.parametrize(("days", "told"), [(0, False), (1, True), (3, True), (4, False)])
async def test_leaving_stops_at_once_with_one_farewell(post: Post, days: int, told: bool) -> None:
    student = tables.people.c.id == post.world.people["maria"]
    async with post.database.write() as connection:
        left = MONDAY - timedelta(days=days)
        await connection.execute(update(tables.people).where(student).values(left_on=left))
    for _ in range(3):
        await catch_up(post.database, post.clock.now())
        await post.deliver()
    assert [one.chat for one in post.telegram.said] == [CHATS["anna", "telegram"]] * told
    assert all("обучение завершено" in one.text for one in post.telegram.said)
