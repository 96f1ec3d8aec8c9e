"""What one import takes out and a later one puts back: known as history, it is no news; told, it is not told twice."""

from datetime import timedelta

from sqlalchemy import func, select, update

from journal.records import AttendanceRecord
from scheduler.tidying import tidy
from storage import tables
from tests.notices.conftest import Desk, mark
from tests.world import MONDAY

OTHER = mark("5", subject="Физика", day=MONDAY - timedelta(days=1))
AWAY = AttendanceRecord("S1", MONDAY, "absent", 1, "Алгебра")
EARLIER = AttendanceRecord("S1", MONDAY - timedelta(days=5), "ill", 1)


async def as_history(desk: Desk) -> None:
    """As the first import of a school leaves its marks."""
    async with desk.database.write() as connection:
        await connection.execute(update(tables.marks).values(history=True))
        await connection.execute(tables.outbox.delete())
        await connection.execute(update(tables.schools).values(first_import_at=desk.clock.now()))


async def kept(desk: Desk) -> int:
    async with desk.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(tables.removed))).scalar_one())


async def test_history_that_returns_is_history(both: Desk) -> None:
    await both.journal(marks=[OTHER, mark("4"), mark("4"), mark("3", kind="Контрольная")])
    await as_history(both)
    await both.journal(marks=[OTHER])
    assert await kept(both) == 3
    await both.settle()
    await both.journal(marks=[OTHER, mark("4"), mark("4"), mark("3", kind="Контрольная")])
    await both.settle()
    assert both.told() == []
    assert await kept(both) == 0


async def test_one_more_of_the_same_is_news(both: Desk) -> None:
    await both.journal(marks=[OTHER, mark("4")])
    await as_history(both)
    await both.journal(marks=[OTHER])
    await both.journal(marks=[OTHER, mark("4"), mark("4")])
    await both.settle()
    (said,) = both.told()
    assert said.count("Алгебра") == 1
    assert "4, 4" not in said


async def test_another_value_is_news(desk: Desk) -> None:
    await desk.journal(marks=[OTHER, mark("4")])
    await as_history(desk)
    await desk.journal(marks=[OTHER])
    await desk.journal(marks=[OTHER, mark("5")])
    await desk.settle()
    assert "Алгебра 5" in desk.told()[0]


async def test_a_mark_whose_going_was_told_is_told_to_be_back(desk: Desk) -> None:
    await desk.journal(marks=[OTHER, mark("4")])
    await desk.settle()
    await desk.journal(marks=[OTHER])
    await desk.settle()
    desk.told()
    assert await kept(desk) == 0
    await desk.journal(marks=[OTHER, mark("4")])
    await desk.settle(150)
    assert "Алгебра 4" in "".join(desk.told())


async def test_a_mark_too_old_to_be_told_stays_untold(desk: Desk) -> None:
    await desk.journal(marks=[OTHER, mark("4")])
    async with desk.database.write() as connection:
        await connection.execute(tables.outbox.delete())
    desk.later(days=3)
    await desk.journal(marks=[OTHER])
    await desk.journal(marks=[OTHER, mark("4")])
    await desk.settle(150)
    assert desk.told() == []


async def test_an_absence_known_from_the_first_import_is_no_news_when_it_returns(both: Desk) -> None:
    await both.journal(attendance=[EARLIER, AWAY])
    await as_history(both)
    await both.journal(attendance=[EARLIER])
    await both.journal(attendance=[EARLIER, AWAY])
    await both.settle()
    assert both.told() == []
    assert await kept(both) == 0


async def test_what_was_removed_is_forgotten_in_time(desk: Desk) -> None:
    await desk.journal(marks=[OTHER, mark("4")])
    await as_history(desk)
    await desk.journal(marks=[OTHER])
    await tidy(desk.database, desk.clock.now())
    assert await kept(desk) == 1
    desk.later(days=61)
    await tidy(desk.database, desk.clock.now())
    assert await kept(desk) == 0
