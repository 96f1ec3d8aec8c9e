"""The three walks of design §7, and what must be shown right on the way."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo import diary
from bot.demo.people import NINTH, SEVENTH
from bot.demo.stage import Missed
from tests.flows.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
HARD = "№ 1 <b>& </b> «5 > 4» &amp; 🎒👨‍👩‍👧 *звёздочки* _и_ [скобки](http://x.ru)"


@pytest.mark.parametrize(("who", "child", "word"), [("anna", "Мария", "оценки"), ("elena", "Артём", "/marks")])
async def test_a_guardian_asks_for_marks(town: Town, who: str, child: str, word: str) -> None:
    await town.stage.say(who, word)
    answer = await town.stage.hear(who, child, "Оценки", "По данным журнала на")
    if who == "anna":
        await town.stage.hear(who, "Пётр", "Оценки")
    await town.stage.press(who, "Сегодня", answer)
    today = await town.stage.hear(who, child, "егодня")
    assert today.id == answer.id  # a button's answer takes the place of its message
    await town.stage.quiet()


async def test_an_exam_result_is_imported_and_told_once(town: Town) -> None:
    for _ in range(2):
        await town.examine("Физика", **{"Первичный балл": "31", "Оценка": "5"})
    await town.stage.hear("anna", "Пётр", "ГВЭ", "Физика", "31", without=("Повтор",))
    await town.stage.hear("petr", "Пётр", "ГВЭ", "Физика", "31")
    lines = [line for line in await town.house.deadlines() if line.subject == "Физика"]
    told = {line.guardian_code: (line.state == "told" or line.reason) for line in lines}
    assert told.pop("Р2") == "no_consent"
    assert set(told) == {"Р1"}
    await town.examine("Физика", **{"Первичный балл": "32", "Оценка": "5", "Статус": "апелляция"})
    await town.stage.hear("anna", "32", "апелляции")
    await town.stage.hear("petr", "32", "апелляции")
    await town.stage.quiet()


async def test_a_class_teacher_announces_and_sees_who_has_not_read(town: Town) -> None:
    await town.stage.say("belova", "объявление")
    await town.stage.hear("belova", SEVENTH)
    await town.stage.say("belova", HARD)
    await town.stage.hear("belova", "Объявление", HARD)
    preview = await town.stage.hear("belova", "8 семей: 2 получат, 6 нет")
    await town.stage.press("belova", "Отправить", preview)
    sent = await town.stage.hear("belova", "Отправляем 2 семьям")
    for_anna = await town.stage.hear("anna", HARD, "Мария")
    for_elena = await town.stage.hear("elena", HARD)
    await town.stage.press("elena", "Ознакомлен", for_elena)
    await town.stage.hear("elena", "Спасибо")
    await town.stage.press("belova", "Кто ознакомился", sent)
    status = await town.stage.hear("belova", "Доставлено 2 семьям", "Орлова Мария", without=("Громов",))
    await town.stage.press("anna", "Ознакомлен", for_anna)
    await town.stage.hear("anna", "Спасибо")
    await town.stage.press("belova", "Кто ознакомился", status)
    await town.stage.hear("belova", "ознакомились 2", without=("Ещё не",))
    await town.stage.quiet()


async def test_a_long_announcement_arrives_whole(town: Town) -> None:
    words = " ".join(f"слово-{number} 🙂<i>&" for number in range(700))[:10_000]
    await town.stage.say("belova", "/announce")
    await town.stage.hear("belova", SEVENTH)
    await town.stage.say("belova", words)
    await town.stage.hear("belova", "слово-0 ")
    while True:
        part = await town.stage.hear("belova", "")
        if "8 семей" in part.text:
            break
    await town.stage.press("belova", "Отправить")
    await town.stage.hear("belova", "Отправляем")
    for who in ("anna", "elena"):
        whole, part = "", await town.stage.hear(who, "слово-0 ")
        whole += part.text
        while "Белова" not in part.text:
            part = await town.stage.hear(who, "")
            whole += " " + part.text
        assert all(word in whole.split() for word in words.split())
    assert not any((await town.stage.ledger())["refused"].values())
    await town.stage.quiet()


async def test_homework_and_names_are_shown_as_they_were_written(town: Town) -> None:
    monday = town.house.monday
    known = diary.homework(monday, monday - timedelta(days=1))
    tasks = [{"Класс": title, "Предмет": "A&B <i>", "На дату": monday, "Задание": HARD} for title in (SEVENTH, NINTH)]
    await town.bring(homework=[*known, *tasks])
    for who in ("anna", "petr", "elena"):
        await town.stage.say(who, "дз на сегодня")
        await town.stage.hear(who, "A&B <i>: " + HARD)
    await town.stage.hear("anna", HARD)
    await town.stage.quiet()


async def test_vk_goes_on_while_telegram_is_dark(town: Town) -> None:
    town.house.sandbox.faults.order(platform="telegram", fault="dark", seconds=60)
    await town.examine("Химия", Оценка="4")
    await town.stage.hear("petr", "Химия")
    await town.stage.say("elena", "оценки")
    await town.stage.hear("elena", "Артём")
    with pytest.raises(Missed):
        await town.stage.hear("anna", "Химия", seconds=0.1)
    town.house.sandbox.faults.clear()


async def test_a_result_gets_through_when_telegram_is_back(town: Town) -> None:
    town.house.sandbox.faults.order(platform="telegram", fault="dark", seconds=60)
    await town.examine("Биология", Оценка="4")
    await town.stage.hear("petr", "Биология")
    await asyncio.sleep(6)  # several tries, each with its connection cut
    town.house.sandbox.faults.clear()
    await town.stage.hear("anna", "Биология", seconds=15)


async def test_a_result_entered_for_another_is_told_too(town: Town) -> None:
    """The school took a result for the wrong subject: the row goes, another comes in its place."""
    await town.examine("История", Оценка="4")
    await town.stage.hear("petr", "История")
    del town.exams["История"]
    await town.examine("Обществознание", Оценка="4")
    await town.stage.hear("petr", "Обществознание", seconds=5)
