"""The audit, a page at a time: newest first, about somebody or something."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import Row, row_of, touches
from storage.tables import audit


async def audit_page(
    connection: AsyncConnection,
    *,
    about: Sequence[str] = (),
    act: str = "",
    since: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[Row, ...]:
    """Rows that touch any of these ids ("student:7", "person:3"), of an act, before a row's id; newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if about:
        query = query.where(touches(about))
    if act:
        query = query.where(audit.c.act == act)
    if since:
        query = query.where(audit.c.at >= since)
    if before:
        query = query.where(audit.c.id < before)
    return tuple(map(row_of, await connection.execute(query)))


async def known_acts(connection: AsyncConnection) -> tuple[str, ...]:
    """Every act that was ever written down, by name."""
    return tuple((await connection.execute(select(audit.c.act).distinct().order_by(audit.c.act))).scalars())
