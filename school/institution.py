"""A school, its people and their messenger accounts, as the rest of the house passes them around."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from school.access import ContactState, Role
from school.policy import ChannelRule, Fact, LegalForm, Level, level_of
from school.profile import Profile


@dataclass(frozen=True, slots=True)
class School:
    id: int
    name: str
    zone: ZoneInfo
    legal_form: LegalForm
    year: str | None = None
    profile: Profile = field(default_factory=Profile)
    rules: dict[str, ChannelRule] = field(default_factory=dict)
    journal_at: datetime | None = None  # UTC; when the journal last answered
    first_import_at: datetime | None = None

    def level(self, channel: str, now: datetime, fact: Fact | None = None) -> Level:
        """How much may be said on a channel at an instant; without `fact`, whatever it is about."""
        return level_of(self.legal_form, self.rules, channel, self.local(now).date(), fact)

    def local(self, instant: datetime) -> datetime:
        """An instant in the school's zone."""
        return instant.astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    school_id: int
    role: Role
    code: str  # the school's own id
    last_name: str
    first_name: str
    middle_name: str | None = None
    phone: str | None = None  # E.164
    duties: tuple[str, ...] = ()  # staff: teacher | homeroom | deputy | administrator
    class_id: int | None = None
    left_on: date | None = None

    @property
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name}"


@dataclass(frozen=True, slots=True)
class Contact:
    """The link between a messenger account and a person, and where it stands."""

    id: int
    state: ContactState
    person: Person


@dataclass(frozen=True, slots=True)
class Account:
    """A messenger account: one private chat on one channel, whoever it belongs to, with its settings."""

    id: int
    channel: str
    chat: str
    language: str
    reachable: bool
    digest: bool
    digest_time: time | None = None  # None = the school's
    quiet: dict[str, str] | None = None  # own quiet hours by weekday, "1" = Monday
    dialog: dict[str, Any] | None = None  # {"step": …, …}
    child_id: int | None = None
    rich: bool | None = None  # real tables on Telegram: the person's choice; None: not asked yet
    contacts: tuple[Contact, ...] = ()

    def approved(self, *roles: Role) -> tuple[Contact, ...]:
        """The approved links, of these roles if any are named."""
        return tuple(
            contact
            for contact in self.contacts
            if contact.state is ContactState.APPROVED and (not roles or contact.person.role in roles)
        )
