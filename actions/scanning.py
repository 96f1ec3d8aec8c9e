"""Signed forms sent in chat: kept encrypted outside the database, seen by administrators only, gone with the person."""

import asyncio
import base64
import secrets
import time
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from actions.alarming import tell_administrators
from actions.refusal import Refused
from school.access import may_decide
from school.institution import Contact, Person
from storage import audit
from storage.database import Database
from storage.scans import Scan, add_scan, all_paths, count_scans, scans_of

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

MOST = 6  # files of one request: a page each for four purposes, and two to spare
SCANS = "scans"  # folder of the data folder; rows hold names in it, so the whole may be moved elsewhere
SHOWN = "shown"  # folder of what was decrypted for a look, minutes ago at most
LOOKED_AT = 300.0  # seconds
KEPT_UNNAMED = 3600.0  # seconds
_KINDS = ((b"\xff\xd8\xff", ".jpg", True), (b"\x89PNG\r\n", ".png", True), (b"%PDF-", ".pdf", False))


async def keep_scan(
    database: Database, contact: Contact, content: bytes, *, folder: Path, key: bytes, now: datetime
) -> int | None:
    """Keep a signed form of a request; how many there are now, None when it is no picture or PDF, or one too many.

    `folder` is the data folder. The administrators hear of it once per request and hour.
    """
    kind = next((kind for kind in _KINDS if content.startswith(kind[0])), None)
    if kind is None:
        return None
    path = folder / SCANS / f"{secrets.token_hex(16)}.enc"
    async with database.write() as connection:
        count = await count_scans(connection, contact.id) + 1
        if count > MOST:
            return None
        name = f"form-{contact.id}-{count}{kind[1]}"
        await asyncio.to_thread(_write, path, content, key)
        scan_id = await add_scan(connection, contact.id, path.name, name, kind[2], now)
        subject, actor = f"contact:{contact.id} scan:{scan_id}", f"contact:{contact.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="keep_scan", subject=subject)
        about = f"{contact.id}:{now:%Y-%m-%dT%H}"
        await tell_administrators(connection, contact.person.school_id, "scan", about, now, ref_id=contact.id)
    return count


async def open_scans(
    database: Database, contact_id: int, by: Person, *, folder: Path, key: bytes, now: datetime
) -> tuple[tuple[Scan, bytes], ...]:
    """The signed forms of a request, decrypted, for an administrator of its school; reading them leaves an audit row.

    A file that is gone, or that another key sealed, is left out. Raises Refused for anybody else.
    """
    if not may_decide(by.role, by.duties):
        raise Refused("Бланки видит только администратор этой школы.")
    async with database.write() as connection:
        found = await scans_of(connection, contact_id, by.school_id)
        if found:
            subject = f"contact:{contact_id}"
            await audit.record(connection, key=key, at=now, actor=f"person:{by.id}", act="open_scans", subject=subject)
    opened = [(scan, await asyncio.to_thread(_read, scan_file(folder, scan.path), key)) for scan in found]
    return tuple((scan, content) for scan, content in opened if content is not None)


def scan_file(folder: Path, name: str) -> Path:
    """Where a scan is in this data folder; of a path from before the folder moved, the name counts."""
    return folder / SCANS / Path(name).name


def forget_shown(folder: Path) -> None:
    """Remove what was laid out for a look some minutes ago."""
    for path in folder.glob("*") if folder.is_dir() else ():
        if time.time() - path.stat().st_mtime > LOOKED_AT:
            path.unlink(missing_ok=True)


async def forget_orphans(database: Database, folder: Path) -> int:
    """Remove scans that no row names, which a crash between an erasure and its files leaves behind. How many.

    `folder` is the data folder. A file of the last hour may be one whose request is just being kept.
    """
    old = await asyncio.to_thread(_older, folder / SCANS, KEPT_UNNAMED)
    if not old:
        return 0
    async with database.read() as connection:
        named = {Path(path).name for path in await all_paths(connection)}
    orphans = [path for path in old if path.name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _older(folder: Path, seconds: float) -> list[Path]:
    """The files that are older; by the clock of the files."""
    found = folder.glob("*.enc") if folder.is_dir() else ()
    return [path for path in found if time.time() - path.stat().st_mtime > seconds]


def _cipher(key: bytes) -> "Fernet":
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(sha256(b"scans\0" + key).digest()))


def _write(path: Path, content: bytes, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(_cipher(key).encrypt(content))


def _read(path: Path, key: bytes) -> bytes | None:
    from cryptography.fernet import InvalidToken

    try:
        content: bytes = _cipher(key).decrypt(path.read_bytes())
    except (OSError, InvalidToken):
        return None
    return content
