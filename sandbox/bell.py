"""Waiting for the next thing to happen: the heart of every long poll here."""

import asyncio
from collections.abc import Callable


class Bell:
    """Wakes everyone who waits; nobody has to subscribe."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now; those who come later wait for the next ring."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait at most `seconds` until `ready()`; returns what it said last."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not ready():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            try:
                async with asyncio.timeout(left):
                    await self._event.wait()
            except TimeoutError:
                return ready()
        return True
