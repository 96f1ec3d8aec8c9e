"""Everything about the school's people and their days, table by table, for an export; no hashes, seals or chat ids."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import metadata

Rows = list[tuple[Any, ...]]
EXPORTED = (
    *("classes", "people", "guardianships", "restrictions", "consents", "contacts", "terms", "lessons", "changes"),
    *("homework", "topics", "works", "marks", "attendance", "finals", "exam_results", "remarks", "announcements"),
    *("cases", "breaches"),
)


async def everything(connection: AsyncConnection) -> dict[str, Rows]:
    """The rows of each exported table, its columns' names first."""
    found: dict[str, Rows] = {}
    for name in EXPORTED:
        table = metadata.tables[name]
        rows = await connection.execute(select(table).order_by(table.c.id))
        found[name] = [tuple(column.name for column in table.c), *(tuple(row) for row in rows)]
    return found


async def count_everything(connection: AsyncConnection) -> int:
    """How many rows an export would carry."""
    counts = [select(func.count()).select_from(metadata.tables[name]).scalar_subquery() for name in EXPORTED]
    return sum((await connection.execute(select(*counts))).one())
