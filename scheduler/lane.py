"""One lane per bot token: everything said on a channel goes through it, in turn and no faster than the platform allows.

Answers to people overtake, then the classes of school.outbox.Urgency. One chat that must wait holds up nobody else; a
refusal of the whole bot stops the lane for exactly the time it names.
"""

import asyncio
import heapq
from asyncio import TimerHandle
from collections.abc import Callable
from itertools import count
from time import monotonic
from typing import Protocol

from scheduler.handing import LeaseOver
from scheduler.pace import Left, Pace
from school.message import Message
from school.messenger import Address, Ambiguous, Messenger, Receipt, TryLater

ANSWER = 0  # before every Urgency
SHORT = 10.0  # seconds: a hold that those in line simply wait for; of a longer one they are told
SLOW = 50  # messages a second; on faster lanes waiting for the exact turn would keep others from the table
LEAD = 0.02  # seconds, at most
OUTAGE = 3  # answers lost in a row
FORGET = 1024  # chats remembered before the idle ones are dropped


class Turn(Protocol):
    """Somebody in line; a future is one."""

    def done(self) -> bool: ...
    def set_result(self, left: Left, /) -> None: ...
    def set_exception(self, why: Exception, /) -> None: ...


Entry = tuple[int, int, str, float, Turn]


