"""Settings, help, and what is said to what nobody understands."""

import re

import pytest

from tests.handlers.conftest import Office, choices, said


async def test_it_speaks_the_language_that_was_chosen(office: Office) -> None:
    switch = next(choice for choice in choices(await office.hears("anna", "настройки")) if choice.endswith(" en"))
    reply = await office.hears("anna", choice=switch)
    assert said(reply).startswith("Settings")
    assert reply.messages[-1].menu is not None
    assert said(await office.hears("anna", "marks")).startswith("This week's marks")
    assert said(await office.hears("anna", "settings русский")).startswith("Настройки")
    assert said(await office.hears("anna", "оценки", channel="vk")).startswith("Оценки")


@pytest.mark.parametrize("way", ["19:30", "настройки 19:30", "Настройки 19.30"])
async def test_a_digest_time_may_be_typed(office: Office, way: str) -> None:
    assert "Вечерняя сводка — в 19:30" in said(await office.hears("anna", way))
    assert "Вечерняя сводка — в 19:30" in said(await office.hears("anna", "настройки"))


@pytest.mark.parametrize("word", ["25:00", "7:5", "19:60", "::"])
async def test_what_is_no_time_of_day_is_not_taken_for_one(office: Office, word: str) -> None:
    assert said(await office.hears("anna", word)).startswith("Не получилось понять")
    assert "Вечерняя сводка — в 18:00" in said(await office.hears("anna", "настройки"))


async def test_the_digest_is_switched_off_and_on(office: Office) -> None:
    off = next(choice for choice in choices(await office.hears("anna", "настройки")) if choice.endswith(" off"))
    reply = await office.hears("anna", choice=off)
    assert reply.replaces
    assert "Вечерняя сводка — выключена" in said(reply)
    assert "Вечерняя сводка — в 18:00" in said(await office.hears("anna", choice="settings digest on"))
    assert "Вечерняя сводка — в 18:30" in said(await office.hears("anna", choice="settings digest 18:30"))


async def test_every_button_of_the_settings_works(office: Office) -> None:
    for choice in choices(await office.hears("anna", "настройки")):
        assert "Эта кнопка" not in said(await office.hears("anna", choice=choice))


@pytest.mark.parametrize("text", ["", "   ", "спасибо", "👍", "ё" * 10_000, "<b>&</b>", "/nothing"])
async def test_what_is_not_understood_gets_help_and_not_silence(office: Office, text: str) -> None:
    assert said(await office.hears("anna", text)).startswith("Не получилось понять вопрос.")


@pytest.mark.parametrize(
    ("who", "channel", "offered"),
    [
        ("anna", "telegram", ("оценки", "дз", "расписание")),
        ("belova", "vk", ("объявление", "класс", "лично")),
        ("ilina", "vk", ("заявки", "сроки", "объявление")),
    ],
)
async def test_what_is_not_understood_is_offered_what_works(
    office: Office, who: str, channel: str, offered: tuple[str, ...]
) -> None:
    text = said(await office.hears(who, "абракадабра", channel=channel))
    assert tuple(re.findall("«(.+?)»", text)) == (*offered, "помощь")
    for word in offered:
        assert "Не получилось" not in said(await office.hears(who, word, channel=channel))
        await office.hears(who, "отмена", channel=channel)


@pytest.mark.parametrize("choice", ["nothing 1", "marks x week", "child x y", "timetable 0 2026-99-99 week", "🙂"])
async def test_a_choice_that_makes_no_sense_breaks_nothing(office: Office, choice: str) -> None:
    assert said(await office.hears("anna", choice=choice))


@pytest.mark.parametrize(
    ("who", "has", "lacks"),
    [
        ("anna", {"/marks", "/children", "/consent", "/link"}, {"/announce", "/requests"}),
        ("petr", {"/marks"}, {"/children", "/announce", "/requests"}),
        ("belova", {"/announce", "/class"}, {"/marks", "/requests"}),
        ("ilina", {"/requests", "/deadlines", "/announce"}, {"/marks", "/consent"}),
    ],
)
async def test_help_names_what_this_person_may_ask(office: Office, who: str, has: set[str], lacks: set[str]) -> None:
    words = set(said(await office.hears(who, "помощь", channel="vk")).split())
    assert has <= words
    assert not lacks & words
