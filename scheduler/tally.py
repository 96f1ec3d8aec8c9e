"""Counts since the start of the process, for whoever watches it: numbers and our own words only."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from school.message import Message
from school.messenger import Address, Ambiguous, Limits, Messenger, Receipt, TryLater, Undeliverable

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


@dataclass(slots=True)
class Histogram:
    """How often something took at most so many seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def observe(self, seconds: float) -> None:
        """It took so long, once more."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Tally:
    """What one messenger took and what it refused, by our word for why."""

    sent: int = 0
    refused: Counter[str] = field(default_factory=Counter)


class Counted:
    """A messenger that counts. See school.messenger.Messenger."""

    def __init__(self, messenger: Messenger, tally: Tally) -> None:
        self._messenger, self._tally = messenger, tally

    @property
    def limits(self) -> Limits:
        return self._messenger.limits

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        """The messenger's own send, counted."""
        try:
            receipt = await self._messenger.send(to, message, once=once, replaces=replaces)
        except Exception as failure:
            self._tally.refused[word_for(failure)] += 1
            raise
        self._tally.sent += 1
        return receipt


def word_for(failure: Exception) -> str:
    """One word of ours for a failed send; never the platform's text."""
    match failure:
        case Undeliverable():
            return str(failure.reason)
        case TryLater():
            return failure.cause or "later"
        case Ambiguous():
            return "ambiguous"
        case _:
            return "bug"
