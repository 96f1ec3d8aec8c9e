"""A moved student, a renamed class: right child, no flood."""

from dataclasses import replace
from datetime import date

from journal.records import ClassRecord, StudentRecord, WorkRecord
from tests.notices.conftest import Desk, mark

MARIA = StudentRecord("S1", "Орлова", "Мария", "7А")
PETR = StudentRecord("S2", "Орлов", "Пётр", "9Б", birth_date=date(2011, 5, 4))
OLEG = StudentRecord("S3", "Лисин", "Олег", "7А")
TEST = WorkRecord("7А", "Физика", date(2026, 12, 3), "Контрольная", "Сила трения")


async def test_a_moved_student_keeps_what_was_told_and_is_told_as_what_one_is_now(both: Desk) -> None:
    await both.journal(marks=[mark("4"), mark("3", student="S2")], works=[TEST])
    await both.settle()
    assert len(both.told()) == 2
    await both.journal(students=[replace(MARIA, school_class="9Б"), PETR, OLEG])
    await both.settle(150)
    assert both.told() == []
    await both.journal(marks=[mark("4"), mark("5", subject="Физика"), mark("3", student="S2")])
    await both.settle()
    (said,) = both.told()
    assert "Мария, 9Б" in said
    assert "Физика 5" in said


async def test_a_renamed_class_is_no_news(both: Desk) -> None:
    await both.journal(marks=[mark("4")], works=[TEST])
    await both.settle()
    assert len(both.told()) == 1
    renamed = [replace(one, school_class="7Б") for one in (MARIA, OLEG)]
    await both.journal(
        classes=[ClassRecord("7Б", "T1"), ClassRecord("9Б")],
        students=[*renamed, PETR],
        works=[replace(TEST, school_class="7Б")],
        marks=[mark("4")],
    )
    await both.settle(150)
    assert both.told() == []
