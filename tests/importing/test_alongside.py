"""An import beside others: people go on being answered, imports wait for each other, a crash leaves the old state."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import insert

from journal.records import MarkRecord, Problem, Record
from journal.workbook import open_workbook
from storage import tables
from storage.database import Database
from storage.upgrade import upgrade
from tests.importing.source import NOW, PEOPLE, TODAY, MadeSheet, MadeSource, attempt, bring, counts, lay, rows, source

ROOT = Path(__file__).parents[2]
MARK = MarkRecord("S1", "Алгебра", TODAY, "5")


@dataclass(frozen=True, slots=True)
class WaitingSheet(MadeSheet):
    """A sheet that is not read to its end before somebody else has written."""

    reading: threading.Event = field(default_factory=threading.Event)
    written: threading.Event = field(default_factory=threading.Event)

    def read(self) -> Iterator[Record | Problem]:
        yield from self.items
        self.reading.set()
        assert self.written.wait(20), "the import kept others from writing"


async def test_others_write_while_a_file_is_read(database: Database) -> None:
    await lay(database)
    sheet = WaitingSheet("marks", "marks", (MARK,) * 3_000)
    task = asyncio.create_task(bring(database, MadeSource((sheet,))))
    await asyncio.to_thread(sheet.reading.wait, 20)
    async with database.write() as connection:
        await connection.execute(insert(tables.tries).values(channel="vk", chat="1", at=NOW))
    sheet.written.set()
    assert counts(await task, "marks") == (3_000, 0, 0, 0)
    assert len(await rows(database, tables.tries)) == 1


async def test_two_imports_at_once_are_one_after_the_other(database: Database) -> None:
    reports = await asyncio.gather(*(bring(database, source(**PEOPLE, marks=[MARK])) for _ in range(2)))
    assert sorted(counts(report, "marks") for report in reports) == [(0, 0, 0, 1), (1, 0, 0, 0)]
    assert sorted(report.first for report in reports) == [False, True]


async def test_files_are_imported_as_they_are_read(database: Database, tmp_path: Path) -> None:
    await lay(database)
    (tmp_path / "marks.csv").write_text(
        "Код ученика;Предмет;Дата;Оценка\nS1;Алгебра;23.11.2026;5\nS7;Алгебра;23.11.2026;4\nS2;Химия;завтра;4\n",
        encoding="cp1251",
    )
    report = await attempt(database, open_workbook([tmp_path], None))
    assert [(problem.row, problem.column) for problem in report.errors] == [(4, "Дата"), (3, "Код ученика")]
    assert await rows(database, tables.marks) == []


@pytest.mark.long
@pytest.mark.parametrize("delay", [0.8, 1.0, 1.2, 1.4, 1.6, 2.0, 2.5])
def test_a_killed_import_leaves_all_or_nothing(tmp_path: Path, delay: float) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/rodnik.db"
    asyncio.run(upgrade(Database(url)))
    process = subprocess.Popen((sys.executable, "-m", "tests.importing.killed", url), cwd=ROOT, env={**os.environ})
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with sqlite3.connect(tmp_path / "rodnik.db") as connection:
        (marks,), (people,) = (
            connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("marks", "people")
        )
    assert (marks, people) in ((0, 0), (30_000, 7))
