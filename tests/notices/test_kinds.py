"""Every kind of news and occasion, on either messenger and database: once, to whom it concerns, and never untrue."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from journal.records import AttendanceRecord, ChangeRecord, HomeworkRecord, RemarkRecord, WorkRecord
from scheduler.occasions import plan_occasions
from scheduler.planning import plan_digests
from storage import tables
from tests.notices.conftest import Desk, mark
from tests.world import MONDAY, TUESDAY, add

AWAY = AttendanceRecord("S1", MONDAY, "absent", 1, "Алгебра")
TEST = WorkRecord("7А", "Физика", date(2026, 12, 3), "Контрольная", "Сила трения")
EVENING = datetime(2026, 11, 23, 13, 0, 30, tzinfo=UTC)  # 18:00


@pytest.fixture(params=["telegram", "vk"])
async def desk(request: pytest.FixtureRequest, both: Desk) -> Desk:
    """Анна can be reached on one messenger only."""
    async with both.database.write() as connection:
        other = tables.accounts.c.channel != request.param
        await connection.execute(update(tables.accounts).where(other).values(reachable=False))
    both.channel = request.param
    return both


def anna(desk: Desk) -> list[str]:
    return desk.told("anna", desk.channel)


async def at(desk: Desk, moment: datetime) -> None:
    """Let everything of an evening happen."""
    desk.clock.at = moment
    await plan_digests(desk.database, moment)
    await plan_occasions(desk.database, moment)
    await desk.deliver()


async def test_an_absence_is_told_on_the_day_once(desk: Desk) -> None:
    await desk.journal(attendance=[AWAY])
    await desk.settle()
    (said,) = anna(desk)
    assert "Пропуск сегодня · Мария, 7А" in said
    assert "сообщите её классному руководителю" in said
    await desk.journal(attendance=[AWAY, AttendanceRecord("S1", MONDAY, "absent", 2, "История")])
    await desk.settle()
    assert anna(desk) == []


async def test_an_absence_taken_back_is_never_told_or_put_right(desk: Desk) -> None:
    earlier = AttendanceRecord("S1", MONDAY - timedelta(days=5), "ill", 1)
    await desk.journal(attendance=[earlier, AWAY])
    await desk.journal(attendance=[earlier])
    await desk.settle()
    assert anna(desk) == []
    await desk.journal(attendance=[earlier, AWAY])
    await desk.settle()
    assert len(anna(desk)) == 1
    await desk.journal(attendance=[earlier])
    await desk.settle()
    (said,) = anna(desk)
    assert said.startswith("✎")
    assert "в журнале больше нет" in said


async def test_an_absence_that_the_digest_named_is_not_told_again(desk: Desk) -> None:
    await at(desk, EVENING - timedelta(minutes=10))
    await desk.journal(attendance=[AWAY])
    await at(desk, EVENING)
    (said,) = anna(desk)
    assert "Алгебра" in said
    await desk.settle()
    assert anna(desk) == []
    assert await desk.states("absence") == [("superseded", "told_by_digest")]


async def test_an_absence_that_the_digest_named_is_taken_back_in_a_message_of_its_own(desk: Desk) -> None:
    earlier = AttendanceRecord("S1", MONDAY - timedelta(days=5), "ill", 1)
    await at(desk, EVENING - timedelta(minutes=10))
    await desk.journal(attendance=[earlier, AWAY])
    await at(desk, EVENING)
    anna(desk)
    await desk.settle()
    await desk.journal(attendance=[earlier])
    await desk.settle()
    (said,) = anna(desk)
    assert not said.startswith("✎")
    assert "в журнале больше нет" in said


async def test_an_absence_that_was_told_before_the_digest_is_still_put_right_in_place(desk: Desk) -> None:
    earlier = AttendanceRecord("S1", MONDAY - timedelta(days=5), "ill", 1)
    await desk.journal(attendance=[earlier, AWAY])
    await desk.settle()
    await at(desk, EVENING)
    anna(desk)
    await desk.journal(attendance=[earlier])
    await desk.settle()
    (said,) = anna(desk)
    assert said.startswith("✎")


async def test_an_absence_of_another_day_or_a_lateness_rings_nobody(desk: Desk) -> None:
    late = AttendanceRecord("S1", MONDAY, "late", 1, minutes_late=5)
    await desk.journal(attendance=[AttendanceRecord("S1", MONDAY - timedelta(days=1), "absent", 1), late])
    await desk.settle()
    assert anna(desk) == []


async def test_remarks_are_told_once_even_if_restored(desk: Desk) -> None:
    remark = RemarkRecord("S1", MONDAY, "Не было формы", "remark", "T1")
    await desk.journal(remarks=[remark])
    await desk.settle()
    assert "Не было формы" in anna(desk)[0]
    other = RemarkRecord("S1", MONDAY - timedelta(days=1), "Молодец", "praise")
    await desk.journal(remarks=[other])
    await desk.journal(remarks=[other, remark])
    await desk.settle()
    (said,) = anna(desk)
    assert "Молодец" in said
    assert "формы" not in said


async def test_a_moved_work_is_told_with_both_days(desk: Desk) -> None:
    await desk.journal(works=[TEST])
    await desk.settle()
    assert anna(desk) == []
    moved = WorkRecord("7А", "Физика", date(2026, 12, 7), "Контрольная", "Сила трения")
    await desk.journal(works=[moved])
    await desk.settle()
    (said,) = anna(desk)
    assert "была чт, 3 декабря → теперь пн, 7 декабря" in said


async def test_a_work_moved_there_and_back_is_no_news(desk: Desk) -> None:
    await desk.journal(works=[TEST])
    await desk.journal(works=[WorkRecord("7А", "Физика", date(2026, 12, 7), "Контрольная", "Сила трения")])
    await desk.journal(works=[TEST])
    await desk.settle()
    assert anna(desk) == []


async def test_homework_after_the_digest_is_told_and_before_it_is_not(desk: Desk) -> None:
    known = HomeworkRecord("7А", "Физика", TUESDAY, "§ 12")
    await desk.journal(homework=[known])
    await at(desk, EVENING)
    assert "§ 12" in anna(desk)[0]
    await desk.journal(homework=[known, HomeworkRecord("7А", "Алгебра", TUESDAY, "№ 215")])
    await desk.settle()
    (said,) = anna(desk)
    assert "Задали после сводки" in said
    assert "№ 215" in said
    assert "§ 12" not in said


async def test_changes_of_today_come_at_once(desk: Desk) -> None:
    await desk.journal(changes=[ChangeRecord("7А", MONDAY, 3, "cancellation")])
    await desk.deliver()
    assert "Изменения в расписании" in anna(desk)[0]


async def test_changes_of_tomorrow_are_the_digests_and_told_once(desk: Desk) -> None:
    await desk.journal(changes=[ChangeRecord("7А", TUESDAY, 2, "cancellation")])
    await desk.deliver()
    assert anna(desk) == []
    await at(desk, EVENING)
    assert len(anna(desk)) == 1
    await at(desk, EVENING + timedelta(minutes=12))
    assert anna(desk) == []


async def test_a_change_taken_back_after_it_was_told_is_said_to_be(desk: Desk) -> None:
    other = ChangeRecord("7А", date(2026, 12, 4), 1, "room", room="5")
    await desk.journal(changes=[ChangeRecord("7А", MONDAY, 3, "cancellation"), other])
    await desk.deliver()
    assert len(anna(desk)) == 1
    await desk.journal(changes=[other])
    await desk.deliver()
    (said,) = anna(desk)
    assert "Изменения отменены" in said
    assert "по обычному расписанию" in said


async def test_changes_of_tomorrow_come_in_the_evening_without_a_digest(desk: Desk) -> None:
    async with desk.database.write() as connection:
        await connection.execute(update(tables.accounts).values(digest=False))
    await desk.journal(changes=[ChangeRecord("7А", TUESDAY, 2, "cancellation")])
    await at(desk, EVENING + timedelta(minutes=12))
    assert "Изменения в расписании" in anna(desk)[0]


@pytest.mark.parametrize(("ahead", "title"), [(1, "Экзамен завтра"), (7, "Экзамен через неделю")])
async def test_an_exam_is_told_a_week_and_a_day_before(desk: Desk, ahead: int, title: str) -> None:
    await desk.journal(works=[WorkRecord("7А", "Русский язык", MONDAY + timedelta(days=ahead), "ОГЭ")])
    await at(desk, EVENING)
    assert sum(title in said for said in anna(desk)) == 1
    await at(desk, EVENING + timedelta(minutes=5))
    assert anna(desk) == []


async def test_vacations_begin_and_lessons_begin_again_for_all_children_at_once(desk: Desk) -> None:
    await at(desk, datetime(2026, 12, 27, 13, 0, 30, tzinfo=UTC))
    said = [text for text in anna(desk) if "Завтра каникулы" in text]
    assert len(said) == 1
    assert "Мария, 7А; Пётр, 9Б" in said[0]
    assert "Уроки снова пн, 11 января" in said[0]
    await at(desk, datetime(2027, 1, 10, 13, 0, 30, tzinfo=UTC))
    assert sum("Завтра снова уроки" in text for text in anna(desk)) == 1


async def test_the_forecast_comes_once_a_month_and_is_kept(desk: Desk) -> None:
    await desk.journal(marks=[mark(value, day=MONDAY - timedelta(days=n)) for n, value in enumerate("545")])
    await at(desk, EVENING)
    assert sum("Прогноз" in text for text in anna(desk)) == 1
    await at(desk, EVENING + timedelta(days=1))
    assert sum("Прогноз" in text for text in anna(desk)) == 0
    async with desk.database.read() as connection:
        kept = (await connection.execute(tables.told.select().where(tables.told.c.what == "forecast"))).all()
    assert [(row.subject, row.value[0]) for row in kept] == [("Алгебра", "5")]


async def test_the_week_comes_on_saturday_to_whoever_asked(desk: Desk) -> None:
    saturday = EVENING + timedelta(days=5)
    await desk.journal(marks=[mark("5")])
    async with desk.database.write() as connection:
        anna_id = desk.world.people["anna"]
        await add(connection, tables.wishes, person_id=anna_id, kind="week", wanted=True)
    await at(desk, saturday)
    told = [text for text in anna(desk) if "Оценки за неделю" in text]
    assert len(told) == 1
    assert "Неделя 23–28 ноября" in told[0]
    assert not [text for text in desk.told("petr", "vk") if "Оценки за неделю" in text]


async def test_a_ping_says_one_sentence_and_corrections_of_it_are_silent(both: Desk) -> None:
    async with both.database.write() as connection:
        await connection.execute(update(tables.schools).values(legal_form="municipal"))
        vk = tables.accounts.c.channel == "vk"
        await connection.execute(update(tables.accounts).where(vk).values(reachable=False))
    await both.journal(marks=[mark("4")])
    await both.settle()
    (said,) = both.told()
    assert "Алгебра" not in said
    await both.journal(marks=[mark("5")])
    await both.settle()
    assert both.told() == []


async def test_who_withdrew_or_never_consented_hears_nothing(both: Desk) -> None:
    await both.journal(marks=[mark("4", student="S3")], attendance=[AttendanceRecord("S3", MONDAY, "absent", 1)])
    await both.settle()
    assert both.told("viktor") == []
    assert {reason for _, reason in await both.states("marks")} == {"restricted"}
