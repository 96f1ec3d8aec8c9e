"""Erasure: a person's data end everywhere, and a tombstone keeps them from coming back (R04, 152-FZ art. 21).

The tombstones are kept in the database and in a file of the data folder, so that a restored older database is cleaned
again. They hold no id of the school's: only its HMAC under the secret key.
"""

import asyncio
import hmac
import json
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.finding import person_of_code
from actions.refusal import Refused
from actions.scanning import SHOWN, forget_orphans, forget_shown, scan_file
from school.access import Role
from school.clock import today
from school.institution import Person
from school.mentions import without
from storage import audit, erasing
from storage.database import Database
from storage.erasing import Tombstone
from storage.schools import all_schools

log = logging.getLogger(__name__)
KEPT = timedelta(days=2)  # full days after the last one; on the third the account is gone (R04: within 3 days)
TOMBS = "erased.jsonl"
PATIENCE = 5  # tries to empty the write-ahead log, a fifth of a second apart


@dataclass(frozen=True, slots=True)
class Erased:
    """An act of destruction: its number, and how many rows of each table and files there were."""

    act: int
    person_id: int
    rows: dict[str, int]
    files: int
    wal_empty: bool  # nothing of it is left in freed space either


def code_hash(role: str, code: str, key: bytes) -> str:
    """What a tombstone keeps of the school's own id."""
    return hmac.new(key, f"tombstone\0{role}\0{code}".encode(), sha256).hexdigest()


async def erase_person(
    database: Database, code: str, *roles: Role, folder: Path, key: bytes, now: datetime, actor: str = "operator"
) -> Erased:
    """Erase a guardian or student by the school's own id. Raises Refused when it is nobody, or several people's."""
    async with database.read() as connection:
        person = await person_of_code(connection, code, *(roles or (Role.GUARDIAN, Role.STUDENT)))
    return await erase(database, person, "asked", folder=folder, key=key, now=now, actor=actor)


async def erase(
    database: Database, person: Person, reason: str, *, folder: Path, key: bytes, now: datetime, actor: str
) -> Erased:
    """Delete everything about a person: rows, files, the log of the database; leave a tombstone and an audit row."""
    hashed = code_hash(person.role, person.code, key)
    async with database.write() as connection:
        kept = await erasing.kept_about(connection, person.id)
        paths = await erasing.forget_person(connection, person.id)
        struck = await _strike_out(connection, person)
        act = await erasing.add_tombstone(connection, person.role, hashed, now, reason)
        counts = dict(Counter({name: len(rows) for name, rows in kept.items()}) + struck)  # asdict breaks a Counter
        subject = f"act:{act} person:{person.id} rows:{'+'.join(f'{name}={count}' for name, count in counts.items())}"
        await audit.record(connection, key=key, at=now, actor=actor, act="erase_person", subject=subject)
    await asyncio.to_thread(_bury, folder, paths, Tombstone(act, person.role, hashed, now, reason))
    return Erased(act, person.id, counts, len(paths), await _space_emptied(database, list(counts)))


async def _strike_out(connection: AsyncConnection, person: Person) -> Counter[str]:
    """The person's name and phone in what others wrote; how many texts of each table were changed."""
    alone = await erasing.namesakes(connection, person) == 0
    changed = []
    for table, column, number, said in await erasing.written_texts(connection, person.school_id):
        kept = without(said, (person.last_name, person.first_name), person.phone, alone=alone)
        if kept != said:
            changed.append((table, column, number, kept))
    await erasing.rewrite_texts(connection, changed)
    return Counter(table for table, _, _, _ in changed)


def counts_of(subject: str) -> dict[str, int]:
    """How many rows of each table an act destroyed, from its row of the audit; {} of one that does not say."""
    said = next((word.removeprefix("rows:") for word in subject.split() if word.startswith("rows:")), "")
    return {name: int(count) for name, _, count in (one.partition("=") for one in said.split("+") if one)}


