"""How many questions a person may ask: a bucket per chat. Whoever asks faster is asked once to slow down, then nothing.

Kept in memory: a restart forgives. It slows nobody else, for each chat has its own.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

BURST = 20  # questions at once
PERIOD = timedelta(minutes=1)  # in which an empty bucket is full again
REMEMBERED = 4096  # chats, before those with a full bucket are dropped


class Turn(Enum):
    GO = auto()
    SLOWER = auto()  # say so, once
    SILENCE = auto()


class Patience:
    """The buckets of one channel."""

    def __init__(self) -> None:
        self._chats: dict[str, tuple[float, datetime, bool]] = {}

    def turn(self, chat: str, now: datetime) -> Turn:
        """What a question of this chat gets. After `SLOWER` it is silence until the bucket is full."""
        left, at, quiet = self._chats.get(chat, (float(BURST), now, False))
        left = min(BURST, left + max(now - at, timedelta(0)) / PERIOD * BURST)
        quiet = quiet and left < BURST
        turn = Turn.SILENCE if quiet else Turn.GO if left >= 1 else Turn.SLOWER
        self._keep(chat, (left - (turn is Turn.GO), now, quiet or turn is Turn.SLOWER))
        return turn

    def _keep(self, chat: str, bucket: tuple[float, datetime, bool]) -> None:
        self._chats[chat] = bucket
        if len(self._chats) > REMEMBERED:
            now = bucket[1]
            self._chats = {one: kept for one, kept in self._chats.items() if now - kept[1] < PERIOD}
