"""The audit chain: every change of rights and every disclosure leaves a row, sealed over the row before it."""

import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import ColumnElement, LargeBinary, Select, func, insert, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit

_LAST = 5  # rows that tell whose key it is
PAGE = 1000  # rows read at a time
_LOCK = 0x61756474  # PostgreSQL: rows are chained, so one writer at a time


@dataclass(frozen=True, slots=True)
class Act:
    """Who did or saw what, about whom: ids only."""

    actor: str  # operator | system | contact:ID | person:ID | account:ID
    act: str
    subject: str  # "contact:12 student:7"


@dataclass(frozen=True, slots=True)
class Row(Act):
    """An act as kept."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some moment: how many rows, the last one and its seal. Kept elsewhere, it shows cuts."""

    rows: int
    id: int
    seal: bytes

    @property
    def mark(self) -> str:
        """As much of the seal as people are told."""
        return self.seal.hex()[:16]


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which the chain is not what it was.

    `tampered`: it does not follow from the row before it (one of them was changed, swapped, inserted, or rows between
    them were removed). `truncated`: this row was known and is gone, or what is in its place is not it.
    """

    what: Literal["tampered", "truncated", "forged"]  # forged: the head kept elsewhere is not ours
    row: int
    after: int | None  # the last row that is good


async def record(connection: AsyncConnection, *, key: bytes, at: datetime, actor: str, act: str, subject: str) -> None:
    """Add a row inside the caller's transaction. `subject` carries ids only ("contact:12 student:7")."""
    await record_all(connection, [Act(actor, act, subject)], key=key, at=at)


async def record_all(
    connection: AsyncConnection, acts: Sequence[Act], *, key: bytes, at: datetime, last: bytes | None = None
) -> None:
    """Add rows inside the caller's transaction; nothing when there are none.

    `last` is `last_seal()` if an earlier statement of the same transaction brought it: on SQLite, with its one writer,
    it is still the last; PostgreSQL asks again, after the others.
    """
    if not acts:
        return
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        last = None
    seal = (await connection.execute(select(last_seal()))).scalar_one() if last is None else last
    rows = []
    for one in acts:
        seal = _seal(key, seal, at, one.actor, one.act, one.subject)
        rows.append({"at": at, "actor": one.actor, "act": one.act, "subject": one.subject, "seal": seal})
    await connection.execute(insert(audit), rows)


def last_seal() -> ColumnElement[bytes]:
    """The seal of the last row, b"" while there is none, to be selected or returned."""
    last = select(audit.c.seal).order_by(audit.c.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(last, literal(b"", LargeBinary))


async def head(connection: AsyncConnection, known: Head | None = None) -> Head | None:
    """Where the chain ends; None while it is empty. Rows up to `known` are not counted again."""
    since = known.id if known else 0
    query = select(func.count(), func.max(audit.c.id)).where(audit.c.id > since)
    more, last = (await connection.execute(query)).one()
    if not last:
        return known
    seal = (await connection.execute(select(audit.c.seal).where(audit.c.id == last))).scalar_one()
    return Head((known.rows if known else 0) + more, last, seal)


async def head_at(connection: AsyncConnection, row_id: int) -> Head | None:
    """Where the chain ended when this row was its last one; None when there is no such row."""
    before = select(func.count()).where(audit.c.id <= row_id).scalar_subquery()
    found = (await connection.execute(select(audit.c.seal, before).where(audit.c.id == row_id))).one_or_none()
    return Head(found[1], row_id, found[0]) if found else None


async def first_break(connection: AsyncConnection, key: bytes, known: Head | None = None) -> tuple[int, Break | None]:
    """How many rows are good from the first on, and where the chain breaks; `known` is a head kept elsewhere."""
    good, last, seal = 0, None, b""
    async for row in _paged(connection, select(audit)):
        seal = _seal(key, seal, row.at, row.actor, row.act, row.subject)
        if not hmac.compare_digest(row.seal, seal):
            return good, Break("tampered", row.id, last)
        good, last = good + 1, row.id
        if known and good == known.rows and not hmac.compare_digest(seal[: len(known.seal)], known.seal):
            return good - 1, Break("truncated", row.id, last)
    if known and good < known.rows:
        return good, Break("truncated", known.id or good + 1, last)
    return good, None


async def sealed_with(connection: AsyncConnection, key: bytes) -> bool:
    """Whether any of the last rows is sealed with this key; True while there are none. One changed row is no reason."""
    last = (await connection.execute(select(audit).order_by(audit.c.id.desc()).limit(_LAST))).all()[::-1]
    before = [b"" if len(last) < _LAST else None, *(row.seal for row in last)]
    return not last or any(
        seal is not None and hmac.compare_digest(row.seal, _seal(key, seal, row.at, row.actor, row.act, row.subject))
        for seal, row in zip(before, last, strict=False)
    )


async def rows_of_act(connection: AsyncConnection, act: str) -> tuple[Row, ...]:
    """Every row of one act, oldest first."""
    query = select(audit).where(audit.c.act == act).order_by(audit.c.id)
    return tuple(map(row_of, await connection.execute(query)))


async def rows_about(
    connection: AsyncConnection, subjects: Sequence[str] = (), since: datetime | None = None
) -> AsyncIterator[Row]:
    """Rows that touch any of these ids ("student:7"), or all rows, oldest first, at or after an instant."""
    query = select(audit)
    if subjects:
        query = query.where(touches(subjects))
    if since:
        query = query.where(audit.c.at >= since)
    async for row in _paged(connection, query):
        yield row_of(row)


async def _paged(connection: AsyncConnection, query: Select[Any]) -> AsyncIterator[Any]:
    """The rows by id, a page in memory at a time: the log is long."""
    ordered = query.order_by(audit.c.id).limit(PAGE)
    page = (await connection.execute(ordered)).all()
    while page:
        for row in page:
            yield row
        page = (await connection.execute(ordered.where(audit.c.id > page[-1].id))).all()


def row_of(row: Any) -> Row:
    """A row with the columns of audit as a Row."""
    return Row(row.actor, row.act, row.subject, row.id, row.at)


def touches(ids: Sequence[str]) -> ColumnElement[bool]:
    """The row touches any of these ids, as actor or as subject."""
    around = " " + audit.c.actor + " " + audit.c.subject + " "
    return or_(*(around.contains(f" {one} ", autoescape=True) for one in ids))


def _seal(key: bytes, before: bytes, at: datetime, actor: str, act: str, subject: str) -> bytes:
    facts = "\0".join((at.isoformat(timespec="microseconds"), actor, act, subject))
    return hmac.new(key, b"audit\0" + before + facts.encode(), sha256).digest()
