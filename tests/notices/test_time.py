"""Time: the school's own, in every zone of Russia and in one that changes its clocks; once a day, a week, a month."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, insert, select, update

from scheduler.occasions import plan_occasions
from scheduler.planning import plan_digests
from scheduler.silence import watch_journal
from scheduler.tidying import tidy
from school.clock import instant
from storage import tables
from tests.handlers.conftest import Office, said
from tests.notices.conftest import Desk, mark
from tests.world import MONDAY, add

ZONES = (
    *("Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk"),
    *("Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka", "Europe/Berlin"),
)
EDGES = (date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 28), date(2026, 10, 25))
EVENING = time(18, 0)


async def school(desk: Desk, **values: object) -> None:
    async with desk.database.write() as connection:
        await connection.execute(update(tables.schools).values(**values))


async def queued(desk: Desk, kind: str) -> list[tuple[int, date]]:
    """(contact, day) of every row of a kind."""
    return [(row.contact_id, row.ref_day) for row in await desk.rows(kind)]


@pytest.mark.parametrize("zone", ZONES)
async def test_today_is_the_schools(desk: Desk, zone: str) -> None:
    await school(desk, timezone=zone)
    for day in EDGES:
        begins = instant(day, EVENING, ZoneInfo(zone))
        for off in (timedelta(hours=-1), timedelta(seconds=-1), timedelta(0), timedelta(hours=1), timedelta(hours=7)):
            await plan_digests(desk.database, begins + off)
        assert {found for _, found in await queued(desk, "digest")} == {day}
        async with desk.database.write() as connection:
            await connection.execute(delete(tables.outbox))


async def test_one_digest_a_day_for_three_years(desk: Desk) -> None:
    zone, day, last = "Europe/Berlin", date(2026, 9, 1), date(2029, 8, 31)
    await school(desk, timezone=zone)
    while day <= last:
        ticks = (time(17, 59, 58), time(18, 0, 3), time(18, 30)) if day.day % 8 == 0 else (time(18, 0, 3),)
        for at in ticks:
            await plan_digests(desk.database, instant(day, at, ZoneInfo(zone)))
        day += timedelta(days=1)
    days = Counter(await queued(desk, "digest"))
    assert set(days.values()) == {1}
    assert len({found for _, found in days}) == (last - date(2026, 9, 1)).days + 1


async def test_one_forecast_a_month_and_one_summary_a_week(desk: Desk) -> None:
    first, last, maria = date(2026, 9, 1), date(2027, 3, 21), desk.world.people["maria"]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    async with desk.database.write() as connection:
        given = {"student_id": maria, "subject": "Алгебра", "value": "5", "ordinal": 1, "history": True}
        await connection.execute(
            insert(tables.marks), [{**given, "day": day, "seen_at": desk.clock.at} for day in days[::2]]
        )
        await connection.execute(delete(tables.wishes))
        await add(connection, tables.wishes, person_id=desk.world.people["anna"], kind="week", wanted=True)
    for day in days:
        for at in (time(17, 59), time(18, 1), time(19)) if day.day % 5 == 0 else (time(18, 1),):
            await plan_occasions(desk.database, instant(day, at, ZoneInfo("Asia/Yekaterinburg")))
        if day.isoweekday() == 7:
            await tidy(desk.database, instant(day, time(23), ZoneInfo("Asia/Yekaterinburg")))
    anna = desk.world.contacts["anna", "telegram"]
    forecasts = [day for contact, day in await queued(desk, "forecast") if contact == anna]
    assert Counter((day.year, day.month) for day in forecasts) == {
        **{(2026, month): 1 for month in (9, 10, 11, 12)},
        **{(2027, month): 1 for month in (1, 2, 3)},
    }
    weeks = [day for contact, day in await queued(desk, "week") if contact == anna]
    assert len(weeks) == len(set(weeks))
    assert {day.weekday() for day in weeks} == {5}
    assert len(weeks) == len([day for day in days if day.weekday() == 5])


async def test_a_mark_at_midnight_is_told_in_the_morning_and_of_its_own_day(desk: Desk) -> None:
    desk.clock.at = instant(MONDAY, time(23, 50), ZoneInfo("Asia/Yekaterinburg"))
    await desk.journal(marks=[mark("4")])
    await desk.settle(60)
    assert desk.told() == []
    desk.clock.at = instant(MONDAY + timedelta(days=1), time(7, 0, 30), ZoneInfo("Asia/Yekaterinburg"))
    await desk.deliver()
    (said,) = desk.told()
    assert "урок 23 ноября" in said


async def test_a_silent_journal_alarms_administrators_once_and_no_family(desk: Desk) -> None:
    friday = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    await school(desk, journal_at=friday)
    for hour in (5, 10, 11, 12):  # 10:00, 15:00, 16:00, 17:00
        desk.clock.at = datetime(2026, 11, 23, hour, 0, 30, tzinfo=UTC)
        await watch_journal(desk.database, desk.clock.now())
        await desk.deliver()
        assert bool(desk.told("ilina")) is (hour == 11)
    assert desk.told("ilina", "vk")
    assert desk.told() == []
    async with desk.database.read() as connection:
        kinds = (await connection.execute(select(tables.outbox.c.kind).distinct())).scalars().all()
    assert kinds == ["alarm_journal"]


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 30), date(2026, 11, 21)])
async def test_nobody_expects_a_journal_on_a_weekend_or_in_a_vacation(desk: Desk, day: date) -> None:
    await school(desk, journal_at=datetime(2026, 11, 20, 11, 0, tzinfo=UTC))
    await watch_journal(desk.database, instant(day, time(20), ZoneInfo("Asia/Yekaterinburg")))
    assert await desk.rows() == []


async def test_it_says_since_when_instead_of_no_marks(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    await school(desk, journal_at=datetime(2026, 11, 20, 11, 0, tzinfo=UTC))
    office = Office(desk.database, desk.world, tmp_path_factory.mktemp("office"))
    for question in ("оценки мария", "дз мария", "пропуски мария"):
        answer = said(await office.hears("anna", question))
        assert "Журнал не обновлялся с 20 ноября, 16:00" in answer
        assert "нет." not in answer
