"""`restore`: a copy takes the place of the database, and nothing is told twice because of it."""

import asyncio
import sqlite3
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.printing import AsJson, complain, print_json, put
from bot.commands.writing import why

if TYPE_CHECKING:
    from actions.restoring import Restored
    from bot.settings import Settings
    from storage.audit import Head
    from storage.database import Database

COPY = typer.Argument(metavar="FILE", help="Копия, сделанная командой backup. Без неё нужен --adopt.")
ADOPT = typer.Option("--adopt", help="База уже восстановлена иначе (pg_restore, замена файла): только принять её.")


def restore(
    file: Annotated[Path | None, COPY] = None,
    adopt: Annotated[bool, ADOPT] = False,
    as_json: AsJson = False,
) -> None:
    """Поставить копию на место базы. Родник должен быть остановлен; прежняя база остаётся рядом под другим именем.

    Копия сначала проверяется. Что стояло в её очереди, не уйдёт, пока администратор не разрешит: queue release или
    кнопка в сообщении администраторам. Отзывы согласий, отключения, документы суда и журнал действий, записанные после
    копии, берутся из прежней базы; если её нет, до разрешения никому ничего не сообщается. Кого уничтожили после
    копии, тех в ней снова не будет.

    PostgreSQL восстанавливает pg_restore; после него запустите restore --adopt.
    """
    from actions.refusal import Refused
    from bot.lock import lock_folder
    from bot.settings import load_settings

    settings = load_settings()
    if (file is None) != adopt:
        raise typer.BadParameter("нужна либо копия, либо --adopt", param_hint="FILE")
    try:
        lock = lock_folder(settings.data_dir)
    except OSError as error:
        raise Refused(f"В папку {settings.data_dir} нельзя писать: {why(error)}. Проверьте RODNIK_DATA_DIR.") from None
    try:
        done, aside = asyncio.run(_adopted(settings) if file is None else _restored(settings, file))
    except sqlite3.Error as error:
        raise Refused(f"Копия {file} не читается: {error}. Ничего не изменено.") from None
    except OSError as error:
        raise Refused(f"База не заменяется: {why(error)} ({error.filename}). Проверьте RODNIK_DATABASE_URL.") from None
    finally:
        lock.close()
    if as_json:
        print_json({**asdict(done), "aside": str(aside) if aside else None})
        return
    put(_sentence(done))
    if aside:
        complain(f"Прежняя база: {aside}. В ней личные данные: когда она станет не нужна, удалите её.")


async def _adopted(settings: "Settings") -> "tuple[Restored, None]":
    from bot.commands.session import open_database

    database = await open_database(settings)
    try:
        done, head = await _adopt(settings, database, None)
    finally:
        await database.close()
    _keep(settings, head)
    return done, None


async def _restored(settings: "Settings", file: Path) -> "tuple[Restored, Path | None]":
    """Everything is made ready beside the database; the last step puts it in its place."""
    from storage.copying import copy_sqlite, replace_sqlite

    target = _target(settings)
    _check(file)
    aside = _free(target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as place:
        fresh = Path(place) / "copy.db"
        copy_sqlite(file, fresh)
        database = await _opened(settings, fresh)
        before = await _readable(target, Path(place))
        try:
            done, head = await _adopt(settings, database, before)
        finally:
            await database.close()
            if before:
                await before.close()
        copy_sqlite(fresh, Path(place) / "whole.db")  # one file, without a log beside it
        replace_sqlite(Path(place) / "whole.db", target, aside)
    _keep(settings, head)
    return done, aside if aside.exists() else None


async def _adopt(
    settings: "Settings", database: "Database", before: "Database | None"
) -> "tuple[Restored, Head | None]":
    from actions.restoring import adopt
    from bot.anchor import Forged, read_anchor
    from bot.recognising import own_key
    from bot.settings import secret_key_of
    from storage import audit

    await own_key(settings, database)
    key = secret_key_of(settings)
    try:
        known = read_anchor(settings.data_dir, key)
    except Forged:
        known = None
    done = await adopt(database, before, known, folder=settings.data_dir, key=key, now=datetime.now(UTC))
    async with database.read() as connection:
        return done, await audit.head(connection)


def _keep(settings: "Settings", head: "Head | None") -> None:
    """The audit's new end becomes its anchor, last of all."""
    from bot.anchor import keep_anchor
    from bot.settings import secret_key_of

    if head:
        keep_anchor(settings.data_dir, secret_key_of(settings), head)


def _target(settings: "Settings") -> Path:
    from sqlalchemy.engine import make_url

    from actions.refusal import Refused

    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused("База в PostgreSQL: восстановите её командой pg_restore, а потом запустите restore --adopt.")
    return Path(url.database)


def _free(wanted: Path) -> Path:
    """This name, or with a number when two come in one second."""
    names = (wanted, *(wanted.with_name(f"{wanted.name}-{number}") for number in range(2, 100)))
    return next(name for name in names if not name.exists())


def _check(file: Path) -> None:
    """A whole database of ours. Raises Refused."""
    from actions.refusal import Refused
    from storage.copying import is_sound

    if not file.is_file():
        raise Refused(f"Файла {file} нет. Ничего не изменено.")
    if not is_sound(file):
        raise Refused(f"Копия {file} повреждена: возьмите другую. Ничего не изменено.")
    with sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True) as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
    copy.close()
    if not {"alembic_version", "outbox", "audit"} <= tables:
        raise Refused(f"{file} — не копия базы Родника. Ничего не изменено.")


async def _opened(settings: "Settings", path: Path) -> "Database":
    """The copy at today's schema. Raises Refused."""
    from bot.commands.session import open_database

    return await open_database(settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{path}"}))


async def _readable(target: Path, place: Path) -> "Database | None":
    """A copy of the database in use, brought to today's schema; None when it is gone or broken."""
    from storage.copying import copy_sqlite, is_sound
    from storage.database import Database
    from storage.upgrade import upgrade

    before = None
    try:
        if not (await asyncio.to_thread(target.is_file)) or not is_sound(target):
            return None
        copy_sqlite(target, place / "before.db")
        before = Database(f"sqlite+aiosqlite:///{place / 'before.db'}")
        await upgrade(before)
    except Exception as trouble:
        complain(f"Прежняя база не читается ({type(trouble).__name__}): права, изменённые после копии, неизвестны.")
        if before:
            await before.close()
        return None
    return before


def _sentence(done: "Restored") -> str:
    from school.outbox import Hold

    said = [f"База восстановлена. Сообщений очереди задержано: {done.held}."]
    if done.carried:
        said.append("Согласия, подключения и журнал действий, записанные после копии, взяты из прежней базы.")
    if done.lost:
        said.append(f"Записей журнала действий после копии потеряно: {done.lost}; это записано в самом журнале.")
    if done.hold is Hold.EVERYTHING:
        said.append(
            "Что отозвано после копии, неизвестно: до разрешения никому ничего не сообщается. "
            "Внесите отзывы и отказы, полученные после копии, и загрузите журнал."
        )
    said.append("Запустите Родник, загрузите журнал и разрешите отправку: python -m bot queue release.")
    return " ".join(said)
