"""The two ports: how we speak (Messenger) and how we hear (Listener), and the three ways in which speaking fails."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from school.incoming import Incoming
from school.message import Message


class Channel(StrEnum):
    """A messenger as rows and settings name it."""

    TELEGRAM = "telegram"
    VK = "vk"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a private chat on a channel. `chat` is the platform's own id, as text."""

    channel: Channel
    chat: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows; the lane paces by it, `fit` cuts by it."""

    characters: int  # per message, UTF-16 units
    caption: int  # under a picture or file, UTF-16 units
    buttons_per_row: int
    button_rows: int
    button_text: int  # characters on a button
    messages_per_second: float  # overall, per bot token
    chat_interval: float  # seconds between messages to one chat, sustained
    concurrency: int  # messages worth having on the wire at once
    dedupes: bool = False  # the platform drops a second message with the same `once`: a doubtful send is safe to repeat
    together: int = 1  # chats that one call may carry when they are told the same (Message.occasion)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took it: its ids of the parts, first to last, and whether it was an edit in place."""

    message_ids: tuple[str, ...]
    edited: bool = False
    plainly: bool = False  # a `rich` message was refused and went as text


class Undeliverable(Exception):
    """This address is dead. `reason` is one word of school.outbox.Reason, never the platform's text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(Exception):
    """Refused and surely not delivered. `after` in seconds; `whole_lane` when everybody on this bot must wait."""

    def __init__(self, after: float, *, whole_lane: bool = False, cause: str = "") -> None:
        super().__init__(f"{cause or 'later'} (after {after:g} s)")
        self.after = after
        self.whole_lane = whole_lane
        self.cause = cause


class Ambiguous(Exception):
    """The request left and no answer came: it may or may not have been delivered."""


class Messenger(Protocol):
    """How we speak; one verb."""

    @property
    def limits(self) -> Limits: ...

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        """Say it. `once` identifies this message on every retry (VK: `random_id`); 0 < |once| < 2**26.

        `replaces` is the platform id of an earlier message of ours to edit in place; where that can't be done any more
        the message is sent anew. Raises Undeliverable, TryLater or Ambiguous; anything else is a bug.
        """
        ...


@runtime_checkable
class Preparer(Protocol):
    """What some messengers can besides: lay messages out before their turn, many at a stretch. Fallback: in `send`."""

    def prepare(self, message: Message) -> None:
        """`send` will be given this very object; if it never is, many others push it out of memory."""
        ...


class Eraser(Protocol):
    """What some messengers can besides: take back what was said. Fallback: it stays, and the sender is told so."""

    async def delete(self, to: Address, message_ids: Sequence[str]) -> bool:
        """Delete our messages for everybody; False when the platform won't any more (too old, gone). Raises TryLater,
        Ambiguous (repeating does no harm) or Undeliverable.
        """
        ...


Receive = Callable[[Incoming], Awaitable[None]]
"""Stores what came in and returns when it is committed; only then may the platform be told that it was received."""


class Listener(Protocol):
    """How we hear."""

    async def listen(self, receive: Receive) -> None:
        """Until cancelled: hand every event to `receive`, confirm it to the platform after that returned."""
        ...

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of a file that somebody sent (`Incoming.file.id`). Raises TryLater, or Undeliverable when gone."""
        ...


OCCASION = 31  # the part that no long message has


def once_of_occasion(occasion: int) -> int:
    """The `once` of what many are told at once: the same for each of them, and no row's."""
    return once_of_part(occasion, OCCASION)


def once_of_part(once: int, part: int) -> int:
    """The `once` of the part-th message of a long one: distinct for parts below 31, within a signed 32-bit number."""
    sign = -1 if once < 0 else 1
    return sign * (abs(once) + (part << 26))
