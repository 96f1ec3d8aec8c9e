"""The first half of an import: reading the sheets into temporary tables, before anybody has to wait for it."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.broken_letters import without_broken
from actions.import_problems import Problems, two_schools
from journal.records import Problem, SchoolRecord, Sheet, Source
from storage.importing import staging

CHUNK = 2_000
SCHOOL = "school"  # the one sheet that is a row and not a set

Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Staged:
    """What was read: problems so far, rows and seconds of each sheet, and the school if its sheet is there."""

    problems: Problems
    rows: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    titles: dict[str, str] = field(default_factory=dict)
    spanned: set[str] = field(default_factory=set)  # sheets that declared their days
    school: SchoolRecord | None = None


async def stage(connection: AsyncConnection, source: Source, progress: Progress | None) -> Staged:
    """Read the whole source into temporary tables of this connection. Memory stays flat: chunk by chunk."""
    staged = Staged(Problems(source.problems))
    await staging.create(connection, {sheet.key for sheet in source.sheets})
    for number, sheet in enumerate(source.sheets):
        started = time.perf_counter()
        staged.titles.setdefault(sheet.key, sheet.title)
        await _stage_sheet(connection, staged, sheet, number, progress)
        staged.seconds[sheet.key] += time.perf_counter() - started
    await staging.settle(connection, staged.titles.keys() - {SCHOOL})
    return staged


async def _stage_sheet(
    connection: AsyncConnection, staged: Staged, sheet: Sheet, number: int, progress: Progress | None
) -> None:
    stager = staging.Stager(connection, sheet.key, number, staged.rows[sheet.key]) if sheet.key != SCHOOL else None
    done = 0
    read = iter(sheet.read())
    while chunk := await asyncio.to_thread(_chunk, read):  # the answers to people go on meanwhile
        records, broken = without_broken(sheet, _records(chunk, staged.problems))
        for problem in broken:
            staged.problems.add(problem)
        if stager is None:
            _meet_school(staged, sheet, records)
        else:
            await stager.add(records)
        staged.rows[sheet.key] += len(records)
        done += len(chunk)
        if progress:
            progress(sheet.title, done)
    if sheet.spans:
        staged.spanned.add(sheet.key)
    await staging.add_spans(connection, number, ((span.student, span.first, span.last) for span in sheet.spans))


def _chunk(read: Iterator[Any]) -> list[Any]:
    return list(islice(read, CHUNK))


def _records(chunk: list[Any], problems: Problems) -> list[Any]:
    for item in chunk:
        if isinstance(item, Problem):
            problems.add(item)
    return [item for item in chunk if not isinstance(item, Problem)]


def _meet_school(staged: Staged, sheet: Sheet, records: list[SchoolRecord]) -> None:
    for record in records:
        if staged.school is None:
            staged.school = record
        else:
            staged.problems.add(two_schools(sheet, record.row))
