"""Before anything starts: is this the database that we had, whole, and is our key the one that sealed it?

A first start makes a database; a lost one is never replaced by an empty one. What tells them apart is a line in the
data folder for every database that was opened from there, and the anchor of the audit.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import URL

from actions.refusal import Refused
from bot import anchor
from bot.settings import Settings, secret_key_of
from storage import audit
from storage.copying import is_sound
from storage.database import Database
from storage.upgrade import version

KNOWN = "databases.known"


async def recognise(settings: Settings, database: Database, name: str) -> None:
    """Raises Refused when a database of this name was here and is gone."""
    if was_here(settings, name) and await _is_empty(database):
        forget = " и ".join(file for file in (KNOWN, anchor.FILE) if (settings.data_dir / file).exists())
        raise Refused(
            "RODNIK_DATABASE_URL: база {name} пропала — она здесь была, а теперь её нет или она пустая. "
            "Восстановите её из копии: python -m bot restore ФАЙЛ. "
            "Если хотите начать с чистой базы, удалите {forget} из папки {folder}.",
            name=name,
            forget=forget,
            folder=settings.data_dir,
        )


def was_here(settings: Settings, name: str) -> bool:
    """Whether a database of this name was opened from this data folder; or, before names were noted, any."""
    known = _known(settings.data_dir)
    return name in known or (not known and (settings.data_dir / anchor.FILE).exists())


def remember(settings: Settings, name: str) -> None:
    """From now on this database is known to the data folder."""
    if name not in (known := _known(settings.data_dir)):
        with suppress(OSError):
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            (settings.data_dir / KNOWN).write_text("\n".join([*known, name, ""]), encoding="utf-8")


async def insist(settings: Settings, database: Database) -> None:
    """Before the service runs: raises Refused when the file is damaged, or another key sealed the audit."""
    file = file_of(database.url)
    try:
        sound = file is None or is_sound(file)
    except sqlite3.Error:
        sound = False
    if not sound:
        raise Refused(
            "RODNIK_DATABASE_URL: база {file} повреждена. Восстановите её из копии: python -m bot restore ФАЙЛ.",
            file=file,
        )
    await own_key(settings, database)
    secret_key_of(settings)


async def own_key(settings: Settings, database: Database) -> None:
    """Raises Refused when another key sealed the audit, or the key is lost; SettingsError when it can't be read."""
    path = settings.data_dir / "secret.key"
    async with database.read() as connection:
        if await audit.head(connection) is None:
            return
        lost = not settings.secret_key and not path.exists()
        if lost or not await audit.sealed_with(connection, secret_key_of(settings)):
            what = f"ключа {path} нет" if lost else "ключ не тот, которым запечатан журнал действий"
            raise Refused(
                "RODNIK_SECRET_KEY: {what}, а база уже работала с другим. Верните ключ из копии: "
                "с новым не откроются ни коды, ни сканы, ни журнал действий.",
                what=what,
            )


def file_of(url: URL) -> Path | None:
    """The SQLite file; None for PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _known(folder: Path) -> list[str]:
    try:
        return (folder / KNOWN).read_text(encoding="utf-8").split("\n")[:-1]
    except OSError:
        return []


async def _is_empty(database: Database) -> bool:
    """Without making the file: to open it would."""
    file = file_of(database.url)
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        return True
    return await version(database) is None
