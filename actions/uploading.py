"""A journal brought through the console: kept aside, checked without a change, then taken in or dropped."""

import asyncio
import shutil
import time
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from actions.import_report import ImportReport
from actions.import_runs import told
from actions.importing import import_source
from actions.refusal import Refused
from journal.workbook import open_workbook
from school.access import may_decide
from school.institution import Person
from storage import audit, import_runs
from storage.database import Database
from storage.import_runs import ImportRun
from storage.schools import all_schools

LARGEST = 60 * 1024 * 1024  # bytes
KEPT_FOR = timedelta(days=1)  # a file that waits for a decision
KINDS = (".xlsx", ".zip", ".csv")


async def keep_upload(folder: Path, name: str, chunks: AsyncIterator[bytes]) -> Path:
    """Write an upload into a folder of its own. Raises Refused: too large, empty, or of a kind that is no journal."""
    safe = _safe(name)
    if Path(safe).suffix.lower() not in KINDS:
        raise Refused("Нужна книга XLSX, файл CSV или ZIP с ними.")
    place = folder / "uploads" / uuid4().hex
    await asyncio.to_thread(place.mkdir, 0o700, True, False)
    path, size = place / safe, 0
    try:
        with path.open("wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise Refused("Файл больше 60 МБ: разделите его на части.")
                await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(_check_kind, path, size)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, place, True)
        raise
    return path


async def check_upload(database: Database, path: Path, by: Person, *, key: bytes, now: datetime) -> int:
    """What this upload would do, as a run that waits for a decision; its id. Raises Refused."""
    _check_right(by)
    report = await _import(database, path, by, key, now, dry_run=True)
    async with database.write() as connection:
        values = {"at": now, "actor": f"person:{by.id}", "file_name": path.name, "path": str(path)}
        return await import_runs.add_import_run(connection, **values, state="checked", report=told(report))


async def take_upload(
    database: Database, run_id: int, by: Person, *, confirm_removals: bool, key: bytes, now: datetime
) -> ImportReport:
    """Take in what was checked: all or nothing. Raises Refused: not checked, gone, or by nobody who may."""
    run = await _waiting(database, run_id, by)
    path = Path(run.path or "")
    report = await _import(database, path, by, key, now, dry_run=False, confirm_removals=confirm_removals)
    if report.applied:
        async with database.write() as connection:
            await import_runs.settle_import_run(connection, run_id, "taken")
        await asyncio.to_thread(shutil.rmtree, path.parent, True)
    return report


async def drop_upload(database: Database, run_id: int, by: Person, *, key: bytes, now: datetime) -> None:
    """Do not take it in; the file is gone. Raises Refused."""
    run = await _waiting(database, run_id, by)
    async with database.write() as connection:
        await import_runs.settle_import_run(connection, run_id, "dropped")
        actor, subject = f"person:{by.id}", f"import:{run_id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="drop_upload", subject=subject)
    await asyncio.to_thread(shutil.rmtree, Path(run.path or "").parent, True)


async def drop_old_uploads(database: Database, now: datetime, *, folder: Path) -> None:
    """What nobody decided on for a day is dropped, and every file that was left behind is gone."""
    async with database.read() as connection:
        forgotten = await import_runs.forgotten_import_runs(connection, now - KEPT_FOR)
    for run_id in forgotten:
        async with database.write() as connection:
            await import_runs.settle_import_run(connection, run_id, "dropped")
    await asyncio.to_thread(_sweep, folder / "uploads")


def _sweep(uploads: Path) -> None:
    for place in uploads.iterdir() if uploads.is_dir() else ():
        if time.time() - place.stat().st_mtime > KEPT_FOR.total_seconds():
            shutil.rmtree(place, ignore_errors=True)


async def _waiting(database: Database, run_id: int, by: Person) -> ImportRun:
    _check_right(by)
    async with database.read() as connection:
        run = await import_runs.import_run(connection, run_id)
    if run is None or run.state != "checked" or not run.path or not await asyncio.to_thread(Path(run.path).is_file):
        raise Refused("Этой загрузки уже нет: загрузите файл ещё раз.")
    return run


async def _import(
    database: Database,
    path: Path,
    by: Person,
    key: bytes,
    now: datetime,
    *,
    dry_run: bool,
    confirm_removals: bool = False,
) -> ImportReport:
    async with database.read() as connection:
        schools = await all_schools(connection)
    source = await asyncio.to_thread(open_workbook, [path], schools[0].zone.key if schools else None)
    return await import_source(
        database,
        source,
        key=key,
        now=now,
        actor=f"person:{by.id}",
        dry_run=dry_run,
        confirm_removals=confirm_removals,
    )


def _check_right(by: Person) -> None:
    if not may_decide(by.role, by.duties):
        raise Refused("Загружать журнал может только администратор.")


def _safe(name: str) -> str:
    """The last part of the name, its letters and digits only: it becomes a file of ours."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in last).strip(" .")
    return kept[-80:] or "journal"


def _check_kind(path: Path, size: int) -> None:
    if not size:
        raise Refused("Файл пуст.")
    if path.suffix.lower() != ".csv" and not zipfile.is_zipfile(path):
        raise Refused("Это не книга XLSX и не архив ZIP: сохраните файл в Excel или LibreOffice заново.")
