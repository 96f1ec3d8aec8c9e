"""One Rodnik per data folder: the second copy refuses, saying so."""

import fcntl
import os
from pathlib import Path
from typing import IO

from actions.refusal import Refused


def lock_folder(folder: Path) -> IO[str]:
    """Hold the folder until the returned file is closed or the process ends, however it ends. Raises Refused."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        pid = lock.read().strip() or "?"
        lock.close()
        raise Refused(
            "«Родник» уже запущен на этих данных ({folder}, процесс {pid}). "
            "Остановите его или задайте другую папку: RODNIK_DATA_DIR.",
            folder=folder,
            pid=pid,
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
