"""VK's 20 requests a second, in any second: as near to it as can be without one too many.

Requests leave evenly. What counts is when they arrive: one that was held up on its way (a new connection, a slow
thread) comes close to those behind it. Its answer tells by how much at most, and the request 20 places later waits
that much longer.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass

PER_SECOND = 20
_MARGIN = 0.01  # seconds beyond the second: 99 % of the limit
_EVENLY = 0.045  # seconds between two; below 1/20, so that a late one costs no throughput
_MOST_LATE = 0.25  # seconds; slower answers are slow work there, not a late arrival


@dataclass(slots=True)
class Left:
    """A request that left; monotonic seconds, which are the loop's too."""

    at: float
    took: float | None = None

    def now(self) -> None:
        """It really leaves only now: the thread that carries it was busy until then."""
        self.at = time.monotonic()


class Pace:
    """The slots of one token."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._left: deque[Left] = deque(maxlen=PER_SECOND)
        self._took: deque[float] = deque(maxlen=64)

    async def slot(self) -> Left:
        """Wait until a request may leave; tell `arrived` when it was answered."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            while (wait := self._free_at() - loop.time()) > 0:  # noqa: ASYNC110 - an answer may change it meanwhile
                await asyncio.sleep(wait)
            self._left.append(Left(loop.time()))
            return self._left[-1]

    def arrived(self, left: Left) -> None:
        """It was answered (or given up) now."""
        left.took = asyncio.get_running_loop().time() - left.at
        self._took.append(left.took)

    def _free_at(self) -> float:
        if not self._left:
            return 0.0
        evenly = self._left[-1].at + _EVENLY
        if len(self._left) < PER_SECOND:
            return evenly
        first = self._left[0]
        return max(evenly, first.at + 1 + _MARGIN + self._late(first))

    def _late(self, left: Left) -> float:
        if left.took is None:
            return _MOST_LATE
        return min(_MOST_LATE, left.took - min(self._took, default=left.took))
