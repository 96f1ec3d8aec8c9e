"""Files that a class teacher sends: kept on disk under a random name, shown under their own."""

import asyncio
import re
import secrets
from pathlib import Path

from handlers.desk import Desk
from school.facts import AnnouncedFile
from school.incoming import SharedFile
from school.messenger import Undeliverable

LARGEST = 20 * 1024 * 1024  # bytes; what the Telegram Bot API gives out
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


async def keep(desk: Desk, file: SharedFile) -> AnnouncedFile:
    """Fetch and keep a file.

    Raises TryLater, and Undeliverable when the file is gone or too large.
    """
    content = b"" if file.size > LARGEST else await desk.fetch(file)
    if not 0 < len(content) <= LARGEST:
        raise Undeliverable("gone")
    suffix = Path(file.name).suffix.lower()
    path = desk.files / f"{secrets.token_hex(16)}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    await asyncio.to_thread(_write, path, content)
    return AnnouncedFile(str(path), file.name, file.picture)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
