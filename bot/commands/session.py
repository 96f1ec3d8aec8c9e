"""What a command works with: the settings, the database brought up to date, the secret key, the time."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from actions.refusal import Refused
from bot.recognising import file_of, own_key, recognise, remember
from bot.settings import Settings, SettingsError, load_settings, secret_key_of
from school.clock import SystemClock
from storage.database import Database
from storage.upgrade import NewerSchema, upgrade

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """One command at work. `now` is aware UTC and the same from its start to its end; `doubt` is of the key."""

    settings: Settings
    database: Database
    now: datetime
    doubt: Refused | SettingsError | None = None

    @property
    def key(self) -> bytes:
        """The secret key; made at first use. Raises SettingsError, or Refused when another sealed the audit."""
        if self.doubt:
            raise self.doubt
        return secret_key_of(self.settings)


def within(action: Callable[[Session], Awaitable[T]]) -> T:
    """What the action returns, with a session that is closed afterwards. Raises Refused when the database fails."""
    return asyncio.run(_do(action))


async def _do(action: Callable[[Session], Awaitable[T]]) -> T:
    async with session(load_settings()) as open_session:
        try:
            return await action(open_session)
        except (OperationalError, InterfaceError) as error:
            raise _refusal(error, open_session.database.url) from None


@asynccontextmanager
async def session(settings: Settings) -> AsyncIterator[Session]:
    """An open session. Raises Refused, naming RODNIK_DATABASE_URL without its password, when there is no database."""
    database = await open_database(settings)
    remember(settings, _name(database.url))
    try:
        yield Session(settings, database, SystemClock().now(), await doubt_of(settings, database))
    finally:
        await database.close()


async def doubt_of(settings: Settings, database: Database) -> Refused | SettingsError | None:
    """Why the key is not the one that this database worked with; None when it is."""
    try:
        await own_key(settings, database)
    except (Refused, SettingsError) as doubt:
        return doubt
    return None


async def open_database(settings: Settings) -> Database:
    """The database at today's schema. Raises Refused."""
    try:
        database = Database(settings.database_url)
    except OSError as error:
        what = f"папка {error.filename} для базы не создаётся ({error.strerror})"
        raise Refused(f"{what}. Проверьте RODNIK_DATA_DIR и RODNIK_DATABASE_URL.") from None
    except (ArgumentError, ValueError):  # its text may quote a piece of the password
        raise Refused(
            "RODNIK_DATABASE_URL: адрес базы не разбирается. Проверьте порт, числа после «?» и знаки @ : / в пароле."
        ) from None
    try:
        _insist_on_a_place(file_of(database.url))
        await recognise(settings, database, _name(database.url))
        await upgrade(database)
    except Refused:
        await database.close()
        raise
    except NewerSchema as error:
        await database.close()
        raise Refused(f"База записана более новой версией Родника; обновите программу. ({error})") from None
    except (OSError, SQLAlchemyError) as error:
        await database.close()
        raise _refusal(error, database.url) from None
    return database


def _insist_on_a_place(file: Path | None) -> None:
    """Raises Refused where SQLite could only say that it is unable."""
    if file is None:
        return
    if file.is_dir():
        raise Refused("RODNIK_DATABASE_URL: {file} — папка, а нужен файл базы.", file=file)
    place = file if file.exists() else file.absolute().parent
    if not os.access(place, os.W_OK):
        raise Refused("RODNIK_DATABASE_URL: в {place} нельзя писать. Дайте права или смените место базы.", place=place)


def _name(url: URL) -> str:
    """What the data folder knows the database by."""
    file = file_of(url)
    return str(file.resolve()) if file else address(url)


def address(url: URL) -> str:
    """The database's address as people write it, without the password."""
    plain = url.set(drivername=url.get_backend_name(), query={})
    return url.database or "" if url.get_backend_name() == "sqlite" else plain.render_as_string(hide_password=True)


def _refusal(error: Exception, url: URL) -> Refused:
    """The driver's own words: SQLAlchemy would add the statement and its values, which are personal data."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    words = str(cause).strip().splitlines() or [type(cause).__name__]
    if "malformed" in words[0] or "not a database" in words[0]:
        said = f"база {address(url)} повреждена ({words[0]})"
        return Refused(f"RODNIK_DATABASE_URL: {said}. Восстановите её из копии: python -m bot restore ФАЙЛ.")
    return Refused(f"RODNIK_DATABASE_URL: база {address(url)} не отвечает — {words[0]}.")
