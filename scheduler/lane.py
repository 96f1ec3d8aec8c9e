"""One lane per bot token: everything said on a channel goes through it, in turn and no faster than the platform allows.

Answers to people overtake, then the classes of school.outbox.Urgency. One chat that must wait holds up nobody else; a
refusal of the whole bot stops the lane for exactly the time it names.
"""

import asyncio
import heapq
from itertools import count
from time import monotonic

from school.message import Message
from school.messenger import Address, Messenger, Receipt, TryLater

ANSWER = 0  # before every Urgency
MARGIN = 0.995  # of the platform's rate: its clock is not ours
FORGET = 1024  # chats remembered before the idle ones are dropped


class Lane:
    """A messenger with its pace. Waiting callers are served by urgency, then first come first served."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger
        self._interval = 1 / (messenger.limits.messages_per_second * MARGIN)
        self._free_at = 0.0
        self._held_until = 0.0
        self._chats: dict[str, float] = {}
        self._waiting: list[tuple[int, int, str, asyncio.Future[None]]] = []
        self._order = count()
        self._pump: asyncio.Task[None] | None = None

    async def send(
        self, to: Address, message: Message, *, once: int, urgency: int = ANSWER, replaces: str | None = None
    ) -> Receipt:
        """Say it when its turn comes. Raises what Messenger.send raises; TryLater too while the lane is held."""
        await self._turn(to.chat, urgency)
        try:
            return await self.messenger.send(to, message, once=once, replaces=replaces)
        except TryLater as refusal:
            if refusal.whole_lane:
                self.hold(refusal.after)
            else:
                self._chats[to.chat] = max(self._chats.get(to.chat, 0), monotonic() + refusal.after)
            raise

    def hold(self, seconds: float) -> None:
        """Nobody is served for so long; those who wait are told to try later, so that no lease grows old here."""
        self._held_until = max(self._held_until, monotonic() + seconds)
        waiting, self._waiting = self._waiting, []
        for _, _, _, turn in waiting:
            if not turn.done():
                turn.set_exception(TryLater(self.held_for, cause="lane held"))

    @property
    def held_for(self) -> float:
        """Seconds until the lane serves again; 0 when it does."""
        return max(0.0, self._held_until - monotonic())

    async def _turn(self, chat: str, urgency: int) -> None:
        if self.held_for:
            raise TryLater(self.held_for, cause="lane held")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), chat, turn))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._serve())
        await turn

    async def _serve(self) -> None:
        while self._waiting:
            pause = self._free_at - monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            wait = self._next()
            if wait:
                await asyncio.sleep(wait)

    def _next(self) -> float:
        """Serve the first in line whose chat is free; 0, or the seconds until the first such chat will be."""
        now, aside, soonest = monotonic(), [], 1.0
        served = False
        while self._waiting and not served:
            entry = heapq.heappop(self._waiting)
            ready = self._chats.get(entry[2], 0)
            if entry[3].done():
                continue
            if ready > now:
                aside.append(entry)
                soonest = min(soonest, ready - now)
                continue
            self._serve_one(entry[2], entry[3], now)
            served = True
        for entry in aside:
            heapq.heappush(self._waiting, entry)
        return 0 if served or not aside else soonest

    def _serve_one(self, chat: str, turn: asyncio.Future[None], now: float) -> None:
        self._free_at = max(self._free_at, now - self._interval) + self._interval
        if self.messenger.limits.chat_interval:
            self._chats[chat] = now + self.messenger.limits.chat_interval
            if len(self._chats) > FORGET:
                self._chats = {one: ready for one, ready in self._chats.items() if ready > now}
        turn.set_result(None)
