"""What is gone from the file goes from its scope — unless it is a lot: then somebody must say so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.import_report import Removal
from journal.records import LessonRecord, MarkRecord, Span, TermRecord
from storage import tables
from storage.database import Database
from tests.importing.source import (
    CLASSES,
    MARIA,
    NOW,
    OLGA,
    STAFF,
    TERMS,
    TODAY,
    MadeSheet,
    MadeSource,
    attempt,
    bring,
    counts,
    lay,
    rows,
    source,
)

MARK = MarkRecord("S1", "Алгебра", TODAY, "5")


def marks(number: int) -> list[MarkRecord]:
    return [replace(MARK, subject=f"Предмет {place}") for place in range(number)]


@pytest.mark.parametrize(
    ("there", "left", "asks"),
    [(12, 2, False), (12, 1, True), (100, 80, False), (100, 79, True)],
)
async def test_it_asks_above_ten_and_a_fifth(database: Database, there: int, left: int, asks: bool) -> None:
    await lay(database, marks=marks(there))
    report = await attempt(database, source(marks=marks(left)))
    assert report.applied is not asks
    assert report.needs_confirmation == ((Removal("marks", there - left, there),) if asks else ())
    assert len(await rows(database, tables.marks)) == (there if asks else left)


async def test_it_removes_them_when_told_to(database: Database) -> None:
    await lay(database, marks=marks(30))
    assert not (await attempt(database, source(marks=marks(1)))).applied
    report = await bring(database, source(marks=marks(1)), confirm_removals=True)
    assert counts(report, "marks") == (0, 0, 29, 1)
    assert report.needs_confirmation == ()


async def test_only_rows_of_the_scope_count(database: Database) -> None:
    others = [replace(mark, student="S2") for mark in marks(100)]
    await lay(database, marks=[*marks(12), *others])
    report = await attempt(database, source(marks=marks(1)))
    assert report.needs_confirmation == (Removal("marks", 11, 12),)


async def test_a_sheet_that_is_suddenly_empty_is_asked_about(database: Database) -> None:
    await lay(database, marks=marks(3), timetable=[LessonRecord("7А", 1, 1, "Алгебра")])
    report = await attempt(database, source(marks=(), timetable=(), staff=()))
    assert {(removal.sheet, removal.would_remove, removal.of) for removal in report.needs_confirmation} == {
        ("marks", 3, 3),
        ("timetable", 1, 1),
        ("staff", 1, 2),
    }
    assert len(await rows(database, tables.marks)) == 3
    report = await bring(database, source(marks=(), timetable=()), confirm_removals=True)
    assert counts(report, "marks") == (0, 0, 3, 0)
    assert await rows(database, tables.lessons) == []


async def test_a_sheet_that_was_always_empty_is_not(database: Database) -> None:
    await lay(database)
    assert (await bring(database, source(marks=(), exam_results=(), homework=()))).needs_confirmation == ()


async def test_all_sheets_are_named_and_the_rest_of_the_file_waits_with_them(database: Database) -> None:
    await lay(database, marks=marks(20))
    staff = [replace(STAFF[0], last_name="Новая"), STAFF[1]]
    await attempt(database, source(staff=staff, marks=marks(1)))
    assert "Новая" not in {row["last_name"] for row in await rows(database, tables.people)}


async def test_many_students_do_not_leave_unasked(database: Database) -> None:
    students = [replace(MARIA, code=f"P{number}") for number in range(29)]
    await lay(database, students=[*students, OLGA], guardianships=())  # Olga is of another class
    report = await attempt(database, source(students=students[:10]))
    assert report.needs_confirmation == (Removal("students", 19, 29),)
    assert all(row["left_on"] is None for row in await rows(database, tables.people))


async def test_an_empty_week_of_a_diary_is_only_an_empty_week(database: Database) -> None:
    await lay(database, marks=[MARK, replace(MARK, day=TODAY - timedelta(days=7))])
    week = (Span("S1", TODAY, TODAY + timedelta(days=5)),)
    made = MadeSource((MadeSheet("marks", "Оценки", (), week),))
    assert counts(await bring(database, made), "marks") == (0, 0, 1, 0)
    assert [row["day"] for row in await rows(database, tables.marks)] == [TODAY - timedelta(days=7)]


async def test_classes_that_go_with_everything_in_them_are_not_touched(database: Database) -> None:
    await lay(database)
    report = await bring(database, source(classes=CLASSES[1:]), now=NOW)
    assert counts(report, "classes") == (0, 0, 0, 1)
    assert len(await rows(database, tables.classes)) == 2


async def test_terms_of_one_class_leave_those_of_the_school(database: Database) -> None:
    await lay(database)
    half_year = TermRecord("1 полугодие", "half_year", date(2026, 9, 1), date(2026, 12, 27), ("7А",))
    assert counts(await bring(database, source(terms=[half_year])), "terms") == (1, 0, 0, 0)
    other = replace(half_year, title="Осень", classes=("7Б",))
    assert counts(await bring(database, source(terms=[other])), "terms") == (1, 0, 0, 0)
    assert counts(await bring(database, source(terms=[replace(other, title="Полгода")])), "terms") == (1, 0, 1, 0)
    assert len(await rows(database, tables.terms)) == len(TERMS) + 2


async def test_terms_that_tell_of_every_class_take_the_place_of_those_of_the_school(database: Database) -> None:
    await lay(database)
    half_years = [
        TermRecord("1 полугодие", "half_year", date(2026, 9, 1), date(2027, 5, 25), (title,)) for title in ("7А", "7Б")
    ]
    assert counts(await bring(database, source(terms=half_years)), "terms") == (2, 0, len(TERMS), 0)
