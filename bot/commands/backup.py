"""`backup`: a whole copy of the database in one new file, taken while Rodnik runs."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.printing import AsJson, complain, print_json, put
from bot.commands.writing import why

if TYPE_CHECKING:
    from bot.settings import Settings

PATH = typer.Argument(metavar="PATH", help="Новый файл; существующий не перезаписывается.")


def backup(path: Annotated[Path, PATH], as_json: AsJson = False) -> None:
    """Скопировать базу SQLite в новый файл, не останавливая Родник. Для PostgreSQL называет нужную команду pg_dump.

    В копии личные данные школы: храните её так же бережно. Секретный ключ в копию не входит.
    """
    from bot.settings import load_settings

    settings = load_settings()
    source = _source(settings)
    with _progress() as progress:
        _copy(source, path, progress)
    _note(settings)
    complain(_about_key(settings))
    if as_json:
        print_json({"path": str(path), "bytes": path.stat().st_size})
    else:
        put(f"База скопирована: {path}, {path.stat().st_size / 2**20:.1f} МБ.")


def _source(settings: "Settings") -> Path:
    """The database's file. The schema is not upgraded first: before an upgrade is when a backup is wanted."""
    from sqlalchemy.engine import URL, make_url

    from actions.refusal import Refused

    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        way = {name: value for name, value in url.query.items() if name in ("host", "port", "sslmode", "sslrootcert")}
        plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, way)
        raise Refused(f"База в PostgreSQL; её копирует pg_dump: pg_dump --format=custom --file=FILE '{plain}'")
    source = Path(url.database or "")
    if not source.is_file() or not source.stat().st_size:
        raise Refused(f"Базы ещё нет: {source}. Копировать нечего.")
    return source


def _copy(source: Path, path: Path, progress: Callable[[int, int], None] | None) -> None:
    from actions.refusal import Refused
    from storage.copying import copy_sqlite

    try:
        copy_sqlite(source, path, progress)
    except FileExistsError:
        raise Refused(f"Файл {path} уже есть. Укажите новое имя.") from None
    except OSError as error:
        raise Refused(f"Копия {path} не записывается: {why(error)}.") from None
    except sqlite3.Error as error:
        raise Refused(f"База {source} не копируется: {error}.") from None


def _note(settings: "Settings") -> None:
    """That a copy was made is the first thing that it does not hold: so a copy that comes back is known for one.

    A database of another version is left alone: it is copied before its upgrade.
    """
    import asyncio

    from actions.refusal import Refused
    from bot.anchoring import move_anchor
    from bot.recognising import own_key
    from bot.settings import SettingsError, secret_key_of
    from school.clock import SystemClock
    from storage import audit
    from storage.database import Database
    from storage.upgrade import is_current

    async def note() -> None:
        database = Database(settings.database_url)
        try:
            if await is_current(database):
                await own_key(settings, database)
                key = secret_key_of(settings)
                async with database.write() as connection:
                    about = {"actor": "operator", "act": "make_backup", "subject": ""}
                    await audit.record(connection, key=key, at=SystemClock().now(), **about)
                await move_anchor(database, settings.data_dir, key)
        finally:
            await database.close()

    try:
        asyncio.run(note())
    except (Refused, SettingsError) as doubt:  # a copy is wanted all the more
        complain(str(doubt))


def _about_key(settings: "Settings") -> str:
    where = "RODNIK_SECRET_KEY" if settings.secret_key else str(settings.data_dir / "secret.key")
    return f"Секретный ключ ({where}) в копию не входит: сохраните его отдельно, без него журнал аудита не проверить."


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Копирую базу", total=None)
        yield lambda done, pages: bar.update(task, completed=done, total=pages)
