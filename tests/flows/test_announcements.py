"""An announcement through the running service on both platforms: asked, answered, corrected, recalled, planned."""

import asyncio

import pytest

from bot.demo.people import SEVENTH
from tests.flows.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def announce(town: Town, text: str, *presses: str) -> None:
    """The class teacher drafts a text; then presses buttons of the panel."""
    await town.stage.say("belova", "объявление")
    await town.stage.hear("belova", SEVENTH)
    await town.stage.say("belova", text)
    await town.stage.hear("belova", "Объявление", text)
    panel = await town.stage.hear("belova", "8 семей")
    for press in presses:
        await town.stage.press("belova", press, panel)


async def test_families_answer_a_question_on_both_platforms(town: Town) -> None:
    await announce(town, "Едем в театр", "Вопрос")
    asked = await town.stage.hear("belova", "готовые ответы")
    await town.stage.press("belova", "Да / Нет", asked)
    panel = await town.stage.hear("belova", "Вопрос: ", "Да / Нет")
    await town.stage.press("belova", "Отправить", panel)
    sent = await town.stage.hear("belova", "Отправляем 2 семьям")
    for who, answer in (("anna", "Да"), ("elena", "Нет")):
        told = await town.stage.hear(who, "Едем в театр")
        await town.stage.press(who, answer, told)
        await town.stage.hear(who, f"Ваш ответ: «{answer}»")
    await town.stage.press("belova", "Кто ознакомился", sent)
    await town.stage.hear("belova", "Да: 1 — Орлова Мария", "Нет: 1 — Громов Артём")
    await town.stage.quiet()


async def test_a_correction_takes_the_place_of_the_text_on_both_platforms(town: Town) -> None:
    await announce(town, "Сбор в 9:00 у входа", "Отправить")
    sent = await town.stage.hear("belova", "Отправляем 2 семьям")
    before = {who: await town.stage.hear(who, "Сбор в 9:00 у входа") for who in ("anna", "elena")}
    await town.stage.press("belova", "Кто ознакомился", sent)
    status = await town.stage.hear("belova", "Доставлено 2 семьям")
    await town.stage.press("belova", "Исправить", status)
    await town.stage.hear("belova", "Пришлите исправленный текст")
    await town.stage.say("belova", "Сбор в 10:00 у входа")
    await town.stage.hear("belova", "Исправляем 2 сообщения")
    for who in ("anna", "elena"):
        fixed = await town.stage.hear(who, "Объявление исправлено", "Сбор в 10:00 у входа")
        assert fixed.id == before[who].id
    await town.stage.quiet()


async def test_a_recall_takes_the_messages_back_on_both_platforms(town: Town) -> None:
    await announce(town, "Это ушло по ошибке", "Отправить")
    sent = await town.stage.hear("belova", "Отправляем 2 семьям")
    for who in ("anna", "elena"):
        await town.stage.hear(who, "Это ушло по ошибке")
    await town.stage.press("belova", "Кто ознакомился", sent)
    status = await town.stage.hear("belova", "Доставлено 2 семьям")
    await town.stage.press("belova", "Отозвать", status)
    sure = await town.stage.hear("belova", "Отозвать объявление?", "у 2 семей")
    await town.stage.press("belova", "Да, отозвать", sure)
    await town.stage.hear("belova", "уже ушло 2")
    for who in ("anna", "elena"):
        for _ in range(100):
            if not any("Это ушло по ошибке" in text for text in await town.stage.everything_said_to(who)):
                break
            await asyncio.sleep(0.1)
        else:
            raise AssertionError(f"{who} still has it")
    await town.stage.quiet()
