"""/marks: what a correction looks like, which term is meant, debts."""

from datetime import timedelta

from storage import tables
from tests.handlers.conftest import Office, said
from tests.world import MONDAY, NOW, add


async def corrected(office: Office, after: timedelta) -> str:
    """What /marks says of a four that became a five so long after it came."""
    maria = tables.marks.c.student_id == office.world.people["maria"]
    values = {
        "value": "5",
        "was": "4",
        "seen_at": NOW - timedelta(hours=5),
        "changed_at": NOW - timedelta(hours=5) + after,
    }
    async with office.database.write() as connection:
        await connection.execute(tables.marks.update().where(maria).values(**values))
    return said(await office.hears("anna", "оценки мария"))


async def test_a_correction_shows_what_it_was(both: Office) -> None:
    assert "Алгебра 5 (было 4)" in await corrected(both, timedelta(hours=1))
    assert "Алгебра, 23 ноября — было 4, стало 5" in said(await both.hears("anna", "средний балл мария"))
    assert "пн, 23 ноября — 5 (было 4)" in said(await both.hears("anna", "оценки по алгебре мария"))


async def test_a_slip_put_right_at_once_is_no_correction(office: Office) -> None:
    assert "было" not in await corrected(office, timedelta(minutes=10))


async def test_the_term_is_the_one_that_was_named(office: Office) -> None:
    assert said(await office.hears("anna", "оценки мария за 1 четверть")).startswith("Оценки: 1 четверть · Мария")
    assert said(await office.hears("anna", "прогноз мария за прошлую четверть")).startswith("Прогноз · 1 четверть")
    assert said(await office.hears("anna", "оценки мария за четвёртую четверть")).startswith("Оценки: 2 четверть")


async def test_what_is_owed_is_told_under_the_homework_and_by_itself(both: Office) -> None:
    values = {"subject": "Физика", "day": MONDAY, "value": "•", "kind": "Контрольная", "topic": "Сила трения"}
    async with both.database.write() as connection:
        await add(connection, tables.marks, student_id=both.world.people["maria"], ordinal=1, seen_at=NOW, **values)
    assert "Ещё не сдана 1 работа." in said(await both.hears("anna", "дз мария"))
    owed = said(await both.hears("anna", "что не сдано у марии"))
    assert "Физика — контрольная «Сила трения», урок 23 ноября" in owed
    assert "не отмечено" in said(await both.hears("anna", "долги пётр"))
