"""Messages that are on their way at the same time share a request: up to 25 `messages.send` in one `execute`.

A lone message leaves at once. While others are on the wire, what comes in between two slots of the pace goes together.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.channels.vk.pace import Left, Pace
from bot.channels.vk.refusals import NOT_AN_ANSWER, Refused
from bot.channels.vk.wire import THREADS, Json, Wire
from school.messenger import TryLater

SEND = "messages.send"
MOST = 25  # calls in one execute


@dataclass(frozen=True, slots=True)
class _Waiting:
    values: Json
    answer: "asyncio.Future[Any]"


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

    async def send(self, values: Json, *, urgent: bool = False) -> Any:
        """messages.send, together with others; the response of this one. `urgent` ones go before those that wait."""
        waiting = _Waiting(values, asyncio.get_running_loop().create_future())
        if urgent:
            self._waiting.appendleft(waiting)
        else:
            self._waiting.append(waiting)
        if not self._pumping:
            self._pumping = True
            self._start(self._pump())
        return await waiting.answer

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pump(self) -> None:
        try:
            while self._waiting:
                await self._threads.acquire()
                left = await self._pace.slot()
                self._start(self._carry(self._batch(), left))
        finally:
            self._pumping = False

    def _batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        while self._waiting and len(batch) < MOST:
            if not (one := self._waiting.popleft()).answer.done():
                batch.append(one)
        return batch

    async def _carry(self, batch: list[_Waiting], left: Left) -> None:
        try:
            answers = await self._asked([one.values for one in batch], left)
        except asyncio.CancelledError:
            for one in batch:
                one.answer.cancel()
            raise
        except Exception as error:
            answers = [error] * len(batch)
        finally:
            self._pace.arrived(left)
            self._threads.release()
        if len(batch) > 1 and isinstance(answers[0], Refused) and answers.count(answers[0]) == len(batch):
            answers = await self._one_by_one(batch)  # the batch as a whole was refused: find whose fault it is
        for one, answer in zip(batch, answers, strict=True):
            _settle(one.answer, answer)

    async def _asked(self, each: list[Json], left: Left) -> list[Any]:
        if len(each) < 2:
            return [await self._wire.call(SEND, values, left.now) for values in each]
        answers = await self._wire.execute(SEND, each, left.now)
        if len(answers) != len(each):
            raise TryLater(2, cause=NOT_AN_ANSWER)
        return answers

    async def _one_by_one(self, batch: list[_Waiting]) -> list[Any]:
        return list(await asyncio.gather(*(self.call(SEND, one.values) for one in batch), return_exceptions=True))


def _settle(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
