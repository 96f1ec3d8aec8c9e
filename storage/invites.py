"""One-time codes, kept as hashes, and the tries that accounts have made."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from storage.tables import contacts, invites, tries


async def add_invite(
    connection: AsyncConnection,
    person_id: int,
    code_hash: str,
    now: datetime,
    expires_at: datetime,
    contact_id: int | None = None,
) -> None:
    """Keep a new code of a person; `contact_id`: made in this messenger of theirs, for a second one."""
    values = {"person_id": person_id, "code_hash": code_hash, "created_at": now, "expires_at": expires_at}
    await connection.execute(insert(invites).values(**values, contact_id=contact_id))


async def is_vouched(connection: AsyncConnection, code_hash: str) -> bool:
    """Was the code made in a messenger of the same person, which is approved still?"""
    query = select(invites.c.id).join(contacts, contacts.c.id == invites.c.contact_id)
    mine = (contacts.c.state == ContactState.APPROVED) & (contacts.c.person_id == invites.c.person_id)
    return (await connection.execute(query.where(mine & (invites.c.code_hash == code_hash)))).first() is not None


async def forget_invites(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    """A new code makes the person's unused older ones void."""
    unused = (invites.c.person_id == person_id) & invites.c.used_at.is_(None)
    await connection.execute(update(invites).where(unused).values(used_at=now))


async def use_invite(connection: AsyncConnection, code_hash: str, now: datetime) -> int | None:
    """Spend a code: the person it stands for, or None when it is unknown, used or expired. One statement decides."""
    good = (invites.c.code_hash == code_hash) & invites.c.used_at.is_(None) & (invites.c.expires_at > now)
    spent = update(invites).where(good).values(used_at=now).returning(invites.c.person_id)
    person_id: int | None = (await connection.execute(spent)).scalar()
    return person_id


async def person_of_code(connection: AsyncConnection, code_hash: str) -> int | None:
    """Whose code it is or was, spent or not; None when it never was one."""
    query = select(invites.c.person_id).where(invites.c.code_hash == code_hash)
    person_id: int | None = (await connection.execute(query)).scalar()
    return person_id


async def add_try(connection: AsyncConnection, channel: str, chat: str, now: datetime) -> int:
    """This account tried to link itself; the id of the try."""
    added = insert(tries).values(channel=channel, chat=chat, at=now).returning(tries.c.id)
    return int((await connection.execute(added)).scalar_one())


async def forget_try(connection: AsyncConnection, try_id: int) -> None:
    """A try that does not count."""
    await connection.execute(delete(tries).where(tries.c.id == try_id))


async def tries_since(connection: AsyncConnection, channel: str, chat: str, since: datetime) -> tuple[int, int]:
    """How often this account, and how often everybody, failed to link since an instant."""
    mine = func.count().filter((tries.c.channel == channel) & (tries.c.chat == chat))
    query = select(mine, func.count()).select_from(tries).where(tries.c.at > since)
    own, everybody = (await connection.execute(query)).one()
    return own, everybody


async def forget_tries(connection: AsyncConnection, before: datetime) -> None:
    """Tries older than an instant count no more."""
    await connection.execute(delete(tries).where(tries.c.at < before))
