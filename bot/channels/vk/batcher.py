"""Messages that are on their way at the same time share a request: up to 25 `messages.send` in one `execute`.

A lone message leaves at once. While others are on the wire, what comes in between two slots of the pace goes together.
What is the same for many goes to up to 100 of them in one call (`peer_ids`); each still has its own answer.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.channels.vk.pace import Left, Pace
from bot.channels.vk.refusals import NOT_AN_ANSWER, Refused, failure
from bot.channels.vk.wire import THREADS, Json, Wire
from school.messenger import TryLater

SEND = "messages.send"
MOST = 25  # calls in one execute
PEERS = 100  # in one call
LETTERS = 50_000  # of text in one execute, lest the request grows beyond what is taken


@dataclass(frozen=True, slots=True)
class _Waiting:
    values: Json
    answer: "asyncio.Future[Any]"
    peer: int | None = None  # of values that are the same for many


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of messages.send and whose it is."""

    values: Json
    several: list[_Waiting]
    peers: set[int | None]

    def takes(self, one: _Waiting) -> bool:
        """Whether it can carry one more, who is not among its peers yet."""
        return len(self.several) < PEERS and one.peer not in self.peers

    def add(self, one: _Waiting) -> None:
        """Carry it too."""
        self.several.append(one)
        self.peers.add(one.peer)

    @property
    def addressed(self) -> Json:
        """The values with the peers that they go to."""
        peers = [one.peer for one in self.several]
        if peers[0] is None:
            return self.values
        if len(peers) == 1:
            return self.values | {"peer_id": peers[0]}
        return self.values | {"peer_ids": ",".join(map(str, peers))}


class Batcher:
    """Every call of one community goes through here, at VK's pace."""

    def __init__(self, wire: Wire, pace: Pace) -> None:
        self._wire, self._pace = wire, pace
        self._threads = asyncio.Semaphore(THREADS)
        self._waiting: deque[_Waiting] = deque()
        self._pumping = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Give up what waits."""
        for one in self._waiting:
            one.answer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def call(self, method: str, values: Json) -> Any:
        """One method by itself. Raises as Wire.call."""
        async with self._threads:
            left = await self._pace.slot()
            try:
                return await self._wire.call(method, values, left.now)
            finally:
                self._pace.arrived(left)

    async def send(self, values: Json, *, peer: int | None = None, urgent: bool = False) -> Any:
        """messages.send, together with others; the response of this one. `urgent` ones go before those that wait.

        With `peer` the values name none: where they are one and the same object they go to all its peers in one call.
        """
        waiting = _Waiting(values, asyncio.get_running_loop().create_future(), peer)
        if urgent:
            self._waiting.appendleft(waiting)
        else:
            self._waiting.append(waiting)
        self._keep_pumping()
        return await waiting.answer

    def _keep_pumping(self) -> None:
        if not self._pumping:
            self._pumping = True
            self._start(self._pump())

    def _start(self, work: Any) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _pump(self) -> None:
        try:
            while self._waiting:
                await self._threads.acquire()
                left = await self._pace.slot()
                batch = self._batch()
                carrying = self._start(self._carry(batch, left))
                carrying.add_done_callback(partial(_give_up, batch))
        finally:
            self._pumping = False

    def _batch(self) -> list[_Call]:
        calls: list[_Call] = []
        shared: dict[int, _Call] = {}
        letters = 0
        while self._waiting:
            one = self._waiting[0]
            same = None if one.peer is None else id(one.values)
            call = shared.get(same) if same else None
            if call is None or not call.takes(one):
                letters += len(one.values.get("message", ""))
                if calls and (len(calls) == MOST or letters > LETTERS):
                    break
                call = None
            self._waiting.popleft()
            if one.answer.done():
                continue
            if call:
                call.add(one)
                continue
            calls.append(_Call(one.values, [one], {one.peer}))
            if same:
                shared[same] = calls[-1]
        return calls

    async def _carry(self, batch: list[_Call], left: Left) -> None:
        try:
            answers = await self._asked([one.addressed for one in batch], left)
        except Exception as error:
            answers = [error] * len(batch)
        finally:
            self._pace.arrived(left)
            self._threads.release()
        if len(batch) > 1 and isinstance(answers[0], Refused) and answers.count(answers[0]) == len(batch):
            answers = await self._one_by_one(batch)  # the batch as a whole was refused: find whose fault it is
        for call, answer in zip(batch, answers, strict=True):
            if len(call.several) > 1 and isinstance(answer, Refused):
                self._apart(call)
            else:
                _settle(call, answer)

    def _apart(self, call: _Call) -> None:
        """Refused for all of them: whose fault it is shows when each goes by itself."""
        self._waiting += [_Waiting(one.values | {"peer_id": one.peer}, one.answer) for one in call.several]
        self._keep_pumping()

    async def _asked(self, each: list[Json], left: Left) -> list[Any]:
        if len(each) < 2:
            return [await self._wire.call(SEND, values, left.now) for values in each]
        answers = await self._wire.execute(SEND, each, left.now)
        if len(answers) != len(each):
            raise TryLater(2, cause=NOT_AN_ANSWER)
        return answers

    async def _one_by_one(self, batch: list[_Call]) -> list[Any]:
        return list(await asyncio.gather(*(self.call(SEND, one.addressed) for one in batch), return_exceptions=True))


def _give_up(batch: list[_Call], carrying: asyncio.Task[None]) -> None:
    """Whoever was to be carried hears of the end, also of one that came before the first step."""
    if carrying.cancelled():
        for call in batch:
            for one in call.several:
                one.answer.cancel()


def _settle(call: _Call, answer: Any) -> None:
    if len(call.several) > 1 and not isinstance(answer, BaseException):
        said = {one["peer_id"]: _one_of_many(one) for one in answer} if isinstance(answer, list) else {}
        for one in call.several:
            _tell(one.answer, said.get(one.peer) or TryLater(2, cause=NOT_AN_ANSWER))
        return
    for one in call.several:
        _tell(one.answer, answer)


def _one_of_many(said: Json) -> Any:
    """What became of one peer of many: a message id, or what its own error means."""
    if error := said.get("error"):
        return failure(int(error.get("code") or error.get("error_code") or 0))
    return said.get("message_id") or f"c{said['conversation_message_id']}"


def _tell(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
