"""What one administrator asked and another must look at before it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import people, second_looks


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Asked by one person, decided by another. `agreed` None: not decided yet."""

    id: int
    school_id: int
    what: str  # export | approvals
    count: int
    asked_by: int
    asked_name: str
    asked_at: datetime
    decided_at: datetime | None
    agreed: bool | None
    used_at: datetime | None


async def add_second_look(connection: AsyncConnection, **values: Any) -> int:
    """Keep what was asked; its id. Columns as in storage.tables.second_looks."""
    added = insert(second_looks).values(**values).returning(second_looks.c.id)
    return int((await connection.execute(added)).scalar_one())


async def second_looks_since(connection: AsyncConnection, school_id: int, since: datetime) -> tuple[SecondLook, ...]:
    """What was asked in a school after an instant, latest first."""
    return await _looks(connection, (second_looks.c.school_id == school_id) & (second_looks.c.asked_at > since))


async def second_look_by_id(connection: AsyncConnection, look_id: int) -> SecondLook | None:
    """One of them; None when there is none."""
    return next(iter(await _looks(connection, second_looks.c.id == look_id)), None)


async def decide_second_look(connection: AsyncConnection, look_id: int, by: int, agreed: bool, now: datetime) -> bool:
    """Another person decides; False when it is decided, or asked by the same one."""
    open_ = (second_looks.c.id == look_id) & second_looks.c.decided_at.is_(None) & (second_looks.c.asked_by != by)
    values = {"decided_by": by, "decided_at": now, "agreed": agreed}
    return (await connection.execute(update(second_looks).where(open_).values(**values))).rowcount == 1


async def agreed_count(connection: AsyncConnection, person_id: int, what: str, since: datetime) -> int:
    """How many more of something others agreed to for a person since an instant."""
    mine = (second_looks.c.asked_by == person_id) & (second_looks.c.what == what)
    query = select(func.coalesce(func.sum(second_looks.c.count), 0))
    query = query.where(mine & second_looks.c.agreed.is_(True) & (second_looks.c.decided_at >= since))
    return int((await connection.execute(query)).scalar_one())


async def use_second_look(
    connection: AsyncConnection, person_id: int, what: str, since: datetime, now: datetime
) -> int:
    """Spend what others agreed to after `since` and was not used: how many were spent."""
    mine = (second_looks.c.asked_by == person_id) & (second_looks.c.what == what) & second_looks.c.used_at.is_(None)
    agreed = second_looks.c.agreed.is_(True) & (second_looks.c.decided_at >= since)
    return (await connection.execute(update(second_looks).where(mine & agreed).values(used_at=now))).rowcount


async def _looks(connection: AsyncConnection, where: ColumnElement[bool]) -> tuple[SecondLook, ...]:
    names = ("id", "school_id", "what", "count", "asked_by", "asked_at", "decided_at", "agreed", "used_at")
    query = (
        select(*(second_looks.c[name] for name in names), people.c.last_name, people.c.first_name)
        .join(people, people.c.id == second_looks.c.asked_by)
        .where(where)
        .order_by(second_looks.c.id.desc())
    )
    return tuple(
        SecondLook(asked_name=f"{row.last_name} {row.first_name}", **{name: getattr(row, name) for name in names})
        for row in await connection.execute(query)
    )
