"""A message between the mark and its end: in line on the lane, before the last check, with its messenger."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from scheduler.hand import Held
from scheduler.pace import Left


class Flight:
    """One message under way. It takes its turn as a future does: set_result, set_exception, done.

    `check` is told when its turn comes and calls `go` or `stop`; `fly` is what sends it; `fail` is told why it did not.
    """

    __slots__ = ("_check", "_fail", "_fly", "held", "left", "over", "task")

    def __init__(
        self,
        held: Held,
        check: "Callable[[Flight], None]",
        fly: "Callable[[Flight], Coroutine[Any, Any, None]]",
        fail: "Callable[[Flight, Exception], None]",
    ) -> None:
        self.held, self._check, self._fly, self._fail = held, check, fly, fail
        self.left: Left | None = None
        self.task: asyncio.Task[None] | None = None
        self.over = False

    def done(self) -> bool:
        """Whether it wants no turn any more."""
        return self.over or self.left is not None

    def set_result(self, left: Left) -> None:
        """Its turn came."""
        self.left = left
        self._check(self)

    def set_exception(self, why: Exception) -> None:
        """It gets no turn."""
        self.stop(why)

    def go(self) -> None:
        """It may leave: hand it over."""
        if not self.over:
            self.task = asyncio.create_task(self._fly(self))

    def stop(self, why: Exception) -> None:
        """It may not leave."""
        if not self.over:
            self._fail(self, why)
