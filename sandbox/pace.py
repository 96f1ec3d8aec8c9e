"""How fast the platforms let a bot speak."""

import math
import time
from collections import deque
from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """A token bucket: `burst` at once, then `rate` a second."""

    rate: float
    burst: float
    filled: float = 0.0
    at: float = 0.0

    def take(self, now: float) -> float:
        """0.0 if one may pass (and passes), else the seconds until one may."""
        if self.at:
            self.filled = min(self.burst, self.filled + (now - self.at) * self.rate)
        else:
            self.filled = self.burst
        self.at = now
        if self.filled >= 1:
            self.filled -= 1
            return 0.0
        return (1 - self.filled) / self.rate


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a second. Telegram counts per bot and per chat, VK per token."""

    telegram_overall: float = 30
    telegram_per_chat: float = 1
    telegram_chat_burst: float = 12
    vk: int = 20


class Window:
    """Strictly so many requests in any second, as VK counts; refused ones do not count."""

    def __init__(self, most: int, *, on: bool = True) -> None:
        self._on = on
        self._passed: deque[float] = deque(maxlen=most)

    def may_pass(self) -> bool:
        """Whether one more request fits, and if so, it is counted."""
        now = time.monotonic()
        if self._on and len(self._passed) == self._passed.maxlen and now - self._passed[0] < 1:
            return False
        self._passed.append(now)
        return True


class Pace:
    """Counts Telegram's requests, overall and per chat; without limits everything passes."""

    def __init__(self, overall: float, per_chat: float = 0, chat_burst: float = 0, *, on: bool = True) -> None:
        self._on = on
        self._all = Bucket(overall, overall)
        self._per_chat, self._chat_burst = per_chat, chat_burst
        self._chats: dict[int, Bucket] = {}

    def wait(self, chat: int | None = None) -> int:
        """0 if the request may pass, else whole seconds to wait, as Telegram says them."""
        if not self._on:
            return 0
        now = time.monotonic()
        if chat is not None and self._per_chat:
            bucket = self._chats.setdefault(chat, Bucket(self._per_chat, self._chat_burst))
            seconds = bucket.take(now)
            if seconds:
                return max(1, math.ceil(seconds))
        return math.ceil(self._all.take(now))
