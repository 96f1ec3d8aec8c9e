"""What is kept about a person, wherever it is, and its end: found by the references, so that nothing is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, insert, literal, or_, select, text, union_all, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import Role
from school.institution import Person
from school.lastlook import name_stems
from storage.audit import rows_about
from storage.database import Database
from storage.people import COLUMNS, person_of
from storage.tables import (
    accounts,
    announcement_options,
    announcements,
    contacts,
    guardianships,
    inbox,
    letters,
    metadata,
    people,
    scans,
    tombstones,
    tries,
)

NAMED = frozenset({"people", "accounts"})
"""Small tables that say who somebody is: PostgreSQL writes them anew, for VACUUM alone leaves the bytes in the page."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Who must not come back: the role and the hash of the school's own id; `id` numbers the act."""

    id: int
    role: str
    code_hash: str
    erased_at: datetime
    reason: str


async def kept_about(connection: AsyncConnection, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table: those that point at the person, at the person's contacts and accounts."""
    found: dict[str, list[dict[str, Any]]] = {
        "people": await _rows(connection, select(people), people.c.id == person_id)
    }
    mine = select(contacts.c.id).where(contacts.c.person_id == person_id)
    chats = select(accounts).where(
        accounts.c.id.in_(select(contacts.c.account_id).where(contacts.c.person_id == person_id))
    )
    for table in metadata.sorted_tables:
        points = [key.parent == person_id for key in table.foreign_keys if key.column is people.c.id]
        points += [key.parent.in_(mine) for key in table.foreign_keys if key.column is contacts.c.id]
        if points:
            found[table.name] = await _rows(connection, select(table), or_(*points))
    found["accounts"] = await _rows(connection, chats)
    for account in found["accounts"]:
        for table in (inbox, tries):
            theirs = (table.c.channel == account["channel"]) & (table.c.chat == account["chat"])
            found[table.name] = found.get(table.name, []) + await _rows(connection, select(table), theirs)
    return {name: rows for name, rows in found.items() if rows}


async def audit_about(connection: AsyncConnection, tokens: Sequence[str]) -> list[dict[str, Any]]:
    """The audit rows that name any of these ("person:7", "contact:12") as actor or subject, oldest first."""
    names = ("id", "at", "actor", "act", "subject")
    return [{name: getattr(row, name) for name in names} async for row in rows_about(connection, tokens)]


async def forget_person(connection: AsyncConnection, person_id: int) -> tuple[str, ...]:
    """Delete a person with everything that points there; the paths of files to remove once it is committed."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("PRAGMA secure_delete=ON"))  # what is freed is overwritten with zeros
    mine = contacts.c.person_id == person_id
    scanned = select(scans.c.path).where(scans.c.contact_id.in_(select(contacts.c.id).where(mine)))
    paths = tuple((await connection.execute(scanned)).scalars())
    others = contacts.alias("others")
    shared = exists().where((others.c.account_id == accounts.c.id) & (others.c.person_id != person_id))
    own = accounts.c.id.in_(select(contacts.c.account_id).where(mine)) & ~shared
    for row in (await connection.execute(select(accounts.c.id, accounts.c.channel, accounts.c.chat).where(own))).all():
        for table in (inbox, tries):
            here = (table.c.channel == row.channel) & (table.c.chat == row.chat)
            await connection.execute(delete(table).where(here))
        await connection.execute(delete(accounts).where(accounts.c.id == row.id))
    await connection.execute(delete(people).where(people.c.id == person_id))
    return paths


async def written_texts(connection: AsyncConnection, school_id: int) -> list[tuple[str, str, int, str]]:
    """What staff and families of a school wrote, where anybody may be named: (table, column, id, text)."""
    ours = select(announcements.c.id).where(announcements.c.school_id == school_id)
    places = (
        (announcements.c.text, announcements.c.id.in_(ours)),
        (announcements.c.question, announcements.c.id.in_(ours) & announcements.c.question.is_not(None)),
        (announcement_options.c.text, announcement_options.c.announcement_id.in_(ours)),
        (letters.c.text, letters.c.announcement_id.in_(ours)),
    )
    rows = [
        select(literal(column.table.name), literal(column.name), column.table.c.id, column).where(where)
        for column, where in places
    ]
    found = await connection.execute(union_all(*rows))
    return [(table, column, number, said) for table, column, number, said in found]


async def rewrite_texts(connection: AsyncConnection, changed: Sequence[tuple[str, str, int, str]]) -> None:
    """Put these in the places of what `written_texts` found."""
    for table_name, column, number, said in changed:
        table = metadata.tables[table_name]
        await connection.execute(update(table).where(table.c.id == number).values({column: said}))


async def namesakes(connection: AsyncConnection, person: Person) -> int:
    """How many others of the school bear the person's last name in any form: «Орлов», «Орлова»; «Белый», «Белая»."""
    others = (people.c.school_id == person.school_id) & (people.c.id != person.id)
    mine = name_stems(person.last_name)
    names = (await connection.execute(select(people.c.last_name).where(others))).scalars()
    return sum(not mine.isdisjoint(name_stems(name)) for name in names)


async def add_tombstone(connection: AsyncConnection, role: str, code_hash: str, now: datetime, reason: str) -> int:
    """Remember that somebody was erased; the number of the act."""
    same = (tombstones.c.role == role) & (tombstones.c.code_hash == code_hash)
    await connection.execute(delete(tombstones).where(same))
    values = {"role": role, "code_hash": code_hash, "erased_at": now, "reason": reason}
    return int((await connection.execute(insert(tombstones).values(**values).returning(tombstones.c.id))).scalar_one())


async def lift_tombstone(connection: AsyncConnection, role: str, code_hash: str) -> bool:
    """Somebody comes back: the next import takes them in again. False when there was no tombstone."""
    same = (tombstones.c.role == role) & (tombstones.c.code_hash == code_hash)
    return (await connection.execute(delete(tombstones).where(same))).rowcount > 0


async def all_tombstones(connection: AsyncConnection) -> tuple[Tombstone, ...]:
    """Everybody who was erased, oldest first."""
    return tuple(Tombstone(*row) for row in await connection.execute(select(tombstones).order_by(tombstones.c.id)))


async def everybody(connection: AsyncConnection) -> tuple[Person, ...]:
    """All guardians and students."""
    query = select(*COLUMNS).where(people.c.role != Role.STAFF).order_by(people.c.id)
    return tuple(map(person_of, await connection.execute(query)))


async def gone_since(connection: AsyncConnection, school_id: int, day: date) -> tuple[Person, ...]:
    """Students of a school whose last day was `day` or earlier, and guardians who represent nobody else."""
    student, kin = people.alias("student"), guardianships.alias("kin")
    wards = (kin.c.guardian_id == people.c.id) & (student.c.id == kin.c.student_id)
    stays = or_(student.c.left_on.is_(None), student.c.left_on > day)
    guardian = and_(people.c.role == Role.GUARDIAN, exists().where(wards), ~exists().where(wards & stays))
    left = and_(people.c.role == Role.STUDENT, people.c.left_on <= day)
    query = select(*COLUMNS).where((people.c.school_id == school_id) & or_(left, guardian))
    return tuple(map(person_of, await connection.execute(query.order_by(people.c.role, people.c.id))))


async def represented(connection: AsyncConnection, day: date) -> frozenset[int]:
    """Ids of guardians who represent a student whose last day is not over that day."""
    stays = or_(people.c.left_on.is_(None), people.c.left_on >= day)
    query = select(guardianships.c.guardian_id).join(people, people.c.id == guardianships.c.student_id).where(stays)
    return frozenset((await connection.execute(query)).scalars())


async def empty_space(database: Database, names: Sequence[str]) -> bool:
    """Nothing deleted is left where it was: in SQLite's write-ahead log, in dead rows of these PostgreSQL tables.

    False while a reader holds the log, or a table is locked: try again later.
    """
    async with database.aside() as connection:
        if database.is_sqlite:
            return not (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            await alone.exec_driver_sql("SET lock_timeout = '2s'")  # nobody waits longer behind us
            for name in names:
                full = "FULL " if name in NAMED else ""
                await alone.exec_driver_sql(f'VACUUM {full}"{metadata.tables[name].name}"')
        except DBAPIError:
            return False
    return True


async def _rows(connection: AsyncConnection, query: Select[Any], where: Any = None) -> list[dict[str, Any]]:
    found = await connection.execute(query if where is None else query.where(where))
    return [dict(row._mapping) for row in found]
