"""Waiting longer after each failure, for the loops that listen."""

import asyncio


class Backoff:
    """Pauses of `first`, 2 × `first`, … up to `longest` seconds; a success begins anew."""

    def __init__(self, first: float, longest: float = 30.0) -> None:
        self._first, self._longest = first, longest
        self._next = first

    async def pause(self, at_least: float = 0.0) -> None:
        """Wait, longer each time, and `at_least` so many seconds."""
        await asyncio.sleep(max(at_least, self._next))
        self._next = min(self._longest, self._next * 2)

    def succeed(self) -> None:
        """The next pause is a short one."""
        self._next = self._first
