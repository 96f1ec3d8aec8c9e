"""Marks: with a code they are found by it, without one they are a multiset; a correction is one row changed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from journal.records import MarkRecord
from storage import tables
from storage.database import Database
from tests.importing.source import NOW, TODAY, bring, counts, lay, rows, source

FIVE = MarkRecord("S1", "Алгебра", TODAY, "5")
LATER = NOW + timedelta(hours=1)


async def marks(database: Database) -> list[dict[str, Any]]:
    return await rows(database, tables.marks)


async def values(database: Database) -> list[str]:
    return [row["value"] for row in await marks(database)]


async def test_a_correction_keeps_the_row_and_when_it_was_seen(database: Database) -> None:
    await lay(database, marks=[FIVE])
    (before,) = await marks(database)
    report = await bring(database, source(marks=[replace(FIVE, value="4")]))
    assert counts(report, "marks") == (0, 1, 0, 0)
    assert await marks(database) == [before | {"value": "4", "was": "5", "changed_at": NOW}]


async def test_a_second_mark_of_the_lesson_is_added_and_taken_away(database: Database) -> None:
    await lay(database, marks=[FIVE])
    assert counts(await bring(database, source(marks=[FIVE, FIVE])), "marks") == (1, 0, 0, 1)
    assert counts(await bring(database, source(marks=[FIVE]), now=LATER), "marks") == (0, 0, 1, 1)
    assert await values(database) == ["5"]


async def test_one_of_several_is_corrected_and_the_rest_stay(database: Database) -> None:
    await lay(database, marks=[replace(FIVE, value=value) for value in ("5", "3", "4")])
    before = await marks(database)
    report = await bring(database, source(marks=[replace(FIVE, value=value) for value in ("4", "2", "5")]))
    assert counts(report, "marks") == (0, 1, 0, 2)
    corrected = {"value": "2", "was": "3", "changed_at": NOW}
    assert await marks(database) == [before[0], before[1] | corrected, before[2]]


async def test_a_comment_goes_to_the_mark_of_its_value(database: Database) -> None:
    await lay(database, marks=[FIVE, replace(FIVE, value="3")])
    await bring(database, source(marks=[replace(FIVE, value="3", comment="Исправить"), replace(FIVE, value="4")]))
    assert [(row["value"], row["comment"]) for row in await marks(database)] == [("4", None), ("3", "Исправить")]


async def test_a_code_finds_the_mark_wherever_it_moves(database: Database) -> None:
    coded = replace(FIVE, code="m1")
    await lay(database, marks=[coded, FIVE])
    before = await marks(database)
    moved = replace(coded, value="3", day=TODAY - timedelta(days=1), subject="Геометрия", kind="тест")
    report = await bring(database, source(marks=[FIVE, moved]))
    assert counts(report, "marks") == (0, 1, 0, 1)
    after = await marks(database)
    assert after[1] == before[1]
    assert (after[0]["id"], after[0]["subject"], after[0]["kind"]) == (before[0]["id"], "Геометрия", "тест")


async def test_a_journal_that_begins_to_give_codes_changes_rows_and_adds_none(database: Database) -> None:
    await lay(database, marks=[FIVE, FIVE])
    before = await marks(database)
    report = await bring(database, source(marks=[replace(FIVE, code="m1"), replace(FIVE, code="m2")]))
    assert counts(report, "marks") == (0, 2, 0, 0)
    assert [row["id"] for row in await marks(database)] == [row["id"] for row in before]
    assert counts(await bring(database, source(marks=[FIVE, FIVE]), now=LATER), "marks") == (0, 2, 0, 0)


async def test_marks_of_other_students_and_other_terms_are_left_alone(database: Database) -> None:
    others = [replace(FIVE, student="S2"), replace(FIVE, day=date(2026, 9, 10)), replace(FIVE, day=date(2026, 11, 5))]
    await lay(database, marks=[*others, FIVE])
    report = await bring(database, source(marks=[FIVE]))
    assert counts(report, "marks") == (0, 0, 1, 1)
    left = [(row["student_id"], row["day"]) for row in await marks(database)]
    assert [day for _, day in left] == [TODAY, date(2026, 9, 10), TODAY]


async def test_a_file_of_two_terms_is_complete_for_both(database: Database) -> None:
    autumn = replace(FIVE, day=date(2026, 9, 10))
    await lay(database, marks=[FIVE, autumn, replace(FIVE, student="S2"), replace(autumn, student="S2")])
    report = await bring(database, source(marks=[FIVE, autumn, replace(FIVE, student="S2")]))
    assert counts(report, "marks") == (0, 0, 1, 3)


async def test_a_school_without_terms_is_compared_from_the_first_date_to_the_last(database: Database) -> None:
    days = [date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)]
    await lay(database, terms=(), marks=[replace(FIVE, day=day) for day in days])
    report = await bring(database, source(marks=[replace(FIVE, day=days[1]), replace(FIVE, day=days[2])]))
    assert counts(report, "marks") == (0, 0, 0, 2)
    report = await bring(database, source(marks=[replace(FIVE, day=days[0]), replace(FIVE, day=days[2])]), now=LATER)
    assert counts(report, "marks") == (0, 0, 1, 2)


async def test_a_new_mark_says_when_it_was_seen(database: Database) -> None:
    await lay(database, marks=[FIVE])
    await bring(database, source(marks=[FIVE, replace(FIVE, value="3")]))
    assert [row["seen_at"] == NOW for row in await marks(database)] == [False, True]
