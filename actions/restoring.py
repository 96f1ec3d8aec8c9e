"""A restored database: its queue waits for an administrator, and nothing that ended since the copy comes back to life.

Of the database that was in use until now is taken over what decides who may be told (papers, links, court documents,
the school's policy), how each message of the queue ended, and the audit since the copy. Where that database is gone or
is another one, nobody is answered either until an administrator has looked: what was withdrawn since is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.alarming import tell_administrators
from actions.erasing import erase_left
from actions.refusal import Refused
from school.outbox import Hold
from storage import audit, restoring
from storage.audit import Head
from storage.database import Database
from storage.schools import all_schools

ACT, FOUND = "restore_database", "find_older_database"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found and done. `lost`: rows of the audit that were known once and are not in it any more."""

    hold: Hold
    held: int  # rows of the queue
    carried: bool
    lost: int


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore as the audit tells of it: how many rows the copy had, the database before it, and how many are lost."""

    row: int
    at: datetime  # UTC
    copied: int
    before: int
    lost: int


@dataclass(frozen=True, slots=True)
class Released:
    """How many rows of the queue go out after all, and how many ended instead."""

    queued: int
    ended: int


@dataclass(frozen=True, slots=True)
class _Before:
    """What the database that was in use until now knows better than the copy."""

    head: Head | None = None
    newer: bool = False  # it continues the copy
    older: bool = False  # the copy continues it
    rows: Mapping[str, Any] = field(default_factory=dict)
    last_ids: Mapping[str, int] = field(default_factory=dict)


async def adopt(
    database: Database,
    before: Database | None,
    known: Head | None,
    *,
    folder: Path,
    key: bytes,
    now: datetime,
    actor: str = "operator",
) -> Restored:
    """Make a restored database safe to run on. `before`: the one that it replaces, at today's schema, if readable.

    `known` is the end of the audit as the data folder keeps it. Raises what the database raises; then nothing changed.
    """
    async with database.read() as connection:
        copied = await audit.head(connection)
        knows = known is None or await audit.head_at(connection, known.id) == known
    old = await _look_back(before, database, copied, key) if before else _Before()
    sure = old.newer or (old.older and knows)
    hold = Hold.QUEUE if sure else Hold.EVERYTHING
    ends = [head for head in (old.head, known) if head]
    last = max(ends, key=lambda head: head.rows, default=None)
    lost = 0 if sure or last is None else max(0, last.rows - (copied.rows if copied else 0))
    async with database.write() as connection:
        if old.newer:
            await _carry(connection, old)
        await restoring.close_questions(connection, now)
        held = await restoring.hold_queue(connection, hold, now)
        await restoring.skip_ids(connection, await _given(connection, old, sure))
        subject = f"copy:{_mark(copied)} before:{_mark(last)} lost:{lost} held:{held}"
        await audit.record(connection, key=key, at=now, actor=actor, act=ACT, subject=subject)
        await _tell(connection, held, now)
    await erase_left(database, now, folder=folder, key=key)
    return Restored(hold, held, old.newer, lost)


async def hold_older(database: Database, known: Head | None, *, key: bytes, now: datetime) -> bool:
    """The database lacks what the data folder knows of its audit: somebody put an older one in its place by hand.

    It is held until it is released, once for each end of the audit that is missed. True when it is held now.
    """
    missed = f"before:{_mark(known)}"
    async with database.write() as connection:
        if any(missed in row.subject.split() for row in await audit.rows_of_act(connection, FOUND)):
            return False
        await restoring.close_questions(connection, now)
        held = await restoring.hold_queue(connection, Hold.EVERYTHING, now)
        await restoring.skip_ids(connection, await _given(connection, _Before(), False))
        subject = f"{missed} held:{held}"
        await audit.record(connection, key=key, at=now, actor="system", act=FOUND, subject=subject)
        await _tell(connection, held, now)
    return True


async def restores(database: Database) -> tuple[Restore, ...]:
    """Every restore that the audit tells of, oldest first."""
    async with database.read() as connection:
        rows = await audit.rows_of_act(connection, ACT)
    return tuple(_restore(row) for row in rows)


async def release_restored(
    database: Database, *, drop: bool = False, key: bytes, now: datetime, actor: str = "operator"
) -> Released:
    """The school goes on: what was held goes out, saying that it may be a repetition, or with `drop` ends unsent.

    A digest is never told twice. Raises Refused when nothing is held.
    """
    async with database.write() as connection:
        hold, held = await restoring.hold_of(connection)
        if hold is None and not held:
            raise Refused("Отпускать нечего: очередь не задержана.")
        ended = await restoring.drop_held(connection, now) if drop else await restoring.end_digests(connection, now)
        queued = await restoring.release_queue(connection)
        subject = f"queued:{queued} ended:{ended}"
        await audit.record(connection, key=key, at=now, actor=actor, act="release_queue", subject=subject)
    return Released(queued, ended)


async def _look_back(before: Database, database: Database, copied: Head | None, key: bytes) -> _Before:
    """What the database that is replaced knows; only its ids when its audit is broken or is another one's."""
    async with before.read() as connection:
        last_ids = await restoring.last_ids(connection)
        good, broken = await audit.first_break(connection, key)
        head = await audit.head(connection)
        if broken or not good or copied is None or head is None:
            return _Before(head, last_ids=last_ids)
        if await audit.head_at(connection, copied.id) == copied:
            rows = await restoring.since(connection, copied.id)
            return _Before(head, newer=True, rows=rows, last_ids=last_ids)
    async with database.read() as connection:
        older = await audit.head_at(connection, head.id) == head
    return _Before(head, older=older, last_ids=last_ids)


async def _carry(connection: AsyncConnection, old: _Before) -> None:
    """Write into the copy what the database before it knew better."""
    for table in restoring.ENDED:
        await restoring.carry_end(connection, table, [one["id"] for one in old.rows[f"all {table.name}"]])
    for table, names in restoring.TODAYS.items():
        await restoring.carry_values(connection, table, names, old.rows[f"todays {table.name}"])
    await restoring.carry_outcomes(connection, old.rows["outcomes"])
    mine = await restoring.last_ids(connection)
    for table in restoring.ADDED:
        fresh = [row for row in old.rows[f"all {table.name}"] if row["id"] > mine.get(table.name, 0)]
        await restoring.carry_rows(connection, table, fresh)
    await restoring.carry_audit(connection, old.rows["audit"])


async def _given(connection: AsyncConnection, old: _Before, sure: bool) -> dict[str, int]:
    """The highest id of each table that may have been given to something by now."""
    mine = await restoring.last_ids(connection)
    gap = 0 if sure else restoring.GAP
    names = ({*mine, *old.last_ids} | {"outbox"}) - {"audit"}
    return {name: max(mine.get(name, 0), old.last_ids.get(name, 0)) + gap for name in sorted(names)}


async def _tell(connection: AsyncConnection, held: int, now: datetime) -> None:
    for school in await all_schools(connection):
        await tell_administrators(connection, school.id, "restored", f"{now.timestamp():.0f}", now, ref_id=held)


def _restore(row: audit.Row) -> Restore:
    said = dict(word.split(":", 1) for word in row.subject.split())
    copied, before = (int(said[name].partition(":")[0]) if said[name] != "none" else 0 for name in ("copy", "before"))
    return Restore(row.id, row.at, copied, before, int(said["lost"]))


def _mark(head: Head | None) -> str:
    return f"{head.rows}:{head.mark}" if head else "none"
