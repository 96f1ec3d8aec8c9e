"""The order of imports does not matter: all 720 orders of six revisions of a mark end alike, stored and told."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from sqlalchemy import insert, select

from journal.records import MarkRecord
from school.purposes import Purpose
from storage import tables
from tests.notices.conftest import Desk, mark
from tests.world import NOW

VALUES = ("2", "3", "5", "4", "4-", "5")
REVISIONS = tuple(
    mark(value, given_at=datetime(2026, 11, 23, 4, minute, tzinfo=UTC)) for minute, value in enumerate(VALUES)
)
ORDERS = tuple(permutations(range(len(REVISIONS))))
TELL_AFTER = (1, 3, 5)  # imports after which what is due is told


async def families(desk: Desk) -> dict[str, str]:
    """A child and a mother in VK for each order; the mothers' chats by the child's code."""
    async with desk.database.write() as connection:
        shared = {"school_id": desk.world.school, "last_name": "Иванов", "first_name": "Иван"}
        people = [
            {
                **shared,
                "role": role,
                "code": f"{letter}{n}",
                "class_id": desk.world.classes["7А"] if letter == "Q" else None,
            }
            for n in range(len(ORDERS))
            for role, letter in (("student", "Q"), ("guardian", "R"))
        ]
        await connection.execute(insert(tables.people), people)
        ids = {row.code: row.id for row in await connection.execute(select(tables.people))}
        pairs = [{"guardian_id": ids[f"R{n}"], "student_id": ids[f"Q{n}"]} for n in range(len(ORDERS))]
        await connection.execute(insert(tables.guardianships), pairs)
        paper = {"channel": "vk", "state": "signed", "current": True, "purpose": Purpose.LESSONS, "recorded_at": NOW}
        await connection.execute(
            insert(tables.consents), [{**pair, **paper, "recorded_by": "operator"} for pair in pairs]
        )
        account = {"channel": "vk", "language": "ru", "reachable": True, "digest": False, "created_at": NOW}
        accounts = [{**account, "chat": str(50_000 + n)} for n in range(len(ORDERS))]
        await connection.execute(insert(tables.accounts), accounts)
        chats = {row.chat: row.id for row in await connection.execute(select(tables.accounts))}
        links = [
            {"account_id": chats[str(50_000 + n)], "person_id": ids[f"R{n}"], "state": "approved", "requested_at": NOW}
            for n in range(len(ORDERS))
        ]
        await connection.execute(insert(tables.contacts), links)
    return {f"Q{n}": str(50_000 + n) for n in range(len(ORDERS))}


async def test_all_orders_of_six_revisions_end_with_the_same_mark_and_a_true_word(desk: Desk) -> None:
    chats = await families(desk)
    await desk.profile(marks_pause="0")
    for step in range(len(REVISIONS)):
        found = [mark_of(f"Q{n}", order[step]) for n, order in enumerate(ORDERS)]
        await desk.journal(marks=found)
        if step in TELL_AFTER:
            await desk.settle()
    async with desk.database.read() as connection:
        stored = (await connection.execute(select(tables.marks.c.value))).scalars().all()
        told = (await connection.execute(select(tables.told.c.value, tables.told.c.stale_at))).all()
    assert stored == ["5"] * len(ORDERS)
    assert [row.value for row in told] == ["5"] * len(ORDERS)
    last = {said.chat: said.text for said in desk.vk.said}
    assert set(last) == set(chats.values())
    assert all("Алгебра 5" in text or "стало 5" in text for text in last.values())


def mark_of(student: str, revision: int) -> MarkRecord:
    """A revision as the mark of one of the students."""
    return replace(REVISIONS[revision], student=student)
