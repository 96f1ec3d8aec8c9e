"""Small things done on the side, whose failure is nobody's trouble: letting a pressed button stop spinning."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any


class Quiet:
    """Runs coroutines on the side and swallows their errors; `close()` ends what is still running."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin it and go on at once."""
        task = asyncio.create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what is still running."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _quietly(work: Coroutine[Any, Any, Any]) -> None:
    with suppress(Exception):
        await work
