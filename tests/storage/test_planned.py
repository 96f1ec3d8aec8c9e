"""The statement behind the plans of days: what SQLite goes through for it."""

from pathlib import Path

from sqlalchemy.dialects import sqlite

from storage.diary.planned import planned
from tests.databases import open_database
from tests.world import MONDAY


async def test_it_goes_through_the_homework_of_a_class_and_not_of_the_school(tmp_path: Path) -> None:
    query = planned("sqlite", with_works=False, owed=False)
    given = {"ids": "[1]", "classes": "[1]", "first": MONDAY, "last": MONDAY}
    said = query.params(given).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    async for database in open_database("sqlite", tmp_path):
        async with database.read() as connection:
            steps = [row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}")]
    of_homework = [step for step in steps if "SEARCH homework" in step]
    assert sorted(step.split(" INDEX ")[1] for step in of_homework) == [
        "ix_homework_class_id (class_id=?)",
        "ix_homework_student_id (student_id=?)",
    ]
    assert not [step for step in steps if step.startswith("SCAN") and "given" not in step]
