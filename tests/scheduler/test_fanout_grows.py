"""What is looked through every minute grows with the school, and not with its square."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from journal.records import ExamResultRecord
from scheduler.planning import catch_up
from storage.database import Database
from tests.databases import new_address
from tests.faults.school import bring, found_school, students
from tests.importing.source import source


async def steps(folder: Path, families: int) -> list[int]:
    """Of SQLite's machine, in hundreds: for results, final marks and farewells, when all that there is is queued."""
    database, queueing = Database(await new_address("sqlite", folder)), list[tuple[str, Any]]()
    await found_school(database, families)
    records = [ExamResultRecord(code, "Проба.", "Химия", date(2026, 11, 20), mark="5") for code in students(families)]
    await bring(database, source(exam_results=records), now=datetime.now(UTC))

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("INSERT INTO outbox"):
            queueing.append((statement, values))

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", note)
    await catch_up(database, datetime.now(UTC))
    await database.close()
    with closing(sqlite3.connect(database.url.database or "")) as plain:
        return [_steps(plain, *one) for one in queueing]


def _steps(plain: sqlite3.Connection, statement: str, values: Any) -> int:
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    plain.set_progress_handler(count, 100)
    plain.execute(statement, [str(one) if isinstance(one, date) else one for one in values])
    return counted[0]


async def test_catching_up_costs_four_times_as_much_for_four_times_as_many(tmp_path: Path) -> None:
    few, many = await steps(tmp_path, 50), await steps(tmp_path, 200)
    assert len(few) == 3
    assert max(more / max(less, 10) for less, more in zip(few, many, strict=True)) < 8
