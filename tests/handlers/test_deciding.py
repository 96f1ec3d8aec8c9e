"""An administrator in chat: requests, one press that decides, reasons, deadlines."""

import pytest

from school.access import ContactState
from tests.handlers.conftest import Office, choices, said
from tests.world import consent, link


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_a_request_is_a_card_and_one_press_decides(both: Office, channel: str) -> None:
    contact = await waiting(both, with_consent=True)
    cards = await both.hears("ilina", "заявки", channel=channel)
    assert said(cards).startswith("Ждёт решения 1 заявка.")
    for fact in ("Орлов Сергей", "+7 *** ***-45-68", "Мария Орлова, 7А — согласие № 15 от 01.09.2026"):
        assert fact in said(cards)
    decided = await both.hears("ilina", choice=f"approve {contact}", channel=channel)
    assert decided.replaces
    assert "Одобрено — Ильина Вера" in said(decided)
    assert choices(decided) == []
    assert "Мария" in said(await both.hears("1002", "оценки"))


async def test_a_second_press_changes_nothing(office: Office) -> None:
    contact = await waiting(office, with_consent=True)
    await office.hears("ilina", choice=f"approve {contact}")
    late = await office.hears("ilina", choice=f"reject {contact} not_recognised", channel="vk")
    assert said(late) == f"По заявке № {contact} уже есть решение. Одобрено — Ильина Вера."
    assert "Мария" in said(await office.hears("1002", "оценки"))


async def test_without_consent_approval_refuses_and_says_why(office: Office) -> None:
    contact = await waiting(office, with_consent=False)
    refused = await office.hears("ilina", choice=f"approve {contact}")
    assert said(refused).startswith(f"Заявка № {contact} · Орлов Сергей")
    assert "Одобрить пока нельзя: нет письменного согласия." in said(refused)
    assert not refused.replaces
    assert said(await office.hears("1002", "оценки")).startswith("Ваша заявка ещё ждёт")


async def test_rejecting_asks_for_a_reason(office: Office) -> None:
    contact = await waiting(office, with_consent=True)
    asked = await office.hears("ilina", choice=f"reject {contact}")
    assert asked.replaces
    assert "Орлов Сергей" in said(asked)
    assert f"reject {contact} not_recognised" in choices(asked)
    done = await office.hears("ilina", choice=f"reject {contact} not_recognised")
    assert "Отклонено: не удалось убедиться, что это вы" in said(done)
    assert said(await office.hears("1002", "оценки")).startswith("Здравствуйте.")


async def test_no_reason_is_asked_for_what_is_decided_already(office: Office) -> None:
    contact = await waiting(office, with_consent=True)
    await office.hears("ilina", choice=f"reject {contact} not_recognised")
    late = await office.hears("ilina", choice=f"reject {contact}")
    assert said(late) == f"По заявке № {contact} уже есть решение. Отклонено — Ильина Вера."
    assert choices(late) == []
    assert said(await office.hears("ilina", "не тот человек")).startswith("Не получилось понять")


async def test_the_reason_may_be_in_ones_own_words(office: Office) -> None:
    contact = await waiting(office, with_consent=True)
    await office.hears("ilina", choice=f"reject {contact}")
    done = await office.hears("ilina", "Дети говорят: это не их папа")
    assert "Отклонено: Дети говорят: это не их папа" in said(done)


async def test_a_command_leaves_the_reason_unasked(office: Office) -> None:
    contact = await waiting(office, with_consent=True)
    await office.hears("ilina", choice=f"reject {contact}")
    assert said(await office.hears("ilina", "заявки")).startswith("Ждёт решения 1 заявка.")
    assert said(await office.hears("ilina", "не тот человек")).startswith("Не получилось понять")
    assert said(await office.hears("1002", "оценки")).startswith("Ваша заявка ещё ждёт")


@pytest.mark.parametrize("choice", ["approve {}", "reject {}", "reject {} not_recognised"])
@pytest.mark.parametrize("who", ["anna", "belova"])
async def test_nobody_else_decides(office: Office, who: str, choice: str) -> None:
    contact = await waiting(office, with_consent=True)
    reply = await office.hears(who, choice=choice.format(contact))
    assert said(reply).startswith("Эта команда не для вас.")
    assert said(await office.hears("1002", "оценки")).startswith("Ваша заявка ещё ждёт")


@pytest.mark.parametrize("choice", ["approve 98765", "reject 98765 not_recognised", "approve", "reject x"])
async def test_a_request_that_is_not_there_breaks_nothing(office: Office, choice: str) -> None:
    assert said(await office.hears("ilina", choice=choice))


async def test_all_that_match_are_approved_with_a_second_look(both: Office) -> None:
    async with both.database.write() as connection:
        for child in ("maria", "petr"):
            for channel in ("telegram", "vk"):
                await consent(connection, both.world, "sergey", child, channel)
    contacts = [
        await link(both.database, both.world, "sergey", channel, "1002", ContactState.WAITING)
        for channel in ("telegram", "vk")
    ]
    await link(both.database, both.world, "viktor", "vk", "2003", ContactState.WAITING)
    button = f"approve matching {max(contacts) + 1}"
    assert button in choices(await both.hears("ilina", "заявки"))
    asked = await both.hears("ilina", choice=button)
    assert said(asked).startswith("Одобрить 2 заявки?")
    assert "Останется 1." in said(asked)
    assert said(await both.hears("ilina", choice=f"{button} yes")) == "Одобрено 2 заявки. Ждёт решения ещё 1."
    assert "Мария" in said(await both.hears("1002", "оценки"))


async def test_deadlines_name_what_is_not_told(office: Office) -> None:
    answer = said(await office.hears("ilina", "сроки"))
    assert "Орлов Сергей: Русский язык, экзамен — нет письменного согласия" in answer


async def test_on_telegram_a_public_schools_staff_see_no_names(municipal: Office) -> None:
    contact = await waiting(municipal, with_consent=False)
    answers = [await municipal.hears("ilina", text) for text in ("заявки", "сроки")]
    answers.append(await municipal.hears("ilina", choice=f"reject {contact}"))
    answers.append(await municipal.hears("ilina", choice=f"reject {contact} not_recognised"))
    answers += [await municipal.hears("belova", text) for text in ("/class", "/announce", "Завтра в музей")]
    for reply in answers:
        assert [name for name in ("Орлов", "Мария", "Лисин", "Ильина") if name in said(reply)] == []
    assert "Лисин" in said(await municipal.hears("belova", "/class", channel="vk"))


async def test_on_telegram_a_public_schools_staff_see_no_classes(municipal: Office) -> None:
    answers = [await municipal.hears("ilina", word) for word in ("посещения", "журнал", "мои объявления")]
    answers += [await municipal.hears("ilina", choice=choice) for choice in ("journal held", "journal table")]
    answers += [await municipal.hears("belova", word) for word in ("/class", "/told")]
    for reply in answers:
        assert [title for title in ("7А", "9Б") if title in said(reply)] == []
    assert said(answers[0]).startswith("Посещения\nСемей 3")
    assert "7А" in said(await municipal.hears("ilina", "посещения", channel="vk"))
    assert "7А" in said(await municipal.hears("ilina", choice="journal held", channel="vk"))


async def waiting(office: Office, *, with_consent: bool) -> int:
    """The father's request on Telegram; the contact's id."""
    if with_consent:
        async with office.database.write() as connection:
            await consent(connection, office.world, "sergey", "maria", "telegram")
    return await link(office.database, office.world, "sergey", "telegram", "1002", ContactState.WAITING)
