"""VK's 20 requests a second, asked evenly."""

import asyncio

# 19.4/s: twenty-one requests then span at least 1.03 s, so 30 ms of jitter on their way never make one second hold more
# than twenty.
INTERVAL = 0.0515
_CATCH_UP = 0.03  # seconds of lateness that may be made up for


class Pace:
    """Slots of one token, `INTERVAL` seconds apart."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._next = 0.0

    async def slot(self) -> None:
        """Wait until a request may leave."""
        now = asyncio.get_running_loop().time()
        at = max(self._next, now - _CATCH_UP)
        self._next = at + self._interval
        if at > now:
            await asyncio.sleep(at - now)
