"""Pictures of signed forms that came with a request: where each lies, encrypted, outside the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import contacts, people, scans


@dataclass(frozen=True, slots=True)
class Scan:
    """One encrypted file; `name` is ours, never the sender's."""

    id: int
    contact_id: int
    path: str
    name: str
    picture: bool


async def add_scan(
    connection: AsyncConnection, contact_id: int, path: str, name: str, picture: bool, now: datetime
) -> int:
    """Remember a file of a request; its id."""
    values = {"contact_id": contact_id, "path": path, "name": name, "picture": picture, "received_at": now}
    return int((await connection.execute(insert(scans).values(**values).returning(scans.c.id))).scalar_one())


async def scan_counts(connection: AsyncConnection, contact_ids: Iterable[int]) -> dict[int, int]:
    """How many pages came with each of these requests; one without is left out."""
    query = select(scans.c.contact_id, func.count()).where(scans.c.contact_id.in_(set(contact_ids)))
    return {row[0]: row[1] for row in await connection.execute(query.group_by(scans.c.contact_id))}


async def count_scans(connection: AsyncConnection, contact_id: int) -> int:
    """How many files came with a request."""
    query = select(func.count()).select_from(scans).where(scans.c.contact_id == contact_id)
    return int((await connection.execute(query)).scalar_one())


async def all_paths(connection: AsyncConnection) -> frozenset[str]:
    """Where every file is that a row names."""
    return frozenset((await connection.execute(select(scans.c.path))).scalars())


async def scans_of(connection: AsyncConnection, contact_id: int, school_id: int) -> tuple[Scan, ...]:
    """The files of a request of this school, oldest first."""
    mine = (scans.c.contact_id == contact_id) & (people.c.school_id == school_id)
    query = (
        select(scans.c.id, scans.c.contact_id, scans.c.path, scans.c.name, scans.c.picture)
        .join(contacts, contacts.c.id == scans.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(mine)
        .order_by(scans.c.id)
    )
    return tuple(Scan(*row) for row in await connection.execute(query))
