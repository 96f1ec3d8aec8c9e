"""The people of the sandbox and their chats with the bot, the same for both platforms."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sandbox.bell import Bell
from sandbox.files import StoredFile

Platform = Literal["telegram", "vk"]
Json = dict[str, Any]
FIRST_ID: dict[str, int] = {"telegram": 710_200_301, "vk": 48_100_201}


class NotHere(LookupError):
    """A person, message or button the sandbox does not have."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button; `kind` is callback, text, url or contact, `data` is callback_data (Telegram) or payload (VK)."""

    text: str
    kind: str
    data: str | None = None
    url: str | None = None
    color: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(slots=True)
class Person:
    """Somebody with a messenger. `shut` is the word for why the bot may not write to them now, if it may not."""

    platform: Platform
    id: int
    name: str
    phone: str | None = None
    role: str = ""
    suggestions: tuple[str, ...] = ()
    code: str | None = None
    met: bool = False
    shut: str | None = None
    keyboard: Rows = ()
    one_time: bool = False
    keyboard_from: int | None = None

    def as_json(self) -> Json:
        """What /sandbox/people shows."""
        return asdict(self)


@dataclass(slots=True)
class Message:
    """One bubble. `id` is the platform's; `number` counts within the chat; `version` grows with every change anywhere.

    `spans` are formatted ranges in UTF-16 units, named as Telegram's entities are, for both platforms.
    """

    platform: Platform
    user: int
    id: int
    number: int
    who: Literal["bot", "person"]
    time: datetime
    text: str = ""
    spans: list[Json] = field(default_factory=list)
    buttons: Rows = ()
    files: tuple[StoredFile, ...] = ()
    rich: list[Json] | None = None  # blocks of a rich message (Telegram); `text` is what they say
    contact: Json | None = None
    edited: bool = False
    deleted: bool = False
    version: int = 0
    extra: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        """What /sandbox/chat shows; `time` is ISO 8601 with the offset of the sandbox's clock."""
        return {
            "message_id": self.id,
            "number": self.number,
            "version": self.version,
            "who": self.who,
            "text": self.text,
            "spans": self.spans,
            "rich": self.rich,
            "buttons": [[asdict(button) for button in row] for row in self.buttons],
            "attachments": [file.as_json() for file in self.files],
            "contact": self.contact,
            "edited": self.edited,
            "deleted": self.deleted,
            "time": self.time.isoformat(timespec="seconds"),
        }


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the page's stream: `kind` is message, person, toast or typing."""

    number: int
    kind: str
    platform: Platform
    user: int
    body: Message | Person | Json

    def as_json(self) -> Json:
        """The state at the time of reading, so a replay shows the latest edit."""
        body = self.body if isinstance(self.body, dict) else self.body.as_json()
        return {"number": self.number, "kind": self.kind, "platform": self.platform, "user": self.user, "body": body}


class World:
    """Everything that people of the sandbox see, and the stream of its changes."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.clock = clock
        self.people: dict[tuple[str, int], Person] = {}
        self.chats: dict[tuple[str, int], list[Message]] = {}
        self.happenings: list[Happening] = []
        self.bell = Bell()
        self._next_id = dict(FIRST_ID)
        self._last_message = {"telegram": 0, "vk": 0}
        self._index: dict[tuple[str, int, int], Message] = {}

    def now(self) -> datetime:
        """The demo's clock if there is one, else this machine's local time."""
        return self.clock() if self.clock else datetime.now(UTC).astimezone()

    def add_person(self, platform: Platform, name: str, **about: Any) -> Person:
        """A new person who has not met the bot yet."""
        person = Person(platform, self._next_id[platform], name, **about)
        self._next_id[platform] += 7
        self.people[platform, person.id] = person
        self.chats[platform, person.id] = []
        self.tell("person", person, person)
        return person

    def person(self, platform: str, user: int) -> Person:
        """The person with that id; raises NotHere."""
        try:
            return self.people[platform, int(user)]
        except KeyError:
            raise NotHere(f"nobody with id {user} on {platform}") from None

    def post(self, person: Person, who: Literal["bot", "person"], **content: Any) -> Message:
        """A new bubble in a person's chat."""
        chat = self.chats[person.platform, person.id]
        number = len(chat) + 1
        self._last_message[person.platform] += 1
        message_id = number if person.platform == "telegram" else self._last_message[person.platform]
        message = Message(person.platform, person.id, message_id, number, who, self.now(), **content)
        chat.append(message)
        self._index[person.platform, person.id, message_id] = message
        self.changed(message)
        return message

    def message(self, platform: str, user: int, message_id: int) -> Message:
        """A bubble by the platform's id; raises NotHere, also for a deleted one."""
        found = self._index.get((platform, int(user), int(message_id)))
        if found is None or found.deleted:
            raise NotHere(f"no message {message_id} in chat {user} on {platform}")
        return found

    def changed(self, message: Message) -> None:
        """Give a bubble a new version and show it."""
        self.tell("message", self.people[message.platform, message.user], message)
        message.version = self.happenings[-1].number

    def tell(self, kind: str, person: Person, body: Message | Person | Json) -> None:
        """Put one entry on the page's stream."""
        self.happenings.append(Happening(len(self.happenings) + 1, kind, person.platform, person.id, body))
        self.bell.ring()

    def has_more_than(self, seen: int) -> bool:
        """Whether the stream has grown beyond `seen` entries."""
        return len(self.happenings) > seen

    def chat(self, platform: str, user: int, after: int = 0) -> list[Message]:
        """The bubbles of a chat whose version is above `after`, without deleted ones."""
        self.person(platform, user)
        return [m for m in self.chats[platform, int(user)] if m.version > after and not m.deleted]

    def buttons_in_sight(self, person: Person) -> Iterator[tuple[Message | None, Button]]:
        """Every button the person could press: the keyboard below first, then bubbles from the newest."""
        yield from ((None, button) for row in person.keyboard for button in row)
        for message in reversed(self.chat(person.platform, person.id)):
            yield from ((message, button) for row in message.buttons for button in row)

    def find_button(
        self, person: Person, message_id: int | None = None, button: str | int | None = None, data: str | None = None
    ) -> tuple[Message | None, Button]:
        """The button meant: by its text, by its place (0 is the first), or by its data; raises NotHere."""
        seen = [
            (message, one)
            for message, one in self.buttons_in_sight(person)
            if message_id is None or (message is not None and message.id == int(message_id))
        ]
        if isinstance(button, int) and 0 <= button < len(seen):
            return seen[button]
        for message, one in seen:
            if (data is not None and one.data == data) or (data is None and one.text == button):
                return message, one
        raise NotHere(f"no button {data or button!r}; there are {[one.text for _, one in seen]}")
