"""So many in any second, as near to it as can be without one too many.

A platform may count strictly, and its clock is not ours: the message N places later leaves a second and MARGIN after
this one did, whatever happened between. Within the second they leave evenly; a little lost time is caught up with.
"""

from collections import deque
from dataclasses import dataclass

MARGIN = 0.005  # seconds beyond the second: 99.5 % of the limit
EVENLY = 0.85  # of an even interval, so that a late one costs no throughput
CATCH_UP = 0.05  # seconds of lost time that may be made up for by going faster


@dataclass(slots=True)
class Left:
    """One that was let go, when it was told so; monotonic seconds. Whoever goes writes down when it really left."""

    at: float
    granted: float = 0.0
    weight: float = 1.0  # of a call to the platform


class Pace:
    """The turns of one token."""

    def __init__(self, per_second: float) -> None:
        most = max(1, int(per_second))
        self._window = most / per_second + MARGIN
        self._even = EVENLY / per_second
        self._left: deque[Left] = deque(maxlen=most)
        self._next = 0.0

    def free_at(self) -> float:
        """When the next may leave, monotonic seconds; the past when one may now."""
        if len(self._left) < (self._left.maxlen or 0):
            return self._next
        return max(self._next, self._left[0].at + self._window)

    def rest(self, now: float) -> None:
        """Nobody waited until now: there is nothing to be made up for."""
        self._next = max(self._next, now)

    def go(self, now: float) -> Left:
        """One leaves."""
        self._next = max(self._next, now - CATCH_UP) + self._even
        self._left.append(Left(now))
        return self._left[-1]
