"""What the console borrows: saying something at once, papers, start links, copies of the database."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.proving import Proof
from bot.commands.session import Session
from bot.forms import LOOPBACK
from bot.papers.press import pdf
from bot.papers.proof import proof_paper
from bot.settings import Settings
from console.metrics import Readings
from console.office import Lent, Office
from scheduler.lane import Lane
from school.choices import seal_message
from school.clock import Clock
from school.message import Message
from school.messenger import Address, Ambiguous, Channel, TryLater, Undeliverable
from storage.copying import copy_sqlite
from storage.database import Database

log = logging.getLogger(__name__)
TRIES = (1, 2, 4)  # seconds between them: who asked for a link looks at the screen
BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Lender:
    """Lends to one console."""

    settings: Settings
    database: Database
    clock: Clock
    lanes: Mapping[Channel, Lane]
    key: bytes

    async def post(self, to: Address, message: Message) -> None:
        """Say something at once, past the queue; a channel that is dark for long says nothing."""
        lane = self.lanes.get(to.channel)
        sealed, once = seal_message(message, to.channel, to.chat, self.key), -(secrets.randbelow((1 << 26) - 1) + 1)
        for pause in (*TRIES, 0) if lane else ():
            try:
                assert lane is not None
                await lane.send(to, sealed, once=once)
            except TryLater as later:
                await asyncio.sleep(max(pause, min(later.after, 30)))
            except (Ambiguous, Undeliverable) as lost:
                log.warning("a sign-in link did not get through: %s", type(lost).__name__)
                return
            else:
                return

    async def form(self, student: str, guardian: str | None) -> bytes:
        """The consent form of a student, for one guardian or for each. Raises Refused."""
        from bot.commands.form import printed

        return (await printed(self._session, student, guardian)).pdf

    async def proof(self, made: Proof, event: str | None) -> bytes:
        """The proof as PDF."""
        return await asyncio.to_thread(pdf, "proof", proof_paper(made, event))

    async def links(self, code: str) -> dict[str, str | None]:
        """Start links with a code."""
        from bot.commands.invite import links

        return await asyncio.to_thread(links, self.settings, code)

    async def backup(self) -> str | None:
        """A copy of the database in the folder backups; its name. None: the database is not a file."""
        if not self.database.is_sqlite:
            return None
        target = self._folder / f"rodnik-{self.clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.db"
        await asyncio.to_thread(self._folder.mkdir, 0o700, True, True)
        await asyncio.to_thread(copy_sqlite, Path(self.database.url.database or ""), target)
        return target.name

    async def backups(self) -> list[tuple[str, int, float]]:
        """(name, bytes, when it was written) of the copies, newest first."""
        return await asyncio.to_thread(_copies, self._folder)

    @property
    def _folder(self) -> Path:
        return self.settings.data_dir / BACKUPS

    @property
    def _session(self) -> Session:
        return Session(self.settings, self.database, self.clock.now())


def office(lender: Lender, readings: Readings, port: int, queued: Callable[[], None]) -> Office:
    """The console's office. `port`: on which the server really listens."""
    settings = lender.settings
    host = settings.http_host if settings.http_host in LOOPBACK else "127.0.0.1"  # elsewhere only by https
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    lent = Lent(
        post=lender.post,
        form=lender.form,
        proof=lender.proof,
        links=lender.links,
        backup=lender.backup,
        backups=lender.backups,
        queued=queued,
    )
    address = settings.console_url or here
    return Office(
        lender.database, lender.clock, lender.key, settings.data_dir, address, lent, readings, program_version()
    )


def program_version() -> str:
    """The version of this program, as pyproject.toml says it."""
    for line in (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("version"):
            return line.partition('"')[2].rstrip('"')
    return ""


def _copies(folder: Path) -> list[tuple[str, int, float]]:
    found = [(path.name, path.stat()) for path in folder.glob("*.db")] if folder.is_dir() else []
    return sorted(((name, about.st_size, about.st_mtime) for name, about in found), key=lambda one: -one[2])
