"""Who sits at the console: sessions, kept as hashes of their tokens, and the keys of desks without a phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState
from school.institution import Person
from storage.database import upsert
from storage.people import COLUMNS, person_of
from storage.tables import accounts, console_sessions, contacts, desk_keys, people


@dataclass(frozen=True, slots=True)
class Session:
    """A person at a browser."""

    id: int
    person: Person
    way: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    notice: str | None


@dataclass(frozen=True, slots=True)
class DeskKey:
    """A password and the secret of one-time passwords; in force once `confirmed_at` is set."""

    person_id: int
    password_hash: str
    secret: bytes
    confirmed_at: datetime | None
    last_step: int
    failures: int
    locked_until: datetime | None


async def add_session(connection: AsyncConnection, **values: Any) -> int:
    """Keep a new session; its id. Columns as in storage.tables.console_sessions."""
    added = insert(console_sessions).values(**values).returning(console_sessions.c.id)
    return int((await connection.execute(added)).scalar_one())


async def session_of_token(connection: AsyncConnection, token_hash: str) -> Session | None:
    """The session with this token, alive or not."""
    found = await connection.execute(_sessions().where(console_sessions.c.token_hash == token_hash))
    row = found.one_or_none()
    return _session(row) if row else None


async def sessions_since(connection: AsyncConnection, person_id: int, since: datetime) -> tuple[Session, ...]:
    """The sessions of a person that were seen after an instant, latest first."""
    mine = (console_sessions.c.person_id == person_id) & (console_sessions.c.seen_at > since)
    rows = await connection.execute(_sessions().where(mine).order_by(console_sessions.c.seen_at.desc()))
    return tuple(map(_session, rows))


async def change_session(connection: AsyncConnection, session_id: int, **values: Any) -> None:
    """Set columns of a session: seen_at, ended_at, notice."""
    await connection.execute(update(console_sessions).where(console_sessions.c.id == session_id).values(**values))


async def end_sessions(connection: AsyncConnection, person_id: int, now: datetime, *, but: int = 0) -> int:
    """End the sessions of a person (but one); how many were open."""
    others = (console_sessions.c.person_id == person_id) & (console_sessions.c.id != but)
    ended = update(console_sessions).where(others & console_sessions.c.ended_at.is_(None)).values(ended_at=now)
    return (await connection.execute(ended)).rowcount


async def forget_sessions(connection: AsyncConnection, before: datetime) -> None:
    """Forget sessions that ended by themselves before an instant."""
    await connection.execute(delete(console_sessions).where(console_sessions.c.ends_at < before))


async def addresses_of(connection: AsyncConnection, person_id: int) -> tuple[tuple[str, str, str], ...]:
    """(channel, chat, language) of a person's approved messengers that can be reached, newest first."""
    query = (
        select(accounts.c.channel, accounts.c.chat, accounts.c.language)
        .join(contacts, contacts.c.account_id == accounts.c.id)
        .where((contacts.c.person_id == person_id) & (contacts.c.state == ContactState.APPROVED))
        .where(accounts.c.reachable)
        .order_by(contacts.c.id.desc())
    )
    return tuple((row.channel, row.chat, row.language) for row in await connection.execute(query))


async def desk_key(connection: AsyncConnection, person_id: int) -> DeskKey | None:
    """The password of a person's desk, in force or not; None when there is none."""
    names = ("person_id", "password_hash", "secret", "confirmed_at", "last_step", "failures", "locked_until")
    query = select(*(desk_keys.c[name] for name in names)).where(desk_keys.c.person_id == person_id)
    row = (await connection.execute(query)).one_or_none()
    return DeskKey(*row) if row else None


async def keep_desk_key(connection: AsyncConnection, person_id: int, password_hash: str, secret: bytes) -> None:
    """A new password, not in force yet, in the place of the one before."""
    values: dict[str, Any] = {"password_hash": password_hash, "secret": secret, "confirmed_at": None}
    values |= {"last_step": 0, "failures": 0, "locked_until": None}
    query = upsert(connection, desk_keys, ("person_id",), tuple(values))
    await connection.execute(query.values(person_id=person_id, **values))


async def change_desk_key(connection: AsyncConnection, person_id: int, **values: Any) -> None:
    """Set columns of a desk's key: confirmed_at, last_step, failures, locked_until."""
    await connection.execute(update(desk_keys).where(desk_keys.c.person_id == person_id).values(**values))


async def spend_step(connection: AsyncConnection, person_id: int, step: int) -> bool:
    """A one-time password of this step is used; False when it, or a later one, was used before."""
    fresh = (desk_keys.c.person_id == person_id) & (desk_keys.c.last_step < step)
    spent = update(desk_keys).where(fresh).values(last_step=step, failures=0, locked_until=None)
    return (await connection.execute(spent)).rowcount == 1


async def forget_desk_key(connection: AsyncConnection, person_id: int) -> bool:
    """The desk has no password any more; False when it had none."""
    return (await connection.execute(delete(desk_keys).where(desk_keys.c.person_id == person_id))).rowcount > 0


def _sessions() -> Any:
    own = [column.label(f"session_{column.name}") for column in console_sessions.c if column.name != "token_hash"]
    return select(*own, *COLUMNS).join(people, people.c.id == console_sessions.c.person_id)


def _session(row: Any) -> Session:
    return Session(
        id=row.session_id,
        person=person_of(row),
        way=row.session_way,
        created_at=row.session_created_at,
        seen_at=row.session_seen_at,
        ends_at=row.session_ends_at,
        ended_at=row.session_ended_at,
        notice=row.session_notice,
    )
