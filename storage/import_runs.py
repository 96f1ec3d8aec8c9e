"""Journals that were taken in, or checked and not yet: when, by whom, with what outcome."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import import_runs


@dataclass(frozen=True, slots=True)
class ImportRun:
    """`state`: checked (waits for a decision), applied, refused, dropped. `report` as of actions.uploading."""

    id: int
    at: datetime
    actor: str
    file_name: str
    path: str | None
    state: str
    report: dict[str, Any]


async def add_import_run(connection: AsyncConnection, **values: Any) -> int:
    """Keep a run; its id. Columns as in storage.tables.import_runs."""
    added = insert(import_runs).values(**values).returning(import_runs.c.id)
    return int((await connection.execute(added)).scalar_one())


async def import_run(connection: AsyncConnection, run_id: int) -> ImportRun | None:
    """One run; None when there is none."""
    row = (await connection.execute(select(import_runs).where(import_runs.c.id == run_id))).one_or_none()
    return ImportRun(*row) if row else None


async def latest_import_runs(connection: AsyncConnection, limit: int = 100) -> tuple[ImportRun, ...]:
    """The latest runs, newest first."""
    query = select(import_runs).order_by(import_runs.c.id.desc()).limit(limit)
    return tuple(ImportRun(*row) for row in await connection.execute(query))


async def settle_import_run(connection: AsyncConnection, run_id: int, state: str) -> bool:
    """A checked run comes to its end, and its report, which quotes the file, goes; False when it did before."""
    waits = (import_runs.c.id == run_id) & (import_runs.c.state == "checked")
    values: dict[str, Any] = {"state": state, "path": None, "report": {}}
    return (await connection.execute(update(import_runs).where(waits).values(**values))).rowcount == 1


async def forgotten_import_runs(connection: AsyncConnection, before: datetime) -> tuple[int, ...]:
    """Ids of checked runs that nobody decided on since an instant."""
    query = select(import_runs.c.id).where((import_runs.c.state == "checked") & (import_runs.c.at < before))
    return tuple((await connection.execute(query)).scalars())