class Lane:
    """A messenger with its pace. Waiting callers are served by urgency, then first come first served."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger
        self._pace = Pace(messenger.limits.messages_per_second)
        self._interval = messenger.limits.chat_interval
        self._held_until = 0.0
        self._doubts = 0  # answers lost since the last one that came
        self._chats: dict[str, float] = {}
        self._waiting: list[Entry] = []
        self._resting: list[tuple[float, Entry]] = []  # their chat got something less than its interval ago
        self._on_wire = self._lined = 0.0  # in calls to the platform; a message that shares one is less than one
        self._order = count()
        self._timer: TimerHandle | None = None
        self._lead = 0.0  # seconds that the last check takes: turns are given so much earlier

    async def send(
        self,
        to: Address,
        message: Message,
        *,
        once: int,
        urgency: int = ANSWER,
        replaces: str | None = None,
        leave: Callable[[], bool] = lambda: True,
    ) -> Receipt:
        """Say it when its turn comes. Raises what Messenger.send raises; TryLater too while the lane is held.

        `leave` is asked at the last moment before the request; when it says no, LeaseOver is raised and nothing left.
        """
        left = await self._turn(to.chat, urgency)
        return await self.say(left, to, message, once=once, replaces=replaces, leave=leave)

    def line_up(self, chat: str, urgency: int, turn: Turn, weight: float = 1.0) -> None:
        """Have a turn told when it came: then `say` or `give_back`. Whoever lines up several calls `serve` last."""
        self._lined += weight
        if not self._waiting and not self._resting:
            self._pace.rest(monotonic())
        heapq.heappush(self._waiting, (urgency, next(self._order), chat, weight, turn))

    async def say(
        self,
        left: Left,
        to: Address,
        message: Message,
        *,
        once: int,
        replaces: str | None = None,
        leave: Callable[[], bool] = lambda: True,
        checked: bool = False,
    ) -> Receipt:
        """Use a turn that came. As `send`; `checked`: the table was asked since it came."""
        slot, left.at = left.at, monotonic()
        try:
            if self._held_until > left.at:
                raise TryLater(self.held_for, cause="lane held")
            if not leave():
                raise LeaseOver
            receipt = await self.messenger.send(to, message, once=once, replaces=replaces)
            self._doubts = 0
            return receipt
        except TryLater as refusal:
            self._refused(to.chat, refusal)
            raise
        except Ambiguous:
            self._doubted()
            raise
        finally:
            if checked and self.messenger.limits.messages_per_second <= SLOW:
                self._learn(left.at - slot, slot - left.granted)
            self.give_back(left)

    def give_back(self, left: Left) -> None:
        """This turn is no longer in use."""
        self._on_wire -= left.weight
        self.serve()

    def hold(self, seconds: float) -> None:
        """Nobody is served for so long; of a long wait those in line are told, so that no lease grows old here."""
        self._held_until = max(self._held_until, monotonic() + seconds)
        if seconds > SHORT:
            told = self._waiting + [entry for _, entry in self._resting]
            self._waiting, self._resting, self._lined = [], [], 0.0
            for *_, turn in told:
                if not turn.done():
                    turn.set_exception(TryLater(self.held_for, cause="lane held"))
        self.serve()

    @property
    def held_for(self) -> float:
        """Seconds until the lane serves again; 0 when it does."""
        return max(0.0, self._held_until - monotonic())

    @property
    def room(self) -> float:
        """How many more calls may be in line or on the wire before more would only wait here."""
        limits = self.messenger.limits
        ahead = max(1, int(limits.messages_per_second / 10)) - self._lined
        return min(ahead, limits.concurrency - self._on_wire - self._lined)

    def weight(self, message: Message) -> float:
        """What part of a call a message is."""
        return 1 / self.messenger.limits.together if message.occasion is not None else 1.0

    def ready_in(self, chat: str) -> float:
        """Seconds until this chat may get the next message."""
        return max(0.0, self._chats.get(chat, 0.0) - monotonic())

    def _doubted(self) -> None:
        """One lost answer is an accident; a row of them is an outage, in which every try may cost a message."""
        self._doubts += 1
        if self._doubts >= OUTAGE:
            self.hold(min(2.0 ** (self._doubts - OUTAGE), SHORT))

    def _refused(self, chat: str, refusal: TryLater) -> None:
        if refusal.whole_lane:
            self.hold(refusal.after)
        else:
            self._chats[chat] = max(self._chats.get(chat, 0), monotonic() + refusal.after)

    def _learn(self, late: float, early: float) -> None:
        """The last check is begun as much earlier as it takes, where that is little against the pace."""
        took = max(0.0, late) + max(0.0, early)
        self._lead = min(LEAD, 0.9 * self._lead + 0.1 * took)

    async def _turn(self, chat: str, urgency: int) -> Left:
        if self.held_for > SHORT:
            raise TryLater(self.held_for, cause="lane held")
        turn: asyncio.Future[Left] = asyncio.get_running_loop().create_future()
        self.line_up(chat, urgency, turn)
        self.serve()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self.give_back(turn.result())
            raise

    def serve(self) -> None:
        """Let go whoever may go now, and come back when the next one may."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while pause := self._serve_one(monotonic()):
            if pause > 0:
                self._timer = asyncio.get_running_loop().call_later(pause, self.serve)
                return

    def _serve_one(self, now: float) -> float:
        """Below 0: go on; above: seconds to wait; 0: nobody can be served before something changes."""
        while self._resting and self._resting[0][0] <= now:
            heapq.heappush(self._waiting, heapq.heappop(self._resting)[1])
        if not self._waiting:
            return self._resting[0][0] - now if self._resting else 0
        wait = max(self._held_until, self._pace.free_at() - self._lead) - now
        if wait > 0:
            return wait
        urgency, _, chat, weight, turn = self._waiting[0]
        if urgency > ANSWER and self._on_wire >= self.messenger.limits.concurrency:
            return 0
        entry = heapq.heappop(self._waiting)
        if turn.done():
            self._lined -= weight
            return -1
        if (ready := self._chats.get(chat, 0.0)) > now:
            heapq.heappush(self._resting, (ready, entry))
            return -1
        self._go(chat, turn, now, weight)
        return -1

    def _go(self, chat: str, turn: Turn, now: float, weight: float) -> None:
        slot = max(now, self._pace.free_at())
        if self._interval:
            self._chats[chat] = slot + self._interval
            if len(self._chats) > FORGET + self.messenger.limits.messages_per_second:
                self._chats = {one: ready for one, ready in self._chats.items() if ready > now}
        self._lined -= weight
        self._on_wire += weight
        left = self._pace.go(slot)
        left.granted, left.weight = now, weight
        turn.set_result(left)
