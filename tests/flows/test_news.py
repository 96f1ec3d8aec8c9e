"""News of the journal through the running service: marks, corrections by edit, wishes, on both platforms."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.regulating import set_school
from bot.demo import diary
from bot.demo.files import Row
from bot.demo.people import ARTYOM, MARIA
from storage import tables
from tests.flows.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def at_once(town: Town) -> None:
    """Nothing waits to settle, and nobody sleeps."""
    app, values = town.house.app, {"settle_minutes": "0", "marks_pause": "0", "quiet_hours": "00:00-00:00"}
    await set_school(app.database, values, key=app.key, now=town.house.now)


async def settled(town: Town) -> None:
    """What was sent is known to be sent: a correction that comes in between waits for the next tick."""
    while True:
        async with town.house.app.database.read() as connection:
            leased = select(tables.outbox.c.id).where(tables.outbox.c.state == "leased")
            if (await connection.execute(leased)).first() is None:
                return
        await asyncio.sleep(0.1)


async def give(town: Town, *given: tuple[str, str, str]) -> None:
    """Import the marks of the weeks before, and these of today: (pupil, subject, value)."""
    monday = town.house.monday
    today: list[Row] = [
        {"Код ученика": pupil, "Предмет": subject, "Дата": monday, "Оценка": value, "Вид работы": "зачёт"}
        for pupil, subject, value in given
    ]
    before: list[Row] = [
        {name: row[name] for name in ("Код ученика", "Предмет", "Дата", "Оценка", "Вид работы")}
        for row in diary.marks(monday, monday - timedelta(days=1))
    ]
    await settled(town)
    await town.bring(marks=[*before, *today])


@pytest.mark.parametrize(("who", "pupil", "name"), [("anna", MARIA, "Мария"), ("elena", ARTYOM, "Артём")])
async def test_a_mark_is_told_corrected_in_place_and_taken_back(town: Town, who: str, pupil: str, name: str) -> None:
    await at_once(town)
    await give(town, (pupil, "Музыка", "4"), (pupil, "Труд", "5"))
    told = await town.stage.hear(who, "Новые оценки", name, "Музыка 4", "Труд 5")
    await give(town, (pupil, "Музыка", "5"), (pupil, "Труд", "5"))
    edited = await town.stage.hear(who, "Исправлено в журнале", "было 4 → стало 5", "Труд 5")
    assert edited.id == told.id
    await give(town, (pupil, "Труд", "5"))
    gone = await town.stage.hear(who, "Музыка", "оценка убрана", "Труд 5")
    assert gone.id == told.id
    await give(town, (pupil, "Труд", "5"))
    await town.stage.quiet()
    await give(town)
    await town.stage.hear(who, "Труд", "оценка убрана")
    await town.stage.quiet()


@pytest.mark.parametrize(("who", "pupil"), [("anna", MARIA), ("elena", ARTYOM)])
async def test_a_kind_switched_off_by_a_button_stays_silent(town: Town, who: str, pupil: str) -> None:
    await at_once(town)
    await town.stage.say(who, "настройки")
    page = await town.stage.hear(who, "Настройки")
    await town.stage.press(who, "О чём сообщать", page)
    kinds = await town.stage.hear(who, "О чём сообщать", "Новые оценки — включено", "Приходит всегда")
    await town.stage.press(who, "✓ новые оценки", kinds)
    await town.stage.hear(who, "Новые оценки — выключено")
    await give(town, (pupil, "Музыка", "3"))
    await town.stage.say(who, "помощь")
    await town.stage.hear(who, "")
    await town.stage.quiet()
    await town.stage.say(who, "настройки оценки вкл")
    await town.stage.hear(who, "Новые оценки — включено")
    await give(town)
    await town.stage.quiet()
