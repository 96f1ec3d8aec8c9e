"""One event of one person, with everything a handler needs to answer it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.desk import Desk
from locales import Voice, voice
from school.access import Role
from school.incoming import Incoming, Reply
from school.institution import Account, Person
from school.message import Message


@dataclass(frozen=True, slots=True)
class Visit:
    """`words` is what follows the command («оценки» МАРИЯ) or the verb of a choice (`marks` 12 WEEK)."""

    desk: Desk
    account: Account
    incoming: Incoming
    now: datetime  # aware UTC
    words: tuple[str, ...] = ()

    @property
    def pressed(self) -> bool:
        """A button was pressed: `words` are ours, and the answer takes the place of the pressed message."""
        return bool(self.incoming.choice)

    @property
    def voice(self) -> Voice:
        return voice(self.account.language)

    @property
    def roles(self) -> tuple[str, ...]:
        """What the person is here, as menus know it: guardian, student, homeroom, administrator."""
        found: dict[str, None] = {}
        for contact in self.account.approved():
            person = contact.person
            found |= dict.fromkeys(person.duties if person.role is Role.STAFF else (str(person.role),))
        return tuple(found)

    def staff(self, duty: str = "") -> tuple[Person, ...]:
        """The members of staff behind this account, with a duty if one is named."""
        people = (contact.person for contact in self.account.approved(Role.STAFF))
        return tuple(person for person in people if not duty or duty in person.duties)

    def number(self, place: int) -> int | None:
        """The word at a place as an id; None when it is none."""
        word = self.words[place] if place < len(self.words) else ""
        return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else None

    def changed(self, account: Account) -> "Visit":
        """The same with the account as it is now."""
        return replace(self, account=account)

    def say(self, *messages: Message) -> Reply:
        """New messages."""
        return Reply(messages)

    def answer(self, *messages: Message) -> Reply:
        """The messages, a single one in the place of the one whose button was pressed."""
        return Reply(messages, replaces=self.pressed and len(messages) == 1)


Handler = Callable[[Visit], Awaitable[Reply]]
