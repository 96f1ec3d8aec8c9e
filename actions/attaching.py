"""Pictures and files of an announcement: kept in the data folder under a random name, shown under their own."""

import asyncio
import re
import secrets
from pathlib import Path

from actions.announcing import change_draft
from actions.drafts import own_draft, unsent_draft
from actions.refusal import Refused
from school.facts import AnnouncedFile
from school.institution import Person
from storage import announcements
from storage.database import Database

LARGEST = 20 * 1024 * 1024  # bytes; what the Telegram Bot API gives out
MOST = 10  # files of one announcement
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


async def keep_file(folder: Path, name: str, content: bytes, *, picture: bool) -> AnnouncedFile:
    """Write a file into the folder of attachments."""
    suffix = Path(name).suffix.lower()
    path = folder / f"{secrets.token_hex(16)}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    await asyncio.to_thread(_write, path, content)
    return AnnouncedFile(str(path), name, picture)


async def attach_file(
    database: Database, announcement_id: int, author: Person, name: str, content: bytes, *, folder: Path
) -> None:
    """Attach a file to a draft. Raises Refused: empty, larger than 20 MB, one too many, or the draft is not theirs."""
    async with database.read() as connection:
        draft = await own_draft(connection, announcement_id, author)
    if not 0 < len(content) <= LARGEST:
        raise Refused("Файл пуст или больше 20 МБ: мессенджеры такой не возьмут.")
    if len(draft.announcement.files) >= MOST:
        raise Refused("К объявлению можно прикрепить до десяти файлов.")
    kept = await keep_file(folder, Path(name).name, content, picture=Path(name).suffix.lower() in PICTURES)
    await change_draft(database, announcement_id, author, add=(kept,))


async def detach_files(database: Database, announcement_id: int, author: Person) -> None:
    """Take every file off a draft. Raises Refused when it is not theirs, or sent."""
    async with database.write() as connection:
        await unsent_draft(connection, announcement_id, author)
        paths = await announcements.drop_files(connection, announcement_id)
    for path in paths:
        await asyncio.to_thread(Path(path).unlink, True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
