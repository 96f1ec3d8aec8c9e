"""VK's error 29: a method's quota is used up, nobody says until when. It is asked again, ever more seldom."""

import time
from collections.abc import Callable

from bot.channels.vk.refusals import QUOTA, QUOTA_PAUSES
from school.messenger import TryLater


class Quotas:
    """How long each method is left alone. VK counts by method: long poll goes on while sending stands still."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pauses: dict[str, tuple[int, float]] = {}  # method: the pauses there were, when the last of them ends

    def refused(self, method: str) -> TryLater:
        """What a refusal means. Those that were on the wire together are one, and begin no longer pause."""
        pauses, ends = self._pauses.get(method, (0, 0.0))
        now = self._now()
        if now >= ends:
            ends = now + QUOTA_PAUSES[min(pauses, len(QUOTA_PAUSES) - 1)]
            self._pauses[method] = pauses + 1, ends
        return TryLater(ends - now, whole_lane=True, cause=QUOTA)

    def allowed(self, method: str) -> None:
        """VK took one: the next refusal begins with the shortest pause, unless this one was on the wire beside it."""
        if self._now() >= self._pauses.get(method, (0, 0.0))[1]:
            self._pauses.pop(method, None)