async def readmit(database: Database, code: str, role: Role, *, folder: Path, key: bytes, now: datetime) -> None:
    """Somebody erased comes back to the school: the next import takes them in. Raises Refused without a tombstone."""
    hashed = code_hash(role, code, key)
    async with database.write() as connection:
        if not await erasing.lift_tombstone(connection, role, hashed):
            raise Refused("Среди уничтоженных нет кода «{code}»: импорт и так примет его.", code=code)
        await audit.record(connection, key=key, at=now, actor="operator", act="readmit_person", subject=f"role:{role}")
    await asyncio.to_thread(_unearth, folder, role, hashed)


async def erase_left(database: Database, now: datetime, *, folder: Path, key: bytes) -> int:
    """Erase those who left in time, however long we slept, and whom a restored database brought back. How many."""
    erased = 0
    await asyncio.to_thread(forget_shown, folder / SHOWN)
    if orphans := await forget_orphans(database, folder):
        log.warning("removed %d scans that no request names", orphans)
    async with database.read() as connection:
        await asyncio.to_thread(_engrave_missing, folder, await erasing.all_tombstones(connection))
    for person in await _left(database, now):
        await erase(database, person, "left", folder=folder, key=key, now=now, actor="system")
        erased += 1
    for role in (Role.STUDENT, Role.GUARDIAN):  # in this order: who represents a student is seen without the erased
        for person in await _revived(database, role, folder, key, now):
            await erase(database, person, "restored", folder=folder, key=key, now=now, actor="system")
            erased += 1
    if erased:
        log.info("erased %d people", erased)
    return 0  # nothing was queued


async def _left(database: Database, now: datetime) -> list[Person]:
    gone: list[Person] = []
    async with database.read() as connection:
        for school in await all_schools(connection):
            last = today(now, school.zone) - KEPT - timedelta(days=1)
            gone += await erasing.gone_since(connection, school.id, last)
    return gone


async def _revived(database: Database, role: Role, folder: Path, key: bytes, now: datetime) -> list[Person]:
    """Who is in the database though the file says erased; a guardian who left may be back with another child.

    What somebody asked for stays so, however often a restore had it done again.
    """
    graves = [one for one in await asyncio.to_thread(_read, folder) if one["role"] == role]
    buried = {one["code_hash"]: one["reason"] for one in sorted(graves, key=lambda one: one["reason"] == "asked")}
    if not buried:
        return []
    async with database.read() as connection:
        alive = [one for one in await erasing.everybody(connection) if one.role is role]
        needed = await erasing.represented(connection, now.date())
    reasons = {one: buried.get(code_hash(role, one.code, key)) for one in alive}
    return [one for one, reason in reasons.items() if reason == "asked" or (reason and one.id not in needed)]


async def _space_emptied(database: Database, tables: list[str]) -> bool:
    for _ in range(PATIENCE):
        if await erasing.empty_space(database, tables):
            return True
        await asyncio.sleep(0.2)
    return False


def _bury(folder: Path, paths: tuple[str, ...], tomb: Tombstone) -> None:
    for path in paths:
        scan_file(folder, path).unlink(missing_ok=True)
    _engrave(folder, tomb)


def _engrave_missing(folder: Path, tombs: tuple[Tombstone, ...]) -> None:
    """What a crash after an erasure's commit kept from the file."""
    known = {(one["role"], one["code_hash"]) for one in _read(folder)}
    for tomb in tombs:
        if (tomb.role, tomb.code_hash) not in known:
            _engrave(folder, tomb)


def _engrave(folder: Path, tomb: Tombstone) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    values = {"role": tomb.role, "code_hash": tomb.code_hash, "reason": tomb.reason}
    values["erased_at"] = tomb.erased_at.isoformat()
    with (folder / TOMBS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(values) + "\n")


def _unearth(folder: Path, role: str, hashed: str) -> None:
    rest = [one for one in _read(folder) if (one["role"], one["code_hash"]) != (role, hashed)]
    (folder / TOMBS).write_text("".join(json.dumps(one) + "\n" for one in rest), encoding="utf-8")


def _read(folder: Path) -> list[dict[str, Any]]:
    path = folder / TOMBS
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
