"""Marks: grouped, settled, corrected, and always the net effect."""

from datetime import date, timedelta

from sqlalchemy import update

from scheduler.planning import plan_digests
from storage import tables
from tests.notices.conftest import Desk, mark
from tests.world import MONDAY


async def evening(desk: Desk) -> None:
    """The digest at 18:00."""
    desk.clock.at = desk.clock.at.replace(hour=13, minute=0, second=5)
    await plan_digests(desk.database, desk.clock.now())
    await desk.deliver()


async def test_it_tells_all_new_marks_of_a_child_in_one_message(both: Desk) -> None:
    await both.journal(marks=[mark("5"), mark("4", subject="Физика")])
    await both.deliver()
    assert both.told() == []
    await both.settle()
    (said,) = both.told()
    assert "Новые оценки · Мария, 7А" in said
    assert "Алгебра 5" in said
    assert "Физика 4" in said
    assert both.told(channel="vk") == []  # one message per person


async def test_it_tells_a_student_too(both: Desk) -> None:
    await both.journal(marks=[mark("5", student="S2")])
    await both.settle()
    assert "Алгебра 5" in both.told("petr", "vk")[0]


async def test_a_correction_before_sending_costs_no_false_alarm(desk: Desk) -> None:
    await desk.journal(marks=[mark("2")])
    desk.later(minutes=5)
    await desk.journal(marks=[mark("5")])
    await desk.settle()
    (said,) = desk.told()
    assert "Алгебра 5" in said
    assert "2" not in said.replace("23 ноября", "").splitlines()[1]


async def test_a_mark_taken_back_before_sending_is_never_told(desk: Desk) -> None:
    await desk.journal(marks=[mark("2"), mark("4", subject="Физика")])
    desk.later(minutes=5)
    await desk.journal(marks=[mark("4", subject="Физика")])
    await desk.settle()
    (said,) = desk.told()
    assert "Алгебра" not in said


async def test_a_correction_after_sending_edits_the_message(both: Desk) -> None:
    await both.journal(marks=[mark("4"), mark("5", subject="Физика")])
    await both.settle()
    both.told()
    await both.journal(marks=[mark("5"), mark("5", subject="Физика")])
    await both.settle()
    (said,) = both.told()
    assert said.startswith("✎")
    assert "Алгебра, 23 ноября: было 4 → стало 5" in said
    assert "Физика 5" in said


async def test_two_corrections_in_a_row_tell_the_net_effect(desk: Desk) -> None:
    await desk.journal(marks=[mark("4")])
    await desk.settle()
    desk.told()
    await desk.journal(marks=[mark("3")])
    await desk.journal(marks=[mark("5")])
    await desk.settle()
    assert "было 4 → стало 5" in "".join(desk.told())
    await desk.journal(marks=[mark("2")])
    await desk.journal(marks=[mark("5")])
    await desk.settle()
    assert desk.told() == []


async def test_a_removed_mark_is_said_to_be_removed_and_its_return_is_news(desk: Desk) -> None:
    await desk.journal(marks=[mark("4"), mark("3", subject="Физика")])
    await desk.settle()
    desk.told()
    await desk.journal(marks=[mark("3", subject="Физика")])
    await desk.settle()
    assert "оценка убрана" in "".join(desk.told())
    await desk.journal(marks=[mark("4"), mark("3", subject="Физика")])
    await desk.settle(150)
    assert "Алгебра 4" in "".join(desk.told())


async def test_removed_and_restored_within_the_window_is_no_news(desk: Desk) -> None:
    await desk.journal(marks=[mark("4"), mark("3", subject="Физика")])
    await desk.settle()
    desk.told()
    await desk.journal(marks=[mark("3", subject="Физика")])
    await desk.journal(marks=[mark("4"), mark("3", subject="Физика")])
    await desk.settle(150)
    assert desk.told() == []


async def test_what_the_digest_told_is_corrected_in_a_message_of_its_own(desk: Desk) -> None:
    desk.clock.at = desk.clock.at.replace(hour=12, minute=59)
    await desk.journal(marks=[mark("4")])
    await evening(desk)
    assert "Алгебра 4" in "".join(desk.told())
    await desk.journal(marks=[mark("5")])
    await desk.settle()
    (said,) = desk.told()
    assert not said.startswith("✎")
    assert "Исправлено в журнале" in said
    assert "было 4 → стало 5" in said


async def test_the_digest_leaves_nothing_to_be_told_again(desk: Desk) -> None:
    desk.clock.at = desk.clock.at.replace(hour=12, minute=50)  # 17:50
    await desk.journal(marks=[mark("4")])
    await evening(desk)
    assert "Алгебра 4" in "".join(desk.told())
    await desk.settle()
    assert desk.told() == []
    assert ("superseded", "superseded") in await desk.states("marks")


async def test_old_history_and_another_year_flood_nobody(desk: Desk) -> None:
    old = [mark("4", day=date(2026, 9, 2) + timedelta(days=n)) for n in range(40)]
    await desk.journal(marks=[*old, mark("3", day=date(2025, 11, 23))])
    await desk.settle(150)
    assert desk.told() == []


async def test_a_renamed_subject_is_no_news(desk: Desk) -> None:
    days = [MONDAY - timedelta(days=n) for n in range(10)]
    await desk.journal(marks=[mark("4", day=day) for day in days])
    await desk.settle()
    assert len(desk.told()) == 1
    await desk.journal(marks=[mark("4", day=day, subject="Алгебра и начала анализа") for day in days])
    await desk.settle(150)
    assert desk.told() == []


async def test_a_changed_mark_that_nobody_was_told_is_corrected_all_the_same(desk: Desk) -> None:
    await desk.journal(marks=[mark("4")])
    async with desk.database.write() as connection:
        await connection.execute(update(tables.marks).values(history=True))
        await connection.execute(tables.outbox.delete())
    await desk.journal(marks=[mark("2")])
    await desk.settle()
    assert "было 4 → стало 2" in "".join(desk.told())


async def test_the_next_marks_wait_for_a_pause(desk: Desk) -> None:
    await desk.journal(marks=[mark("5")])
    await desk.settle()
    assert len(desk.told()) == 1
    await desk.journal(marks=[mark("5"), mark("4", subject="Физика")])
    await desk.settle()
    assert desk.told() == []
    await desk.settle(100)
    assert len(desk.told()) == 1


async def test_a_student_of_fifteen_may_hear_first(desk: Desk) -> None:
    await desk.profile(student_first="30")
    await desk.journal(marks=[mark("5", student="S2")])
    await desk.settle()
    assert len(desk.told("petr", "vk")) == 1
    assert desk.told() == []
    await desk.settle(30)
    assert len(desk.told()) == 1
