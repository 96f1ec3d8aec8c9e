"""Whose 429 is it? Telegram names the seconds, not whether a chat or the whole bot must wait."""

import time
from collections.abc import Callable

from school.messenger import TryLater


class Flood:
    """Holds the chat first. Another chat refused before anything sent after the first refusal got through tells that
    it is the bot: then the whole lane waits. One refused request is the price of not stopping everybody for one chat.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._refused: tuple[str, float] | None = None  # chat, until when

    def passed(self, started: float) -> None:
        """A request begun at `started` (monotonic seconds) got through."""
        if self._refused and started > self._since:
            self._refused = None

    def refused(self, chat: str, after: float) -> TryLater:
        """What to tell the lane about a refusal of `after` seconds."""
        now = self._monotonic()
        suspect, self._since = self._refused, now
        self._refused = (chat, now + after)
        everybody = suspect is not None and suspect[0] != chat and now < suspect[1]
        return TryLater(after, whole_lane=everybody, cause="flood")

    _since: float = 0.0
