"""A copy of an SQLite database while it is in use, and whether a file is sound. Plain sqlite3, no event loop."""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PAGES = 2_000  # a step of the copy; writers wait no longer than one


def copy_sqlite(source: Path, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Write `target`, whole or not at all: the committed state at one moment, in one file of mode 0600.

    `progress` hears (pages done, pages in all). Raises FileExistsError, OSError or sqlite3.Error.
    """
    if target.exists():
        raise FileExistsError(target)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")  # mkstemp makes it 0600
    os.close(handle)
    part = Path(name)
    try:
        _copy(source, part, progress)
        os.link(part, target)  # unlike a rename it never replaces
    finally:
        part.unlink(missing_ok=True)


def replace_sqlite(fresh: Path, target: Path, aside: Path) -> None:
    """Put a closed database in the place of another, which is kept under the name `aside`, with its log if it has one.

    Nobody may have either open. Raises FileExistsError or OSError; then `target` is as it was.
    """
    if aside.exists():
        raise FileExistsError(aside)
    log = target.with_name(target.name + "-wal")
    if log.exists() and log.stat().st_size:  # one that stays behind would be played over the new database
        log.rename(aside.with_name(aside.name + "-wal"))
    for tail in ("-wal", "-shm"):
        target.with_name(target.name + tail).unlink(missing_ok=True)
    if target.exists():
        os.link(target, aside)
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_sound(path: Path) -> bool:
    """Whether SQLite finds the file whole (`PRAGMA quick_check`). Raises sqlite3.Error when it is no database."""
    with closing(_reader(path)) as connection:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _copy(source: Path, part: Path, progress: Callable[[int, int], None] | None) -> None:
    with closing(_reader(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new, pages=PAGES, progress=lambda _, rest, pages: progress and progress(pages - rest, pages))
        new.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
