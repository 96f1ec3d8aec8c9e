"""Importing marks: the whole way from CSV files to the database, against a bare `executemany` of the same rows.

python -m benchmarks importing [--rows 100000]
"""

import argparse
import asyncio
import csv
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

CLASSES, PUPILS = 30, 28
TIMES = 3  # the median is told
SUBJECTS = ("Алгебра", "Русский язык", "Физика", "История", "Биология", "Литература", "Химия", "География")
HEADERS = ("Код ученика", "Предмет", "Дата", "Оценка", "Вид работы", "Вес", "Тема", "Комментарий")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STARTS = date(2026, 9, 1)

Row = tuple[str, ...]


def marks(number: int) -> Iterator[Row]:
    """Rows of a believable marks sheet, the same at every call."""
    students = CLASSES * PUPILS
    for place in range(number):
        student, lesson = place % students, place // students
        day = STARTS + timedelta(days=(lesson * 3 + student) % 80)
        yield (
            f"S{student + 1}",
            SUBJECTS[(lesson + student) % len(SUBJECTS)],
            day.strftime("%d.%m.%Y"),
            str(2 + (place * 7 + lesson) % 4),
            "контрольная работа" if place % 9 == 0 else "ответ на уроке",
            "3" if place % 9 == 0 else "1",
            f"Тема {lesson % 40}: решение задач",
            "Молодец, так держать!" if place % 25 == 0 else "",
        )


def write_school(folder: Path, rows: int) -> None:
    """A school of 30 classes as a folder of CSV files, with so many marks."""
    titles = [f"{5 + number // 5}{'АБВГД'[number % 5]}" for number in range(CLASSES)]
    _write(folder / "school.csv", ("name", "timezone", "legal_form"), [("Школа", "Europe/Moscow", "муниципальная")])
    _write(folder / "terms.csv", ("title", "kind", "start", "end"), [("1", "четверть", "01.09.2026", "25.11.2026")])
    _write(folder / "classes.csv", ("class",), [(title,) for title in titles])
    people = ((f"S{n + 1}", "Иванова", "Мария", titles[n // PUPILS]) for n in range(CLASSES * PUPILS))
    _write(folder / "students.csv", ("id", "last_name", "first_name", "class"), people)
    _write(folder / "marks.csv", HEADERS, marks(rows))


def _write(path: Path, headers: Row, rows: "Iterator[Row] | list[Row]") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headers)
        writer.writerows(rows)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of the parts, and the memory that the process grew by at its peak, MiB."""

    read: float
    first: float
    again: float
    grown: float


async def _measure(folder: Path, database_path: Path) -> Figures:
    from actions.importing import import_source
    from journal.workbook import open_workbook
    from storage.database import Database
    from storage.upgrade import upgrade

    database = Database(f"sqlite+aiosqlite:///{database_path}")
    await upgrade(database)
    started = time.perf_counter()
    for sheet in open_workbook([folder], None).sheets:
        for _ in sheet.read():
            pass
    read = time.perf_counter() - started
    before, seconds = _peak(), []
    for _ in range(2):
        started = time.perf_counter()
        report = await import_source(database, open_workbook([folder], None), key=b"key", now=NOW)
        assert report.applied, report.problems[:3]
        seconds.append(time.perf_counter() - started)
    await database.close()
    return Figures(read, seconds[0], seconds[1], _peak() - before)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare(path: Path, rows: int) -> float:
    """Seconds of `executemany` of the same rows into a bare table, rows made beforehand."""
    made = list(marks(rows))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE marks (student, subject, day, value, kind, weight, topic, comment)")
    started = time.perf_counter()
    with connection:
        connection.executemany("INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", made)
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def _one(rows: int) -> Figures:
    """The figures for so many rows, in a process of its own: a peak of memory never falls."""
    command = (sys.executable, "-m", "benchmarks", "importing", "--rows", str(rows), "--part")
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Figures(*map(float, printed.split()))


def _part(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder, "journal")
        journal.mkdir()
        write_school(journal, rows)
        found = asyncio.run(_measure(journal, Path(folder, "rodnik.db")))
        print(found.read, found.first, found.again, found.grown)


def main() -> None:
    """Print the figures of an import of `--rows` marks, and of a tenth of it to compare the memory."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks importing")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--part", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        _part(asked.rows)
        return
    _print(asked.rows)


def _print(rows: int) -> None:
    plains, wholes = [], []
    for _ in range(TIMES):  # in turn, so that a busy machine slows both
        with tempfile.TemporaryDirectory() as folder:
            plains.append(bare(Path(folder, "bare.db"), rows))
        wholes.append(_one(rows))
    plain, whole = median(plains), sorted(wholes, key=lambda figures: figures.first)[TIMES // 2]
    tenth = _one(rows // 10)
    print(f"marks                          {rows:>10,}")
    print(f"bare executemany               {plain:>10.2f} s  {rows / plain:>10,.0f} rows/s")
    print(f"first import                   {whole.first:>10.2f} s  {rows / whole.first:>10,.0f} rows/s")
    print(f"  of it reading the files      {whole.read:>10.2f} s  {rows / whole.read:>10,.0f} rows/s")
    print(f"  against bare executemany     {plain / whole.first:>10.2f}")
    print(f"second import, nothing new     {whole.again:>10.2f} s  {rows / whole.again:>10,.0f} rows/s")
    print(f"peak memory above the start    {whole.grown:>10.1f} MiB; {tenth.grown:.1f} MiB for {rows // 10:,} marks")
