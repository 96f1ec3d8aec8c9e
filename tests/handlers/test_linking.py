"""How a person becomes known: a code, one's own phone; and the one answer to everything that fails."""

from datetime import timedelta

import pytest

from actions.inviting import invite_person
from school.access import Role
from school.incoming import SharedPhone, Sign
from tests.handlers.conftest import KEY, Office, choices, said
from tests.world import link

FAILED = "Не получилось вас узнать."
SERGEY = SharedPhone("79161234568", own=True, forwarded=False)


async def code_for(office: Office, code: str, *roles: Role) -> str:
    made = await invite_person(office.database, code, *roles, key=KEY, now=office.clock.now())
    return made.code


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_a_start_link_makes_a_request_and_says_what_is_missing(both: Office, channel: str) -> None:
    code = await code_for(both, "G2")
    reply = await both.hears("1002", "/start", channel=channel, code=code)
    assert said(reply).startswith("Заявка № ")
    assert "Согласия в письменной форме для этого мессенджера пока нет" in said(reply)
    assert said(await both.hears("1002", "оценки", channel=channel)).startswith("Ваша заявка ещё ждёт")


@pytest.mark.parametrize("way", ["{}", "/start {}", "start {}", "  {} "])
async def test_a_code_may_be_typed_however(office: Office, way: str) -> None:
    code = await code_for(office, "G2")
    assert said(await office.hears("1002", way.format(code.lower()))).startswith("Заявка № ")


async def test_a_code_may_be_typed_without_dashes(office: Office) -> None:
    code = await code_for(office, "G2")
    assert said(await office.hears("1002", code.replace("-", " "), channel="vk")).startswith("Заявка № ")


async def test_staff_enter_by_their_code_at_once(office: Office) -> None:
    code = await code_for(office, "T1", Role.STAFF)
    reply = await office.hears("5555", "/start", code=code)
    assert said(reply).startswith("Готово: доступ открыт.")
    assert reply.messages[0].menu is not None
    assert "Объявление для 7А" in said(await office.hears("5555", "/announce"))


async def test_a_second_press_of_ones_own_start_link_finds_the_first(office: Office) -> None:
    code, staff = await code_for(office, "G2"), await code_for(office, "T1", Role.STAFF)
    await office.hears("1002", "/start", code=code)
    assert said(await office.hears("1002", "/start", code=code)).startswith("Ваша заявка ещё ждёт")
    assert said(await office.hears("1009", "/start", code=code)).startswith(FAILED)
    await office.hears("5555", "/start", code=staff)
    assert said(await office.hears("5555", "/start", code=staff)).startswith("С возвращением")


async def test_whatever_fails_gets_one_and_the_same_answer(office: Office) -> None:
    used, expired = await code_for(office, "G2"), await code_for(office, "G3")
    await office.hears("1002", "/start", code=used)
    office.clock.at += timedelta(days=15)
    wrong = [
        await office.hears("a1", "/start", code="NOSUCH"),
        await office.hears("a2", "/start что-то"),
        await office.hears("a3", "AAAAA-BBBBB-CCCCC-DDDDD", channel="vk"),
        await office.hears("a4", used),
        await office.hears("a5", expired),
        await office.hears("a6", phone=SERGEY),
    ]
    for card in (SharedPhone("79161234568", own=False, forwarded=False), SharedPhone("+79990000000", True, False)):
        await office.hears("a7", "/start")
        wrong.append(await office.hears("a7", phone=card))
    assert said(wrong[0]).startswith(FAILED)
    assert all(reply == wrong[0] for reply in wrong)


async def test_after_five_wrong_codes_even_a_right_one_fails(office: Office) -> None:
    code = await code_for(office, "G2")
    for _ in range(5):
        await office.hears("1002", "/start", code="WRONG")
    assert said(await office.hears("1002", "/start", code=code)).startswith(FAILED)
    office.clock.at += timedelta(hours=2)
    assert said(await office.hears("1002", "/start", code=code)).startswith("Заявка № ")


async def test_a_phone_counts_when_we_asked_for_it(both: Office) -> None:
    greeting = await both.hears("1002", "/start")
    assert greeting.messages[0].asks_phone == "Поделиться своим номером"
    assert said(await both.hears("1002", phone=SERGEY)).startswith("Заявка № ")
    assert said(await both.hears("1002", phone=SERGEY)).startswith(FAILED)  # asked once, answered once


async def test_a_phone_counts_no_more_after_an_hour(office: Office) -> None:
    await office.hears("1002", "/start")
    office.clock.at += timedelta(hours=1)
    assert said(await office.hears("1002", phone=SERGEY)).startswith(FAILED)


async def test_vk_is_not_asked_for_a_phone(office: Office) -> None:
    assert (await office.hears("1002", "/start", channel="vk")).messages[0].asks_phone is None


async def test_who_is_linked_already_is_welcomed_back(office: Office) -> None:
    reply = await office.hears("anna", "/start")
    assert said(reply).startswith("С возвращением")
    assert reply.messages[0].menu == (
        ("оценки", "дз"),
        ("расписание", "замены"),
        ("результаты", "настройки"),
        ("помощь",),
    )
    again = await code_for(office, "G1")
    assert said(await office.hears("anna", "/start", code=again)).startswith("С возвращением")


async def test_hello_is_no_code(office: Office) -> None:
    assert said(await office.hears("anna", "Привет, как дела?")).startswith("С возвращением")
    assert said(await office.hears("1002", "Привет, как дела?")).startswith("Здравствуйте.")


async def test_stop_silences_and_start_brings_back(office: Office) -> None:
    stopped = await office.hears("anna", "стоп")
    assert said(stopped).startswith("Больше не пишем сюда.")
    assert "отправьте /start" in said(await office.hears("anna", "оценки"))
    assert "Мария" in said(await office.hears("anna", "оценки", channel="vk"))
    (back,) = choices(stopped)
    assert said(await office.hears("anna", choice=back)).startswith("С возвращением")
    assert "Мария" in said(await office.hears("anna", "оценки"))


async def test_an_english_phone_is_greeted_in_english(office: Office) -> None:
    assert said(await office.hears("e1", "/start", language="en-GB")).startswith("Hello")
    assert said(await office.hears("e2", "/start", language="de")).startswith("Здравствуйте")


async def test_blocking_and_coming_back_are_remembered_without_a_word(office: Office) -> None:
    await link(office.database, office.world, "sergey", "vk", "2002")
    assert (await office.hears("anna", sign=Sign.DENIED)).messages == ()
    assert not await reachable(office)
    assert (await office.hears("anna", sign=Sign.READ)).messages == ()
    assert not await reachable(office)
    await office.hears("anna", "оценки")
    assert await reachable(office)
    await office.hears("anna", sign=Sign.DENIED)
    await office.hears("anna", sign=Sign.ALLOWED)
    assert await reachable(office)


async def reachable(office: Office) -> bool:
    from storage.accounts import account

    async with office.database.read() as connection:
        found = await account(connection, "telegram", "1001")
    assert found is not None
    return found.reachable
