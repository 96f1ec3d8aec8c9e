"""What comes in from a person, and what goes back: the same on every channel."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from school.message import Message
from school.policy import Fact


class Sign(StrEnum):
    """What happened on a platform that is not words: it tells whether a person can be reached."""

    ALLOWED = "allowed"  # started, unblocked, allowed messages
    DENIED = "denied"  # blocked the bot, denied messages
    READ = "read"  # read up to here (VK only)


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """A contact card. It counts only when it is the sender's own and not forwarded (docs/access.md)."""

    number: str  # as the platform gave it
    own: bool  # the card's user id is the sender's
    forwarded: bool


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A picture or document that a person sent; its bytes come from Listener.fetch(id)."""

    id: str
    name: str
    picture: bool
    size: int  # bytes; 0 when the platform does not say


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of one person in a private chat. `event_id` is unique per channel: the inbox dedupes by it."""

    channel: str  # school.messenger.Channel
    chat: str  # the platform's id of the private chat
    event_id: str
    at: datetime  # UTC, the platform's time
    text: str = ""
    choice: str = ""  # the sealed choice of a pressed button
    pressed_on: str = ""  # platform id of the message whose button was pressed
    callback_id: str = ""  # what the platform wants answered so that the button stops spinning
    code: str = ""  # start code: /start CODE, or VK ref
    phone: SharedPhone | None = None
    file: SharedFile | None = None
    sign: Sign | None = None
    language: str = ""  # what the platform says of the person's language, "" when it doesn't


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer disclosed, by kind and never by content; it becomes a row of the audit."""

    contact_id: int
    act: str  # read_marks, read_results …
    subject: str  # ids only: "student:7 student:9", "class:3"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: messages in order; `replaces` puts the first in the place of the pressed message."""

    messages: tuple[Message, ...] = field(default=())
    replaces: bool = False
    readings: tuple[Reading, ...] = ()
    fact: Fact | None = None  # what kind of fact it tells; None: nothing in particular
    schools: tuple[int, ...] = ()  # of the people behind the account; () for a stranger
    refused: Message | None = None  # instead of the last one, when the platform took the first as text, not as tables
