"""«Показать таблицей»: offered, tried, kept, taken back; on Telegram only."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from sandbox.server import Sandbox
from school.incoming import Incoming
from school.message import Table
from school.messenger import Channel
from storage import tables
from tests.access.listener import Listening
from tests.channels.sandboxed import adapter
from tests.handlers.conftest import KEY, Office, choices, said


async def rich(office: Office) -> bool | None:
    async with office.database.read() as connection:
        own = tables.accounts.c.id == office.world.accounts["anna", "telegram"]
        kept: bool | None = (await connection.execute(select(tables.accounts.c.rich).where(own))).scalar_one()
    return kept


async def test_it_is_tried_and_kept(both: Office) -> None:
    offer = next(one for one in choices(await both.hears("anna", "расписание мария")) if one.startswith("table"))
    assert offer == f"table timetable {both.world.people['maria']}"
    shown, asked = (await both.hears("anna", choice=offer)).messages
    assert shown.rich
    assert any(isinstance(block, Table) for block in shown.blocks)
    assert "Видна ли выше таблица?" in said(asked)
    assert not asked.rich
    assert await rich(both) is None
    await both.hears("anna", choice="table on")
    assert await rich(both) is True
    for text in ("расписание на неделю", "оценки по предметам", "оценки по алгебре мария"):
        reply = await both.hears("anna", text)
        assert all(message.rich for message in reply.messages if any(isinstance(b, Table) for b in message.blocks))
        assert [one for one in choices(reply) if one.startswith("table")] == []
    assert not any(message.rich for message in (await both.hears("anna", "дз")).messages)


@pytest.mark.parametrize("answer", ["table off", "table on"])
async def test_it_is_offered_until_it_is_answered(office: Office, answer: str) -> None:
    for _ in range(2):
        assert [one for one in choices(await office.hears("anna", "расписание мария")) if "table t" in one]
    await office.hears("anna", choice=answer)
    assert [one for one in choices(await office.hears("anna", "расписание мария")) if "table t" in one] == []


async def test_who_said_no_gets_text_and_may_ask_again(office: Office) -> None:
    await office.hears("anna", choice="table off")
    assert not any(message.rich for message in (await office.hears("anna", "расписание")).messages)
    first, *_ = (await office.hears("anna", "таблица")).messages
    assert first.rich


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("таблица оценок марии", "Оценки: 2 четверть · Мария"),
        ("таблица мария", "Вторник, 24 ноября · Мария"),
        ("таблица расписания на среду мария", "Среда, 25 ноября · Мария"),
    ],
)
async def test_typed_it_is_of_what_the_words_name(office: Office, typed: str, title: str) -> None:
    first, *_, asked = (await office.hears("anna", typed)).messages
    assert said(first).startswith(title)
    assert "Видна ли выше таблица?" in said(asked)


async def test_nobody_is_asked_about_a_table_that_is_not_there(office: Office) -> None:
    assert "таблица" not in said(await office.hears("viktor", "таблица"))
    results = said(await office.hears("anna", "таблица результатов пети"))
    assert results.startswith("Результаты · Пётр")
    assert "таблица" not in results


async def test_it_shows_the_very_answer(office: Office) -> None:
    maria = office.world.people["maria"]
    reply = await office.hears("anna", choice=f"timetable {maria} 2026-11-25 week")
    offer = next(one for one in choices(reply) if one.startswith("table"))
    assert offer == f"table timetable {maria} 2026-11-25 week"
    assert "Неделя 23–28 ноября" in said(await office.hears("anna", choice=offer))


async def test_vk_has_none(office: Office) -> None:
    reply = await office.hears("anna", "расписание мария", channel="vk")
    assert [one for one in choices(reply) if one.startswith("table")] == []
    assert "только Telegram" in said(await office.hears("anna", "таблица", channel="vk"))


async def test_the_lines_and_the_cells_say_the_same_lessons(office: Office) -> None:
    (message,) = (await office.hears("anna", "расписание мария")).messages
    (table,) = (block for block in message.blocks if isinstance(block, Table))
    assert len(table.plain) == len(table.rows)
    for row, line in zip(table.rows, table.plain, strict=True):
        assert row[2][0].text in "".join(span.text for span in line)


@pytest.mark.parametrize("refusing", [True, False])
async def test_a_server_without_tables_is_not_asked_about(office: Office, refusing: bool, tmp_path: Path) -> None:
    telegram = Channel.TELEGRAM
    async with Sandbox() as box, adapter(telegram, box) as bot:
        user = box.add_person("telegram", "Анна")
        await box.start(telegram, user)
        async with office.database.write() as connection:
            own = tables.accounts.c.id == office.world.accounts["anna", telegram]
            await connection.execute(update(tables.accounts).where(own).values(chat=str(user)))
        if refusing:
            box.faults.order(platform=telegram, fault="refuse", method="sendRichMessage", code=404, count=9)
        inbox = Listening(office.database, office.clock, telegram, bot, KEY, tmp_path)
        await inbox.answer(Incoming(telegram, str(user), "1", office.clock.now(), "таблица мария"))
        *shown, last = [one for one in box.chat(telegram, user) if one["who"] == "bot"]
    assert {bool(one["rich"]) for one in shown} == {not refusing}
    assert ("таблиц пока не принимает" in last["text"], "Видна ли выше таблица?" in last["text"]) == (
        refusing,
        not refusing,
    )
    assert bool(last["buttons"]) is not refusing
    assert await rich(office) is (False if refusing else None)
