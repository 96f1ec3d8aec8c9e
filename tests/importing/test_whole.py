"""An import as a whole: all or nothing, the same again changes nothing, history is silent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from journal.records import (
    AttendanceRecord,
    ChangeRecord,
    DatedLessonRecord,
    ExamResultRecord,
    FinalRecord,
    HomeworkRecord,
    LessonRecord,
    MarkRecord,
    Problem,
    Record,
    RemarkRecord,
    SubgroupRecord,
    TopicRecord,
    WorkRecord,
)
from storage import audit, tables
from storage.database import Database
from tests.importing.source import (
    CLASSES,
    FIRST,
    KEY,
    NOW,
    PEOPLE,
    SCHOOL,
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

EVERYTHING: dict[str, tuple[Record, ...]] = {
    "timetable": (
        LessonRecord("7А", 1, 1, "Алгебра", teacher="T1"),
        LessonRecord("7А", 1, 1, "Английский язык", subgroup="1"),
        LessonRecord("7А", 1, 1, "Английский язык", subgroup="2", teacher="T2"),
    ),
    "subgroups": (SubgroupRecord("S1", "Английский язык", "1"),),
    "dated_lessons": (DatedLessonRecord("S1", TODAY, 1, "Алгебра"), DatedLessonRecord("S1", TODAY, 1, "Физика")),
    "changes": (ChangeRecord("7А", TODAY, 2, "substitution", subject="Химия", teacher="T2"),),
    "homework": (
        HomeworkRecord("7А", "Алгебра", TODAY, "№ 215", lesson_date=TODAY),
        HomeworkRecord("7А", "Алгебра", TODAY, "№ 215", lesson_date=TODAY),
        HomeworkRecord("7А", "Алгебра", TODAY, "№ 216", student="S1"),
    ),
    "topics": (TopicRecord("7А", "Алгебра", TODAY, "Дроби"),),
    "works": (WorkRecord("7Б", "Алгебра", TODAY, "контрольная"),),
    "marks": (
        MarkRecord("S1", "Алгебра", TODAY, "5", comment="я" * 10_000),
        MarkRecord("S1", "Алгебра", TODAY, "5", comment="я" * 10_000),
        MarkRecord("S1", "Алгебра", TODAY, "4", code="m1", weight=1.5, given_at=NOW),
    ),
    "attendance": (AttendanceRecord("S1", TODAY, "absent"), AttendanceRecord("S1", TODAY, "absent", 1, "Алгебра")),
    "finals": (FinalRecord("S1", "Алгебра", "1 четверть", "5"),),
    "exam_results": (ExamResultRecord("S1", "ОГЭ", "Алгебра", TODAY, primary_score=25.0),),
    "remarks": (RemarkRecord("S1", TODAY, "Молодец", "praise", "T1"),),
}


async def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    names = [*EVERYTHING, "terms", "classes", "people", "guardianships"]
    return {name: await rows(database, getattr(tables, "lessons" if name == "timetable" else name)) for name in names}


async def test_it_stores_every_sheet(database: Database) -> None:
    report = await lay(database, **EVERYTHING)
    assert report.first
    assert {sheet.key: sheet.added for sheet in report.sheets} == {
        key: len(items) for key, items in {**PEOPLE, **EVERYTHING}.items()
    }
    (school,) = await rows(database, tables.schools)
    assert school["profile"]["results_within"] == "3d"
    assert school["first_import_at"] == school["journal_at"] == FIRST


async def test_it_changes_nothing_the_second_time(database: Database) -> None:
    await lay(database, **EVERYTHING)
    before = await everything(database)
    report = await bring(database, source(**PEOPLE, **EVERYTHING))
    assert {(sheet.added, sheet.changed, sheet.removed) for sheet in report.sheets} == {(0, 0, 0)}
    assert {sheet.key: sheet.unchanged for sheet in report.sheets} == {
        key: len(items) for key, items in {**PEOPLE, **EVERYTHING}.items()
    }
    assert await everything(database) == before
    assert await rows(database, tables.outbox) == []


async def test_it_only_tries_when_asked_to(database: Database) -> None:
    real = await lay(database)
    before = await everything(database)
    tried = await attempt(database, source(**EVERYTHING), dry_run=True)
    assert not tried.applied
    assert await everything(database) == before
    done = await bring(database, source(**EVERYTHING))
    assert [replace(sheet, seconds=0) for sheet in tried.sheets] == [replace(sheet, seconds=0) for sheet in done.sheets]
    assert real.first
    assert not done.first


async def test_it_leaves_everything_as_it_was_when_a_row_is_wrong(database: Database) -> None:
    await lay(database)
    before = await everything(database)
    wrong = Problem("journal.xlsx", "marks", 7, "Дата", "«завтра» — не дата", "дата вида 01.09.2026")
    report = await attempt(database, source(**{**EVERYTHING, "marks": (*EVERYTHING["marks"], wrong)}))
    assert report.errors == (wrong,)
    assert not report.applied
    assert await everything(database) == before


async def test_a_warning_does_not_stop_it(database: Database) -> None:
    warning = Problem("journal.xlsx", "marks", 1, "Цвет", "неизвестный столбец", "", fatal=False)
    report = await bring(database, source(**{**PEOPLE, "marks": (warning, *EVERYTHING["marks"])}))
    assert report.warnings == (warning,)


async def test_it_lists_everything_that_points_at_nobody(database: Database) -> None:
    marks = [MarkRecord("S9", "Алгебра", TODAY, "5", row=row) for row in (2, 5)]
    report = await attempt(
        database,
        source(
            **PEOPLE,
            marks=marks,
            timetable=[LessonRecord("9Я", 1, 1, "Алгебра", teacher="T9", row=3)],
            finals=[FinalRecord("S1", "Алгебра", "5 четверть", "5", row=4)],
            homework=[HomeworkRecord("7А", "Алгебра", TODAY, "№ 1", student="G1", row=6)],
        ),
    )
    found = {(problem.sheet, problem.row, problem.column, problem.wrong) for problem in report.errors}
    assert found == {
        ("marks", 2, "Код ученика", "нет ученика с кодом «S9»"),
        ("marks", 5, "Код ученика", "нет ученика с кодом «S9»"),
        ("timetable", 3, "Класс", "нет класса «9Я»"),
        ("timetable", 3, "Учитель", "нет сотрудника с кодом «T9»"),
        ("finals", 4, "Период", "нет периода «5 четверть»"),
        ("homework", 6, "Код ученика", "нет ученика с кодом «G1»"),
    }
    assert all(problem.file == "journal.xlsx" and problem.expected for problem in report.errors)
    assert await rows(database, tables.schools) == []


async def test_it_lists_what_is_there_twice(database: Database) -> None:
    people = {**PEOPLE, "students": (*PEOPLE["students"], replace(PEOPLE["students"][0], row=9))}
    coded = [MarkRecord("S1", "Алгебра", TODAY, value, code="m1", row=int(value)) for value in "54"]
    report = await attempt(database, source(**people, marks=coded))
    assert {(problem.sheet, problem.row, problem.column) for problem in report.errors} == {
        ("students", 9, "Код"),
        ("marks", 4, "Код"),
    }


async def test_it_needs_the_school_first(database: Database) -> None:
    report = await attempt(database, source(classes=CLASSES[1:]))
    (problem,) = report.errors
    assert problem.sheet == "Школа"
    assert await rows(database, tables.classes) == []


async def test_it_refuses_a_second_school(database: Database) -> None:
    report = await attempt(database, source(school=(SCHOOL, replace(SCHOOL, name="Школа № 2", row=3))))
    assert [(problem.sheet, problem.row) for problem in report.errors] == [("school", 3)]


async def test_the_sheet_renames_the_school_but_leaves_its_regulation(database: Database) -> None:
    await lay(database)
    moved = replace(SCHOOL, name="Лицей", timezone="Europe/Moscow", legal_form="private", regulation="24h", year=None)
    report = await bring(database, source(school=(moved,)))
    assert counts(report, "school") == (0, 1, 0, 0)
    (school,) = await rows(database, tables.schools)
    assert (school["name"], school["timezone"], school["legal_form"]) == ("Лицей", "Europe/Moscow", "private")
    assert school["profile"]["results_within"] == "3d"
    assert school["year"] == "2026/2027"


async def test_a_school_without_a_list_of_classes_has_those_of_its_students(database: Database) -> None:
    people = {key: items for key, items in PEOPLE.items() if key != "classes"}
    report = await bring(database, source(**people))
    assert [row["title"] for row in await rows(database, tables.classes)] == ["7А", "7Б"]
    assert "classes" not in {sheet.key for sheet in report.sheets}


async def test_the_first_import_is_history_and_later_ones_are_news(database: Database) -> None:
    await lay(
        database, marks=EVERYTHING["marks"][:1], finals=EVERYTHING["finals"], exam_results=EVERYTHING["exam_results"]
    )
    old = TODAY - timedelta(days=31)
    received = NOW - timedelta(days=31)
    await bring(
        database,
        source(
            marks=[MarkRecord("S2", "Алгебра", old, "3"), MarkRecord("S2", "Алгебра", TODAY, "4")],
            finals=[
                FinalRecord("S2", "Алгебра", "1 четверть", "4"),
                FinalRecord("S2", "Химия", "1 четверть", "4", received_at=received),
            ],
        ),
    )
    assert [row["history"] for row in await rows(database, tables.marks)] == [True, True, False]
    assert [row["history"] for row in await rows(database, tables.finals)] == [True, False, True]
    assert [row["history"] for row in await rows(database, tables.exam_results)] == [True]


async def test_it_leaves_a_sealed_row_in_the_audit(database: Database) -> None:
    await lay(database)
    async with database.read() as connection:
        assert await audit.first_break(connection, KEY) == (1, None)
    (row,) = await rows(database, tables.audit)
    assert (row["actor"], row["act"], row["at"]) == ("operator", "import_journal", FIRST)


async def test_it_says_how_far_it_has_come(database: Database) -> None:
    heard: list[tuple[str, int]] = []
    marks = [MarkRecord("S1", "Алгебра", date(2026, 9, 1), "5")] * 4_500
    await bring(database, source(**PEOPLE, marks=marks), progress=lambda title, done: heard.append((title, done)))
    assert [done for title, done in heard if title == "marks"] == [2000, 4000, 4500]


@dataclass(frozen=True, slots=True)
class TornSheet(MadeSheet):
    def read(self) -> Iterator[Record | Problem]:
        yield from self.items
        raise OSError("the disk is gone")


async def test_a_file_that_breaks_off_leaves_nothing_behind(database: Database) -> None:
    await lay(database)
    before = await everything(database)
    with pytest.raises(OSError, match="disk"):
        await attempt(database, MadeSource((TornSheet("marks", "marks", EVERYTHING["marks"]),)))
    assert await everything(database) == before
    assert counts(await bring(database, source(marks=EVERYTHING["marks"])), "marks") == (3, 0, 0, 0)
