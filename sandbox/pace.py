"""How fast the platforms let a bot speak."""

import math
import time
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
    vk: float = 20


class Pace:
    """Counts one platform's requests; without limits everything passes."""

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
