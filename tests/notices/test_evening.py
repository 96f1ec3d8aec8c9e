"""The digest among the other notices: which marks it tells, and what students of one class have ahead."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from scheduler.planning import plan_digests
from storage import tables
from tests.notices.conftest import Desk, mark
from tests.world import MONDAY, TUESDAY, add

SUNDAY = MONDAY - timedelta(days=1)


async def evening(desk: Desk, days: int = 0) -> str:
    """What Анна reads at 18:00, so many days from now."""
    desk.clock.at = desk.clock.at.replace(hour=13, minute=0, second=5) + timedelta(days=days)
    await plan_digests(desk.database, desk.clock.now())
    await desk.deliver()
    return "".join(desk.told())


async def quiet(desk: Desk) -> None:
    """Nobody hears of marks but by the digest."""
    async with desk.database.write() as connection:
        await connection.execute(tables.outbox.delete())


async def test_a_mark_of_an_earlier_lesson_that_came_today_is_told_once(both: Desk) -> None:
    await both.journal(marks=[mark("5", day=SUNDAY, topic="Квадратные уравнения")])
    await quiet(both)
    said = await evening(both)
    assert "Квадратные уравнения" in said
    assert "урок 22 ноября" in said
    assert "Квадратные уравнения" not in await evening(both, days=1)


async def test_a_mark_told_and_entered_anew_is_not_told_again(both: Desk) -> None:
    physics = mark("3", subject="Физика")
    await both.journal(marks=[mark("5", topic="Квадратные уравнения"), physics])
    await quiet(both)
    assert "Квадратные уравнения" in await evening(both)
    both.later(hours=12)
    await both.journal(marks=[physics])
    await both.journal(marks=[mark("5", topic="Квадратные уравнения"), physics])
    await quiet(both)
    assert "Квадратные уравнения" not in await evening(both, days=0)


async def test_history_is_said_on_the_day_of_its_lesson_only(both: Desk) -> None:
    await both.journal(marks=[mark("5", day=SUNDAY), mark("3", subject="Физика")])
    async with both.database.write() as connection:
        await connection.execute(update(tables.marks).values(history=True))
    await quiet(both)
    said = await evening(both)
    assert "Физика 3" in said
    assert "урок 22 ноября" not in said


async def test_a_correction_is_said_and_a_slip_is_not(both: Desk) -> None:
    before, slip = [mark("2"), mark("3", subject="Физика")], [mark("2"), mark("4", subject="Физика")]
    await both.journal(marks=before)
    both.later(minutes=5)
    await both.journal(marks=slip)
    both.later(minutes=30)
    await both.journal(marks=[mark("5"), slip[1]])
    await quiet(both)
    said = await evening(both)
    assert "Алгебра 5 (было 2)" in said
    assert "Физика 4\n" in said


async def test_a_mark_corrected_before_anybody_heard_of_it_is_told_once(both: Desk) -> None:
    await both.journal(marks=[mark("2", day=SUNDAY), mark("3", subject="Физика")])
    both.later(minutes=30)
    await both.journal(marks=[mark("5", day=SUNDAY), mark("4", subject="Физика")])
    await quiet(both)
    said = await evening(both)
    assert "урок 22 ноября" in said
    assert "Физика 4 (было 3)" in said
    async with both.database.read() as connection:
        told = (await connection.execute(select(tables.told.c.value).where(tables.told.c.what == "mark"))).scalars()
        assert sorted(set(told)) == ["4", "5"]


async def test_each_child_of_a_class_has_the_lessons_and_tasks_of_its_own_part(both: Desk) -> None:
    maria, petr, seventh = both.world.people["maria"], both.world.people["petr"], both.world.classes["7А"]
    lesson = {"class_id": seventh, "weekday": TUESDAY.isoweekday(), "number": 5, "subject": "Технология"}
    async with both.database.write() as connection:
        await connection.execute(update(tables.people).where(tables.people.c.id == petr).values(class_id=seventh))
        for part, room, student in (("1", "мастерская", maria), ("2", "кухня", petr)):
            await add(connection, tables.lessons, subgroup=part, room=room, **lesson)
            await add(connection, tables.subgroups, student_id=student, subject="Технология", subgroup=part)
        task = {"class_id": seventh, "subject": "Технология", "due_date": TUESDAY}
        parts = ({"text": "фартук", "subgroup": "2"}, {"text": "табурет", "subgroup": "1"})
        await connection.execute(insert(tables.homework), [task | part for part in parts])
    said = await evening(both)
    of_maria, of_petr = said.split("Пётр", 1)
    assert [word in of_maria for word in ("мастерская", "табурет", "кухня", "фартук")] == [True, True, False, False]
    assert [word in of_petr for word in ("мастерская", "табурет", "кухня", "фартук")] == [False, False, True, True]
