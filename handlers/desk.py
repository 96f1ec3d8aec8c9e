"""What answering needs: the database, the time, the key, a place for files, and how to fetch what a person sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from school.clock import Clock
from school.incoming import SharedFile
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    clock: Clock
    key: bytes  # seals audit rows
    files: Path  # folder where attachments of announcements are kept
    fetch: Callable[[SharedFile], Awaitable[bytes]]  # raises TryLater, or Undeliverable when the file is gone
    public_url: str = ""  # where families reach our server, without a slash at the end; "" when nowhere
    console_url: str = ""  # where staff open the console, the same way
    form: Callable[[str, str | None], Awaitable[bytes]] | None = None  # the consent form of a student, as PDF
