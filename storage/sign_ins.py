"""Who asked to sit down at the console: one row per browser that asked, known and unknown people alike."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import sign_ins


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that asked. Only hashes of its cookie and of the link are kept."""

    id: int
    person_id: int | None
    browser_hash: str
    tries: int
    expires_at: datetime
    confirmed_at: datetime | None
    used_at: datetime | None

    def open(self, now: datetime) -> bool:
        """May it still lead to a session?"""
        return self.used_at is None and now < self.expires_at


async def add_sign_in(connection: AsyncConnection, **values: Any) -> int:
    """Keep that a browser asked; its id. Columns as in storage.tables.sign_ins."""
    return int((await connection.execute(insert(sign_ins).values(**values).returning(sign_ins.c.id))).scalar_one())


async def asked_since(
    connection: AsyncConnection, since: datetime, *, person_id: int | None, source: str
) -> tuple[int, int, int]:
    """How often it was asked since an instant: for this person, from this network address, at all."""
    mine = func.count().filter(sign_ins.c.person_id == (person_id or 0))
    here = func.count().filter(sign_ins.c.source == source)
    query = select(mine, here, func.count()).select_from(sign_ins).where(sign_ins.c.asked_at > since)
    own, from_here, everybody = (await connection.execute(query)).one()
    return own, from_here, everybody


async def sign_in_of_browser(connection: AsyncConnection, browser_hash: str) -> SignIn | None:
    """What a browser asked for."""
    return await _one(connection, sign_ins.c.browser_hash == browser_hash)


async def sign_in_of_link(connection: AsyncConnection, link_hash: str) -> SignIn | None:
    """What a link belongs to."""
    return await _one(connection, sign_ins.c.link_hash == link_hash)


async def newest_open(connection: AsyncConnection, person_id: int, now: datetime) -> SignIn | None:
    """The latest that was asked for a person and is neither used nor over."""
    mine = (sign_ins.c.person_id == person_id) & sign_ins.c.used_at.is_(None) & (sign_ins.c.expires_at > now)
    query = _columns().where(mine).order_by(sign_ins.c.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return SignIn(*row) if row else None


async def confirm_sign_in(connection: AsyncConnection, sign_in_id: int, now: datetime) -> bool:
    """The person says that it was asked by them; False when it is said already, used or over."""
    fresh = (sign_ins.c.id == sign_in_id) & sign_ins.c.confirmed_at.is_(None) & (sign_ins.c.expires_at > now)
    return (await connection.execute(update(sign_ins).where(fresh).values(confirmed_at=now))).rowcount == 1


async def use_sign_in(connection: AsyncConnection, browser_hash: str, now: datetime) -> int | None:
    """Spend what was confirmed: the person, or None when there is nothing to spend. One statement decides."""
    good = (sign_ins.c.browser_hash == browser_hash) & sign_ins.c.confirmed_at.is_not(None)
    good &= sign_ins.c.used_at.is_(None) & (sign_ins.c.expires_at > now)
    spent = update(sign_ins).where(good).values(used_at=now).returning(sign_ins.c.person_id)
    person_id: int | None = (await connection.execute(spent)).scalar()
    return person_id


async def count_try(connection: AsyncConnection, sign_in_id: int) -> None:
    """A wrong code was typed."""
    mine = sign_ins.c.id == sign_in_id
    await connection.execute(update(sign_ins).where(mine).values(tries=sign_ins.c.tries + 1))


async def forget_sign_ins(connection: AsyncConnection, before: datetime) -> None:
    """What was asked before an instant counts no more."""
    await connection.execute(delete(sign_ins).where(sign_ins.c.asked_at < before))


def _columns() -> Any:
    names = ("id", "person_id", "browser_hash", "tries", "expires_at", "confirmed_at", "used_at")
    return select(*(sign_ins.c[name] for name in names))


async def _one(connection: AsyncConnection, where: ColumnElement[bool]) -> SignIn | None:
    row = (await connection.execute(_columns().where(where))).one_or_none()
    return SignIn(*row) if row else None
