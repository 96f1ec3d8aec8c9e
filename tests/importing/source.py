"""A journal in memory, a school to begin with, and ways to import and to look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select

from actions.import_report import ImportReport
from actions.importing import import_source
from journal.records import (
    ClassRecord,
    GuardianRecord,
    GuardianshipRecord,
    Problem,
    Record,
    SchoolRecord,
    Sheet,
    Source,
    Span,
    StaffRecord,
    StudentRecord,
    TermRecord,
)
from storage.database import Database

KEY = b"a key for tests"
FIRST = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class MadeSheet:
    key: str
    title: str
    items: tuple[Record | Problem, ...]
    spans: tuple[Span, ...] = ()
    file: str = "journal.xlsx"

    def read(self) -> Iterator[Record | Problem]:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class MadeSource:
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


def source(**sheets: Sequence[Record | Problem]) -> MadeSource:
    """A source with these sheets; a sheet's title is its key, rows are numbered from 2."""
    return MadeSource(tuple(MadeSheet(key, key, tuple(items)) for key, items in sheets.items()))


SCHOOL = SchoolRecord("Школа № 1", "Asia/Yekaterinburg", "municipal", "3d", "2026/2027")
TERMS = (
    TermRecord("1 четверть", "quarter", date(2026, 9, 1), date(2026, 10, 25)),
    TermRecord("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27)),
    TermRecord("Год", "year", date(2026, 9, 1), date(2027, 5, 25)),
)
STAFF = (StaffRecord("T1", "Иванова", "Анна", roles=("teacher", "homeroom")), StaffRecord("T2", "Петров", "Олег"))
CLASSES = (ClassRecord("7А", "T1"), ClassRecord("7Б"))
MARIA = StudentRecord("S1", "Образцова", "Мария", "7А")
IVAN = StudentRecord("S2", "Ильин", "Иван", "7А")
OLGA = StudentRecord("S3", "Орлова", "Ольга", "7Б")
MOTHER = GuardianRecord("G1", "Образцова", "Елена", phone="+79123456789")
FATHER = GuardianRecord("G2", "Образцов", "Пётр")
TIES = (GuardianshipRecord("G1", "S1", "мать"), GuardianshipRecord("G2", "S1", "отец"))

PEOPLE: dict[str, Sequence[Record]] = {
    "school": (SCHOOL,),
    "terms": TERMS,
    "staff": STAFF,
    "classes": CLASSES,
    "students": (MARIA, IVAN, OLGA),
    "guardians": (MOTHER, FATHER),
    "guardianships": TIES,
}


async def bring(database: Database, made: Source, now: datetime = NOW, **options: Any) -> ImportReport:
    """Import, and insist that it was applied."""
    report = await import_source(database, made, key=KEY, now=now, **options)
    assert report.applied, (report.problems, report.needs_confirmation)
    return report


async def attempt(database: Database, made: Source, now: datetime = NOW, **options: Any) -> ImportReport:
    """Import, whatever comes of it."""
    return await import_source(database, made, key=KEY, now=now, **options)


async def lay(database: Database, **sheets: Sequence[Record | Problem]) -> ImportReport:
    """The first import of the school of these tests, with more sheets if any."""
    return await bring(database, source(**{**PEOPLE, **sheets}), now=FIRST)


async def rows(database: Database, table: Table) -> list[dict[str, Any]]:
    """All rows of a table, by id."""
    async with database.read() as connection:
        found = await connection.execute(select(table).order_by(table.c.id))
        return [dict(row._mapping) for row in found]


def counts(report: ImportReport, key: str) -> tuple[int, int, int, int]:
    """Added, changed, removed, unchanged of a sheet."""
    sheet = next(sheet for sheet in report.sheets if sheet.key == key)
    return sheet.added, sheet.changed, sheet.removed, sheet.unchanged
