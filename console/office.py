"""What the console needs of the house: the database, the time, the key, and a few doings that `bot` lends it."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from actions.proving import Proof
from console.metrics import Readings
from school.clock import Clock
from school.message import Message
from school.messenger import Address
from storage.database import Database

HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Lent:
    """What only `bot` can do: say something in a messenger at once, print papers, make start links, copy the database.

    `post` never raises; `form` takes the codes of a student and of a guardian (or None) and raises Refused; `backup`
    makes a copy and returns its name, None where the database is not a file.
    """

    post: Callable[[Address, Message], Coroutine[Any, Any, None]]
    form: Callable[[str, str | None], Awaitable[bytes]]
    proof: Callable[[Proof, str | None], Awaitable[bytes]]
    links: Callable[[str], Awaitable[dict[str, str | None]]]
    backup: Callable[[], Awaitable[str | None]]
    backups: Callable[[], Awaitable[list[tuple[str, int, float]]]]  # (name, bytes, seconds since the epoch)
    queued: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Office:
    """One console."""

    database: Database
    clock: Clock
    key: bytes
    folder: Path  # of this installation's data
    address: str  # as people reach the console, without a slash at the end: http://127.0.0.1:8080
    lent: Lent
    readings: Readings = field(default_factory=Readings)
    version: str = ""

    @property
    def secure(self) -> bool:
        """Do people reach it by https?"""
        return self.address.startswith("https://")

    def knows_host(self, host: str) -> bool:
        """Is this the console's own name, or this machine's? Anything else was sent here by somebody's trick."""
        bare = host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
        return bare in HERE or host.lower() == urlsplit(self.address).netloc or bare == urlsplit(self.address).hostname
