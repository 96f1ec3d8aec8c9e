"""The audit chain: every change of rights and every disclosure leaves a row, sealed over the row before it."""

import hmac
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit

_LOCK = 0x61756474  # PostgreSQL: rows are chained, so one writer at a time


async def record(connection: AsyncConnection, *, key: bytes, at: datetime, actor: str, act: str, subject: str) -> None:
    """Add a row inside the caller's transaction. `subject` carries ids only ("contact:12 student:7")."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = await connection.execute(select(audit.c.seal).order_by(audit.c.id.desc()).limit(1))
    seal = _seal(key, last.scalar() or b"", at, actor, act, subject)
    await connection.execute(insert(audit).values(at=at, actor=actor, act=act, subject=subject, seal=seal))


async def first_broken(connection: AsyncConnection, key: bytes) -> int | None:
    """The id of the first row whose seal does not follow from the row before it; None when the chain is whole."""
    before = b""
    for row in await connection.execute(select(audit).order_by(audit.c.id)):
        if not hmac.compare_digest(row.seal, _seal(key, before, row.at, row.actor, row.act, row.subject)):
            return int(row.id)
        before = row.seal
    return None


def _seal(key: bytes, before: bytes, at: datetime, actor: str, act: str, subject: str) -> bytes:
    facts = "\0".join((at.isoformat(timespec="microseconds"), actor, act, subject))
    return hmac.new(key, b"audit\0" + before + facts.encode(), sha256).digest()
