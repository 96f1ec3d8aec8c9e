"""Is the journal kept in time: per teacher, by the regulation's limits, as far as an import can see."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import python_calamine
from sqlalchemy import update

from actions.timeliness import lessons_held, timeliness
from school.message import File
from storage import tables
from tests.handlers.conftest import Office, carried, choices, said
from tests.world import MONDAY, add

FRIDAY = date(2026, 11, 20)
EVENING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 19:00 in the school's zone


async def taught_by(office: Office) -> None:
    """Белова teaches the whole of 7А's Monday: algebra, Russian, history."""
    async with office.database.write() as connection:
        seventh = tables.lessons.c.class_id == office.world.classes["7А"]
        await connection.execute(update(tables.lessons).where(seventh).values(teacher_id=office.world.people["belova"]))


async def lines(office: Office, first: date, last: date, now: datetime) -> dict[str, tuple[int, ...]]:
    found = await timeliness(office.database, office.world.school, first, last, now=now)
    return {
        one.teacher: (one.lessons, one.no_topic, one.no_homework, one.late_marks, one.late_absences)
        for one in found.teachers
    }


async def test_lessons_without_topic_by_the_end_of_the_day(both: Office) -> None:
    await taught_by(both)
    during = await lines(both, MONDAY, MONDAY, EVENING)
    assert during["Белова И. П."][:2] == (3, 0)  # the day is not over
    after = await lines(both, MONDAY, MONDAY, EVENING + timedelta(hours=6))
    assert after["Белова И. П."][:2] == (3, 2)  # algebra has one
    async with both.database.write() as connection:
        late = {"seen_at": EVENING + timedelta(hours=8), "number": None}
        row = {"class_id": both.world.classes["7А"], "subject": "История", "day": MONDAY, "topic": "Смута"}
        await add(connection, tables.topics, **row, **late)
    assert (await lines(both, MONDAY, MONDAY, EVENING + timedelta(hours=9)))["Белова И. П."][1] == 2


async def test_lessons_without_homework_an_hour_after(both: Office) -> None:
    await taught_by(both)
    lesson_over = datetime(2026, 11, 23, 6, 10, tzinfo=UTC)  # the third ends at 11:10
    assert (await lines(both, MONDAY, MONDAY, lesson_over + timedelta(minutes=50)))["Белова И. П."][2] == 1
    assert (await lines(both, MONDAY, MONDAY, lesson_over + timedelta(minutes=70)))["Белова И. П."][2] == 2


async def test_marks_and_absences_entered_too_late(both: Office) -> None:
    await taught_by(both)
    async with both.database.write() as connection:
        friday = tables.marks.c.day == FRIDAY
        late = datetime(2026, 11, 23, 19, 1, tzinfo=UTC)  # two days after Friday end at midnight on Sunday
        await connection.execute(update(tables.marks).where(friday).values(seen_at=late))
        await connection.execute(update(tables.attendance).values(seen_at=late))
    found = await lines(both, FRIDAY, MONDAY, EVENING + timedelta(days=1))
    assert found["Белова И. П."][3:] == (1, 2)


async def test_what_the_first_import_brought_is_never_late(both: Office) -> None:
    await taught_by(both)
    async with both.database.write() as connection:
        first = datetime(2026, 11, 23, 19, 1, tzinfo=UTC)
        await connection.execute(tables.schools.update().values(first_import_at=first))
        await connection.execute(update(tables.marks).values(seen_at=first))
    found = await timeliness(both.database, both.world.school, FRIDAY, MONDAY, now=EVENING + timedelta(days=1))
    assert sum(one.late_marks for one in found.teachers) == 0
    assert not found.measured


async def test_term_marks_later_than_two_days(both: Office) -> None:
    await taught_by(both)
    async with both.database.write() as connection:
        late = datetime(2026, 10, 29, 12, tzinfo=UTC)  # the term ended on 25 October
        await connection.execute(update(tables.finals).values(seen_at=late))
    found = await timeliness(both.database, both.world.school, date(2026, 10, 12), date(2026, 10, 30), now=EVENING)
    assert [(one.finals, one.late_finals) for one in found.teachers if one.finals] == [(1, 1)]


async def test_lessons_held_against_the_plan(both: Office) -> None:
    rows = await lessons_held(both.database, both.world.school, MONDAY, MONDAY + timedelta(days=1))
    held = {(one.school_class, one.subject): (one.planned, one.held, one.cancelled) for one in rows}
    assert held["7А", "Алгебра"] == (2, 1, 0)
    assert held["7А", "Физика"] == (1, 0, 0)  # on Tuesday chemistry takes its place
    assert held["7А", "Химия"] == (0, 0, 0)


async def test_the_administrator_sees_it_and_takes_the_table_away(both: Office) -> None:
    await taught_by(both)
    both.clock.at = EVENING + timedelta(days=1)
    shown = said(await both.hears("ilina", "журнал"))
    assert "Белова И. П. (6 уроков) — без темы 2, без задания" in shown
    assert "впервые увидел импорт" in shown
    assert f"journal table {MONDAY} {MONDAY + timedelta(days=1)}" in choices(await both.hears("ilina", "журнал"))
    (table,) = carried(await both.hears("ilina", choice="journal table"))
    assert isinstance(table, File)
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content(table.path)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["Учитель", "Уроков"]
    assert ["Белова И. П.", 6.0] in [row[:2] for row in rows]


async def test_the_table_is_of_the_days_that_were_shown(office: Office) -> None:
    shown = await office.hears("ilina", "журнал 18 ноября")
    button = next(choice for choice in choices(shown) if choice.startswith("journal table"))
    assert button == "journal table 2026-11-16 2026-11-22"
    office.clock.at += timedelta(days=30)
    (table,) = carried(await office.hears("ilina", choice=button))
    assert isinstance(table, File)
    assert table.name == "Журнал 16–22 ноября.xlsx"


async def test_it_is_for_administrators(office: Office) -> None:
    for who, words in (("belova", {"text": "журнал"}), ("anna", {"choice": "journal table"})):
        assert said(await office.hears(who, **words)).startswith("Эта команда не для вас.")


def content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


async def test_of_a_week_to_come_it_shows_the_days_that_are_over(office: Office) -> None:
    answer = await office.hears("ilina", "журнал следующая неделя")
    assert said(answer).startswith("Журнал · 23 ноября\n")
    assert f"journal table {MONDAY} {MONDAY}" in choices(answer)
