"""Messages in hand: taken and worded, not yet on their way; the most urgent first."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scheduler.taking import Taken
from school.message import Message

SOON = 3.0  # seconds: a chat that must wait longer gives its place in hand to others


@dataclass(slots=True)
class Held:
    """A message in hand, and until when (steady seconds) it may leave."""

    taken: Taken
    message: Message | None  # sealed and laid out; None: that has failed, and will when it leaves
    fresh_until: float
    left: bool = False

    @property
    def chat(self) -> str:
        return self.taken.row.address.chat

    @property
    def ids(self) -> tuple[int, ...]:
        """Its row and those that ride on it."""
        return self.taken.row.id, *(ride.id for ride in self.taken.rides)


Late = tuple[Held, float]


class Hand:
    """A heap by urgency, then by row."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Held]] = []

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def ids(self) -> set[int]:
        """Every row in hand."""
        return {row_id for _, _, held in self._heap for row_id in held.ids}

    @property
    def least_urgent(self) -> int:
        """The urgency of the last; 0 when the hand is empty."""
        return max((urgency for urgency, _, _ in self._heap), default=0)

    def add(self, several: Iterable[Held]) -> None:
        """Take them in hand."""
        for held in several:
            heapq.heappush(self._heap, (held.taken.row.urgency, held.taken.row.id, held))

    def pick(
        self, most: float, ready_in: Callable[[str], float], interval: float, weight: Callable[[Message], float]
    ) -> tuple[list[Held], list[Late]]:
        """The most urgent whose chats are ready; and, with their seconds to wait, those whose chats are not for long.

        `interval` is what a chat must be given between two messages, in seconds; `weight` is what counts for `most`.
        """
        picked: list[Held] = []
        late: list[Late] = []
        kept: list[tuple[int, int, Held]] = []
        waits: dict[str, float] = {}
        while self._heap and most > 0:
            entry = heapq.heappop(self._heap)
            chat = entry[2].chat
            wait = waits[chat] = waits[chat] + interval if chat in waits else ready_in(chat)
            if wait <= 0:
                picked.append(entry[2])
                most -= weight(entry[2].taken.worded.message)
            elif wait > SOON:
                late.append((entry[2], wait))
            else:
                kept.append(entry)
        for entry in kept:
            heapq.heappush(self._heap, entry)
        return picked, late

    def empty(self) -> list[Held]:
        """Everything; the hand is empty afterwards."""
        everything, self._heap = [held for _, _, held in self._heap], []
        return everything
