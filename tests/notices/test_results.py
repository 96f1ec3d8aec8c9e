"""Exam results and final marks that change after they were told: a new message, which says what it corrects."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from journal.records import ExamResultRecord, FinalRecord
from storage import tables
from storage.telling import forget_told_before
from tests.notices.conftest import Desk
from tests.world import MONDAY

EXAM = ExamResultRecord("S1", "ОГЭ", "Алгебра", MONDAY, primary_score=25.0, mark="4", status="preliminary")
FINAL = FinalRecord("S1", "Алгебра", "1 четверть", "4")


async def exam(desk: Desk, **changed: str) -> str:
    """What Анна is told of the exam's result as it is now."""
    await desk.journal(exam_results=[replace(EXAM, **changed)])
    await desk.deliver()
    (said,) = desk.told()
    return said


async def test_a_preliminary_result_is_confirmed(both: Desk) -> None:
    assert "Результат экзамена · Мария" in await exam(both)
    said = await exam(both, status="official")
    assert "Результат экзамена подтверждён · Мария" in said
    assert "Результат был предварительный, теперь официальный." in said
    assert "стало" not in said
    assert not said.startswith("✎")


async def test_a_mark_after_an_appeal_says_what_it_was(both: Desk) -> None:
    await exam(both, status="official")
    said = await exam(both, mark="5", status="appeal")
    assert "Результат экзамена исправлен · Мария" in said
    assert "было: оценка 4, первичный балл 25 → стало: оценка 5, первичный балл 25" in said
    assert "после апелляции" in said


async def test_each_correction_speaks_of_the_one_before_it(desk: Desk) -> None:
    await exam(desk)
    await exam(desk, mark="5")
    assert "было: оценка 5, первичный балл 25 → стало: оценка 3" in await exam(desk, mark="3")


async def test_every_chat_hears_of_the_correction_as_one(desk: Desk) -> None:
    await exam(desk)
    assert "Результат экзамена · Мария" in desk.told(channel="vk")[0]
    await exam(desk, mark="5")
    assert "Результат экзамена исправлен" in desk.told(channel="vk")[0]


async def test_a_result_that_was_not_told_before_corrects_nothing(desk: Desk) -> None:
    await desk.journal(exam_results=[EXAM])  # not delivered
    said = await exam(desk, mark="5", status="official")
    assert "Результат экзамена · Мария" in said
    assert "было" not in said


async def test_a_result_taken_out_and_put_back_is_no_new_result(desk: Desk) -> None:
    await exam(desk)
    other = replace(EXAM, subject="Физика")
    await desk.journal(exam_results=[other])
    await desk.deliver()
    desk.told()
    await desk.journal(exam_results=[other, EXAM])
    await desk.deliver()
    assert "Результат экзамена подтверждён" in desk.told()[0]


async def test_where_a_ping_was_sent_no_earlier_mark_is_named(desk: Desk) -> None:
    async with desk.database.write() as connection:
        await connection.execute(update(tables.schools).values(legal_form="municipal"))
    await exam(desk)
    async with desk.database.read() as connection:
        values = set((await connection.execute(select(tables.told.c.value))).scalars())
    assert "" in values
    assert "оценка" not in await exam(desk, mark="5")


async def test_an_appeal_months_later_is_still_a_correction(desk: Desk) -> None:
    await exam(desk)
    desk.later(days=100)
    now = desk.clock.now()
    async with desk.database.write() as connection:
        await forget_told_before(connection, (now - timedelta(days=60)).date(), now - timedelta(days=60))
    assert "Результат экзамена исправлен" in await exam(desk, mark="5")


async def test_a_final_mark_put_right_says_what_it_was(both: Desk) -> None:
    await both.journal(finals=[FINAL])
    await both.deliver()
    assert "Итоговые оценки · Мария" in both.told()[0]
    await both.journal(finals=[replace(FINAL, value="5")])
    await both.deliver()
    (said,) = both.told()
    assert "Итоговые оценки исправлены · Мария" in said
    assert "Алгебра: было 4 → стало 5" in said


async def test_new_final_marks_beside_a_corrected_one_are_told_apart(desk: Desk) -> None:
    await desk.journal(finals=[FINAL])
    await desk.deliver()
    desk.told()
    await desk.journal(finals=[replace(FINAL, value="5"), replace(FINAL, subject="Физика", value="3")])
    await desk.deliver()
    (said,) = desk.told()
    assert "Итоговые оценки, новые и исправленные" in said
    assert "Алгебра: было 4 → стало 5" in said
    assert "Физика 3" in said


async def test_a_mark_after_an_illness_is_new_and_no_correction(desk: Desk) -> None:
    await desk.journal(finals=[replace(FINAL, value="н/а")])
    await desk.deliver()
    desk.told()
    await desk.journal(finals=[FINAL])
    await desk.deliver()
    (said,) = desk.told()
    assert "Итоговые оценки · Мария" in said
    assert "было н/а → стало 4" in said
