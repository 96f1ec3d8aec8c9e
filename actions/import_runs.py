"""The history of imports: every journal that was taken in leaves a run, whoever brought it and through which door."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.import_report import ImportReport
from journal.records import Source
from storage.import_runs import add_import_run

SHOWN = 200  # problems kept with a run


def told(report: ImportReport) -> dict[str, Any]:
    """A report as it is kept with a run: counts, and the first problems."""
    counts = ("title", "added", "changed", "removed", "unchanged")
    return {
        "first": report.first,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "sheets": [{name: getattr(sheet, name) for name in counts} for sheet in report.sheets],
        "removals": [asdict(one) for one in report.needs_confirmation],
        "problems": [asdict(one) for one in report.problems[:SHOWN]],
    }


async def keep_run(
    connection: AsyncConnection, source: Source, report: ImportReport, actor: str, now: datetime
) -> None:
    """An import was applied: a row of the history, in its own transaction."""
    files = ", ".join(dict.fromkeys(file for sheet in source.sheets for file in sheet.file.split(", ")))
    values = {"at": now, "actor": actor, "file_name": files[:200], "path": None, "state": "applied"}
    await add_import_run(connection, **values, report=told(report) | {"problems": []})  # they quote the file
