"""Taking a journal in: all or nothing, set by set, told once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.confirming import doubt_phones
from actions.erasing import code_hash
from actions.import_problems import MOST, no_school, problem_of
from actions.import_report import ImportReport, Removal, SheetReport
from actions.import_runs import keep_run
from actions.staging import Progress, Staged, stage
from actions.telling import tell_after_import
from journal.records import SchoolRecord, Source
from school.clock import today
from school.institution import School
from school.profile import Profile, change_profile
from storage import audit
from storage.database import Database
from storage.importing import lists, merging, references, tombs
from storage.importing.merging import Counts
from storage.importing.moment import Moment
from storage.importing.school import add_school, change_school, school_to_import
from storage.importing.sheets import RULES, SHEETS
from storage.restrictions import restore_restrictions
from storage.schools import journal_answered

ASKED_ABOVE = 10
"""So many removals of a sheet need no confirmation, nor does a fifth of its scope."""

_UNKNOWN_SCHOOL = 0
_PRUNED = ("guardians", "staff", "classes")


async def import_source(
    database: Database,
    source: Source,
    *,
    key: bytes,
    now: datetime,
    dry_run: bool = False,
    confirm_removals: bool = False,
    actor: str = "operator",
    progress: Progress | None = None,
) -> ImportReport:
    """Make the database say what the journal says, within the scope the journal declares.

    All or nothing: errors, removals that nobody confirmed, and `dry_run` leave the database as it was. `now` is UTC,
    `key` the secret that seals the audit. `progress` hears (sheet title, rows read so far).
    """
    async with database.aside() as connection:
        async with connection.begin():
            staged = await stage(connection, source, progress)
        async with database.writing(connection) as transaction:
            await _leave_out_erased(connection, staged, key)
            merged = await _merge(connection, source, staged, now, confirm_removals)
            report = merged.report(staged)
            if merged.stands and not dry_run and merged.school:
                await _conclude(connection, merged.school, key, now, actor)
                await keep_run(connection, source, report, actor, now)
                return replace(report, applied=True)
            await transaction.rollback()
            return report


async def _leave_out_erased(connection: AsyncConnection, staged: Staged, key: bytes) -> None:
    def hashed(role: str, code: str) -> str:
        return code_hash(role, code, key)

    for sheet, dropped in (await tombs.drop_erased(connection, list(staged.rows), hashed)).items():
        staged.rows[sheet] -= dropped


@dataclass(slots=True)
class _Merge:
    """What the merge has come to."""

    school: School | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    removals: list[Removal] = field(default_factory=list)
    stands: bool = False

    def report(self, staged: Staged) -> ImportReport:
        sheets = [
            SheetReport(
                key, staged.titles[key], count.added, count.changed, count.removed, count.unchanged, staged.seconds[key]
            )
            for key, count in self.counts.items()
            if key in staged.titles
        ]
        first = self.school is None or self.school.first_import_at is None
        return ImportReport(staged.problems.all(), tuple(sheets), False, first, tuple(self.removals))


async def _merge(connection: AsyncConnection, source: Source, staged: Staged, now: datetime, confirmed: bool) -> _Merge:
    merge = _Merge(await school_to_import(connection))
    problems, school_id = staged.problems, merge.school.id if merge.school else _UNKNOWN_SCHOOL
    if merge.school is None and staged.school is None:
        problems.add(no_school(next((sheet.file for sheet in source.sheets), "")))
    if "classes" not in staged.rows:
        staged.rows["classes"] = await lists.classes_of_students(connection, school_id)
    if "exam_results" in staged.rows:
        staged.rows["exam_results"] -= await references.keep_last_words(connection)
    async for finding in references.findings(connection, school_id, staged.titles, MOST):
        problems.add(problem_of(finding, source.sheets))
    if problems.fatal:
        return merge
    if staged.school is not None:
        await _merge_school(connection, merge, staged.school)
    assert merge.school is not None
    first = merge.school.first_import_at is None
    await _merge_sheets(connection, merge, staged, Moment(merge.school.id, now, today(now, merge.school.zone), first))
    if confirmed:
        merge.removals.clear()
    merge.stands = not merge.removals
    return merge


async def _merge_school(connection: AsyncConnection, merge: _Merge, record: SchoolRecord) -> None:
    says: dict[str, Any] = {"name": record.name, "timezone": record.timezone, "legal_form": record.legal_form}
    says |= {"year": record.year} if record.year else {}
    if merge.school is None:
        profile = change_profile(Profile(), "regulation", record.regulation) if record.regulation else Profile()
        await add_school(connection, says, profile)
        merge.counts["school"] = Counts(1, 0, 0, 0, 0)
    else:
        changed = await change_school(connection, merge.school.id, says)
        merge.counts["school"] = Counts(0, int(changed), 0, int(not changed), 1)
    merge.school = await school_to_import(connection)


async def _merge_sheets(connection: AsyncConnection, merge: _Merge, staged: Staged, moment: Moment) -> None:
    for rule in SHEETS:
        if rule.key in staged.titles or staged.rows[rule.key]:
            with _timed(staged, rule.key):
                merge.counts[rule.key] = await merging.merge(connection, rule, moment, staged.rows[rule.key])
    for key in _PRUNED:
        if key in staged.titles and (key != "guardians" or "guardianships" in staged.titles):
            with _timed(staged, key):
                removed = await lists.prune(connection, RULES[key], moment)
            merge.counts[key] = replace(merge.counts[key], removed=removed)
    for rule in SHEETS:
        if rule.guarded and rule.key in merge.counts and rule.key in staged.titles:
            _ask_if_many(merge, staged, rule.key)


def _ask_if_many(merge: _Merge, staged: Staged, key: str) -> None:
    counts = merge.counts[key]
    emptied = staged.rows[key] == 0 and counts.scope > 0 and key not in staged.spanned
    if emptied or counts.removed > max(ASKED_ABOVE, counts.scope / 5):
        merge.removals.append(Removal(staged.titles[key], counts.removed, counts.scope))


@contextmanager
def _timed(staged: Staged, key: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    staged.seconds[key] += time.perf_counter() - started


async def _conclude(connection: AsyncConnection, school: School, key: bytes, now: datetime, actor: str) -> None:
    """Tell, say that the journal answered, and leave a row in the audit: the last words before the commit."""
    await restore_restrictions(connection)
    await doubt_phones(connection, school.id, key=key, now=now)
    await tell_after_import(connection, school, now)
    await journal_answered(connection, school.id, now)
    await audit.record(connection, key=key, at=now, actor=actor, act="import_journal", subject=f"school:{school.id}")
