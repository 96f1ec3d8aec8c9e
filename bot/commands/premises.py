"""What `check` looks at on this machine: the data folder, the disk, the secret key, the database and what is in it."""

import asyncio
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from actions.refusal import Refused
from bot.commands.findings import Finding, broken, ok, warning
from bot.commands.session import Session, address, doubt_of, open_database
from bot.recognising import was_here
from bot.settings import Settings, SettingsError, secret_key_of
from school.access import ContactState, Role
from school.clock import SystemClock
from school.institution import School
from storage import audit, roster, schools
from storage.copying import is_sound
from storage.database import Database
from storage.upgrade import newest

SCARCE, SPENT = 2**30, 100 * 2**20  # bytes of free disk
STALE = timedelta(days=3)  # a journal older than this is worth a word
PATIENCE = 10  # seconds for a database to open


def look(settings: Settings) -> Iterator[Finding]:
    """Everything here, in the order in which it would be mended."""
    yield _folder(settings.data_dir)
    yield from _disk(settings.data_dir)
    yield _key(settings)
    yield from asyncio.run(_database(settings))


def _folder(folder: Path) -> Finding:
    there = _nearest(folder)
    if not there.is_dir():
        return broken("data_dir", f"{there} — файл, а нужна папка: смените RODNIK_DATA_DIR")
    if not os.access(there, os.W_OK | os.X_OK):
        return broken("data_dir", f"в папку {there} нельзя писать: дайте права или смените RODNIK_DATA_DIR")
    return ok("data_dir", f"папка данных: {folder}" + ("" if there == folder.absolute() else " (будет создана)"))


def _disk(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(_nearest(folder)).free
    said = f"на диске с папкой данных свободно {free / 2**30:.1f} ГБ"
    scarce = f"{said}: освободите место, без него Родник остановится"
    yield broken("disk", scarce) if free < SPENT else warning("disk", scarce) if free < SCARCE else ok("disk", said)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _key(settings: Settings) -> Finding:
    path = settings.data_dir / "secret.key"
    if settings.secret_key:
        return ok("secret_key", "ключ задан в RODNIK_SECRET_KEY")
    if not path.exists():
        return ok("secret_key", f"ключ {path} будет создан при первом запуске")
    try:
        secret_key_of(settings)
    except SettingsError as error:
        return broken("secret_key", str(error))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return warning("secret_key", f"ключ {path} могут прочесть другие: chmod 600 {path}")
    return ok("secret_key", f"ключ: {path}")


async def _database(settings: Settings) -> list[Finding]:
    file = _file(settings)
    if file and not file.exists() and not was_here(settings, str(file.resolve())):
        return [warning("database", f"базы {file} ещё нет: её создаст первая загрузка журнала (import)")]
    try:
        async with asyncio.timeout(PATIENCE):
            database = await open_database(settings)
    except Refused as refusal:
        return [broken("database", str(refusal))]
    except TimeoutError:
        return [broken("database", f"RODNIK_DATABASE_URL: база не ответила за {PATIENCE} с")]
    try:
        doubt = await doubt_of(settings, database)
        session = Session(settings, database, SystemClock().now(), doubt)
        return [_sound(file, database), *await _contents(session)]
    finally:
        await database.close()


def _file(settings: Settings) -> Path | None:
    """The SQLite file; None for PostgreSQL."""
    _, is_sqlite, path = settings.database_url.partition("sqlite+aiosqlite:///")
    return Path(path.partition("?")[0]) if is_sqlite else None


def _sound(file: Path | None, database: Database) -> Finding:
    try:
        if file and not is_sound(file):
            return broken("database", f"база {file} повреждена: восстановите её из копии, python -m bot restore ФАЙЛ")
    except sqlite3.Error as error:
        return broken("database", f"база {file} не читается: {error}")
    return ok("database", f"база {address(database.url)} отвечает, схема {newest()}")


async def _contents(session: Session) -> list[Finding]:
    async with session.database.read() as connection:
        known = await schools.all_schools(connection)
        staff = await roster.roster(connection, role=Role.STAFF)
    if not known:
        return [warning("school", "школа ещё не загружена: python -m bot import ФАЙЛ")]
    return [_journal(known[0], session.now), _administrators(staff), await _audit(session)]


def _journal(school: School, now: datetime) -> Finding:
    if school.journal_at is None:
        return warning("school", "журнал ещё ни разу не загружен: python -m bot import ФАЙЛ")
    said = f"данные журнала на {school.local(school.journal_at):%d.%m.%Y %H:%M}"
    stale = f"{said}, давно: загрузите свежий журнал (import)"
    return warning("school", stale) if now - school.journal_at > STALE else ok("school", said)


def _administrators(staff: tuple[roster.Listed, ...]) -> Finding:
    duty = [listed for listed in staff if "administrator" in listed.person.duties]
    linked = [one for one in duty if any(link.state is ContactState.APPROVED for link in one.links)]
    if not duty:
        return warning("staff", "в журнале нет ни одного администратора: укажите роль на листе «Сотрудники»")
    if not linked:
        code = duty[0].person.code
        return warning("staff", f"ни один администратор не подключён: python -m bot staff invite {code}")
    return ok("staff", f"администраторов подключено: {len(linked)} из {len(duty)}")


async def _audit(session: Session) -> Finding:
    try:
        key = session.key
    except (SettingsError, Refused) as error:
        return broken("audit", str(error))
    async with session.database.read() as connection:
        _, found = await audit.first_break(connection, key)
    if found:
        said = f"журнал аудита не сходится с записи {found.row}: его правили мимо Родника"
        return broken("audit", f"{said}; подробно: python -m bot audit verify")
    return ok("audit", "журнал аудита цел")
