"""A messenger at the network's edge: it keeps what it is told, and fails as ordered."""

import asyncio
from dataclasses import dataclass, field

from school.message import Message, say_plainly
from school.messenger import Address, Limits, Receipt


@dataclass(frozen=True, slots=True)
class Said:
    chat: str
    text: str
    once: int
    message: Message
    replaces: str | None


@dataclass
class Recorder:
    """`failures` are raised one per call, first to last, before anything is delivered (None: no failure)."""

    dedupes: bool = False
    failures: list[Exception | None] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def limits(self) -> Limits:
        return Limits(4096, 1024, 8, 25, 64, 1000, 0, 20, self.dedupes)

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        self.said.append(Said(to.chat, say_plainly(message), once, message, replaces))
        return Receipt((str(len(self.said)),), edited=replaces is not None)


@dataclass
class Slow(Recorder):
    """Takes one message at a time and never answers, until it is cancelled."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def limits(self) -> Limits:
        return Limits(4096, 1024, 8, 25, 64, 1000, 0, 1, self.dedupes)

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        self.begun.set()
        await asyncio.sleep(60)
        return await super().send(to, message, once=once, replaces=replaces)


@dataclass
class Preparing(Recorder):
    """Lays messages out before their turn, but for those with this word in them: it fails at these."""

    fails_at: str = "-"
    prepared: list[Message] = field(default_factory=list)

    def prepare(self, message: Message) -> None:
        if self.fails_at in say_plainly(message):
            raise LookupError
        self.prepared.append(message)
