"""From a platform's event to its answer: stored and committed first, then handled from the table (design §4).

Handling an update twice has one effect: actions are idempotent, and on VK the answer has the same `random_id`. Updates
of one chat are handled in order; chats do not wait for each other.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from bot.last_look import LastLook
from bot.patience import Patience, Turn
from handlers.answering import answer
from handlers.desk import Desk
from handlers.understanding import read_choice, read_text
from locales import Voice, voice
from scheduler.lane import Lane
from scheduler.tally import Histogram
from school import wording
from school.choices import seal_message, unseal
from school.clock import Clock
from school.incoming import Incoming, Reading, Reply, SharedFile, SharedPhone, Sign
from school.messenger import Address, Ambiguous, Channel, Listener, Receipt, TryLater, Undeliverable
from school.outbox import Reason
from storage import audit, inbox
from storage.accounts import account, change_account
from storage.audit import Act
from storage.database import Database
from storage.inbox import Stored
from storage.outage import passes
from storage.visits import note_visits

T = TypeVar("T")
log = logging.getLogger(__name__)
ROOF = Path(__file__).parents[1]  # what stands under it is ours
DOOR = frozenset(ROOF / "storage" / name for name in ("database.py", "direct.py", "worker.py"))  # whatever goes through
TRIES = 3  # as often an update may be there when the process dies; then it may be what kills us
SUSPECT = 2.0  # seconds, once and twice and thrice as many: others are answered before a suspect is tried again
CONVICTED = 6  # tries: it is parked
PAUSES = (0.5, 30.0)  # seconds between tries in an outage of the database: the first, the longest
AT_ONCE = 16  # chats answered side by side
IN_VIEW = 1024  # updates waiting for their chat's turn: one who floods must not take the places of others
ALWAYS = frozenset({"stop", "consent"})  # a person's right, however fast one asks


class Inbox:
    """The updates of one channel: receives them, and answers them in the order of each chat."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channel: Channel,
        lane: Lane,
        listener: Listener,
        *,
        key: bytes,
        files: Path,
        queued: Callable[[], None],
        handling: Histogram | None = None,
        public_url: str = "",
        console_url: str = "",
        form: Callable[[str, str | None], Awaitable[bytes]] | None = None,
    ) -> None:
        self._database, self._clock, self._channel, self._lane, self._key = database, clock, channel, lane, key
        self._listener, self._queued, self._handling = listener, queued, handling or Histogram()
        self._desk = Desk(database, clock, key, files, self._fetch, public_url, console_url, form)
        self._look = LastLook(database, clock)
        self._news = asyncio.Event()
        self._chats: dict[str, asyncio.Lock] = {}
        self._slots, self._room = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(IN_VIEW)
        self._patience = Patience()

    async def receive(self, incoming: Incoming) -> None:
        """Store an event and commit; only then may the platform be told. One that is here already stays as it is."""
        payload = _packed(incoming)
        async with self._database.write() as connection:
            await inbox.store_update(
                connection, incoming.channel, incoming.event_id, incoming.chat, payload, self._clock.now()
            )
        self._news.set()

    async def run(self) -> None:
        """Until cancelled: answer what waits, oldest first, then whatever comes."""
        after = 0
        async with asyncio.TaskGroup() as group:
            while True:
                self._news.clear()
                waiting = await self._waiting(after)
                for stored in waiting:
                    await self._room.acquire()
                    group.create_task(self._handle(stored))
                    after = stored.id
                if not waiting:
                    await self._news.wait()

    async def _waiting(self, after: int) -> tuple[Stored, ...]:
        try:
            async with self._database.read() as connection:
                return await inbox.waiting_updates(connection, self._channel, after, AT_ONCE)
        except Exception as trouble:
            log.error("inbox cannot be read: %s", type(trouble).__name__)
            await asyncio.sleep(1)
            self._news.set()
            return ()

    async def _handle(self, stored: Stored) -> None:
        """One update, to its end: answered, or parked with a word; never an exception."""
        try:
            async with self._chats.setdefault(stored.chat, asyncio.Lock()):
                await asyncio.sleep(SUSPECT * max(0, stored.attempts - TRIES + 1))
                began = monotonic()
                trouble, readings = await self._outlast(lambda: self._try(stored))
                await self._outlast(lambda: self._finish(stored, trouble, readings))
                self._note(stored, trouble, monotonic() - began)
        except Exception as bug:
            log.error("update %d stays unanswered until the next start: %s", stored.id, type(bug).__name__)
        finally:
            self._room.release()
            self._queued()

    async def _outlast(self, step: Callable[[], Awaitable[T]]) -> T:
        """What the step returns, when the database lets it: an outage is waited for, in nobody else's place."""
        pause, longest = PAUSES
        while True:
            try:
                async with self._slots:
                    return await step()
            except Exception as trouble:
                if not passes(trouble):
                    raise
                log.warning("an answer waits for the database: %s", type(trouble).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _try(self, stored: Stored) -> tuple[str | None, tuple[Reading, ...]]:
        """Answer it: the word for why that failed, if it did, and what the answer disclosed."""
        if stored.attempts >= CONVICTED:
            log.error("update %d is parked after %d tries", stored.id, stored.attempts)
            return "poisoned", ()
        incoming = self._opened(_unpacked(stored.payload))
        if too_fast := self._turn(incoming):
            if too_fast is Turn.SLOWER:
                await self._say(stored, incoming, Reply((wording.slower(await self._voice(incoming)),)))
            return "too_fast", ()
        async with self._database.write() as connection:
            await inbox.count_attempt(connection, stored.id)
        try:
            reply = await answer(self._desk, incoming)
        except Exception as bug:
            if passes(bug):
                raise
            log.error("update %d cannot be answered: %s", stored.id, _where(bug))
            await self._say(stored, incoming, await self._apology(incoming))
            return "bug", ()
        if found := await self._look.finds(self._channel, reply):
            log.error("update %d is not answered: the last look found a %s", stored.id, found)
            await self._look.alarm(reply, stored.id)
            await self._say(stored, incoming, Reply((wording.ping(await self._voice(incoming)),)))
            return Reason.LEAK, ()
        trouble = await self._say(stored, incoming, reply)
        return trouble, reply.readings

    def _turn(self, incoming: Incoming) -> Turn | None:
        """None when it is to be answered. Signs are no questions, and a right is never refused for haste."""
        if incoming.sign:
            return None
        route = read_choice(incoming.choice) if incoming.choice else read_text(incoming.text)
        turn = self._patience.turn(incoming.chat, self._clock.now())
        return None if turn is Turn.GO or (route and route[0].name in ALWAYS) else turn

    def _note(self, stored: Stored, trouble: str | None, seconds: float) -> None:
        self._handling.observe(seconds)
        about = {"update": stored.id, "channel": self._channel, "seconds": f"{seconds:.3f}"}
        log.info("answered", extra={"about": about | ({"trouble": trouble} if trouble else {})})

    async def _finish(self, stored: Stored, trouble: str | None, readings: Sequence[Reading]) -> None:
        """Answered; what that disclosed is in the audit with the same commit (a crash before it answers anew)."""
        now, acts = self._clock.now(), [Act(f"contact:{one.contact_id}", one.act, one.subject) for one in readings]
        async with self._database.write() as connection:
            last = await inbox.finish_update(connection, stored.id, now, trouble)
            await audit.record_all(connection, acts, key=self._key, at=now, last=last)
            if readings:
                await note_visits(connection, {one.contact_id for one in readings}, now)

    def _opened(self, incoming: Incoming) -> Incoming:
        """With the choice of a pressed button unsealed; one that is not this chat's becomes a choice of nothing."""
        if not incoming.choice:
            return incoming
        choice = unseal(incoming.choice, incoming.channel, incoming.chat, self._key)
        return replace(incoming, choice=choice or "stale")

    async def _apology(self, incoming: Incoming) -> Reply:
        return Reply((wording.went_wrong(await self._voice(incoming)),))

    async def _voice(self, incoming: Incoming) -> Voice:
        async with self._database.read() as connection:
            known = await account(connection, incoming.channel, incoming.chat)
        return voice(known.language if known else "ru")

    async def _say(self, stored: Stored, incoming: Incoming, reply: Reply) -> str | None:
        """Send the messages of a reply in order. On VK each has an id of its own that a repetition would have too."""
        to, plainly = Address(self._channel, incoming.chat), False
        for place, message in enumerate(reply.messages):
            last = reply.refused if plainly and place == len(reply.messages) - 1 else None
            sealed = seal_message(last or message, self._channel, incoming.chat, self._key)
            replaces = incoming.pressed_on if reply.replaces and place == 0 and incoming.pressed_on else None
            once = -((stored.id * 8 + place % 8) % (1 << 26) or 1)  # below zero: outbox rows have the rest
            said = await self._send(to, sealed, once, replaces)
            if isinstance(said, str):
                return said
            plainly = plainly or said.plainly
        return None

    async def _send(self, to: Address, message: Any, once: int, replaces: str | None) -> Receipt | str:
        """Patiently, for an answer is waited for; the word for why it did not get through, if it did not."""
        for pause in (0.5, 1, 2, 4, 8, 16, 30, 30):
            try:
                receipt = await self._lane.send(to, message, once=once, replaces=replaces)
                if receipt.plainly:
                    await self._no_tables(to)
                return receipt
            except TryLater as later:
                await asyncio.sleep(max(later.after, pause))
            except Ambiguous:
                if not self._lane.messenger.limits.dedupes:
                    return "maybe_sent"
                await asyncio.sleep(pause)
            except Undeliverable as dead:
                await self._bury(to, dead.reason)
                return dead.reason
        return "gave_up"

    async def _no_tables(self, to: Address) -> None:
        """The server refuses rich messages: this person gets text from now on, as before."""
        async with self._database.write() as connection:
            known = await account(connection, to.channel, to.chat)
            if known:
                await change_account(connection, known.id, rich=False)

    async def _bury(self, to: Address, reason: str) -> None:
        async with self._database.write() as connection:
            known = await account(connection, to.channel, to.chat)
            if known:
                await change_account(connection, known.id, reachable=False, unreachable_why=reason)

    async def _fetch(self, file: SharedFile) -> bytes:
        return await self._listener.fetch(file.id)


def _where(bug: Exception) -> str:
    """What and where, without the exception's own words, which may quote what a person wrote."""
    places = traceback.extract_tb(bug.__traceback__)
    ours = [place for place in places if "site-packages" not in place.filename and ROOF in Path(place.filename).parents]
    ours = [place for place in ours if Path(place.filename) not in DOOR]
    where = " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed((ours or places)[-3:]))
    return f"{type(bug).__name__} at {where}"  # a library's own last line says nothing about what we asked of it


def _packed(incoming: Incoming) -> dict[str, Any]:
    packed = {name: value for name, value in asdict(incoming).items() if value not in ("", None)}
    return packed | {"at": incoming.at.isoformat()}


def _unpacked(payload: dict[str, Any]) -> Incoming:
    given = dict(payload)
    given["at"] = datetime.fromisoformat(given["at"])
    if "phone" in given:
        given["phone"] = SharedPhone(**given["phone"])
    if "file" in given:
        given["file"] = SharedFile(**given["file"])
    if "sign" in given:
        given["sign"] = Sign(given["sign"])
    return Incoming(**given)
