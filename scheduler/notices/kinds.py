"""What a kind of notice is, and what wording one needs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from locales import Voice
from school.clock import today
from school.institution import School
from school.message import Message
from school.outbox import Reason
from school.policy import Fact, Level
from school.purposes import Purpose
from school.told import Telling
from storage.leasing import Claimed
from storage.ties import Sight


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed row whose reader may be told: the school, the voice, and the students the reader may hear about."""

    row: Claimed
    school: School
    voice: Voice
    now: datetime  # UTC
    sights: tuple[Sight, ...] = ()  # allowed ones only, of the row's student if it names one

    @property
    def level(self) -> Level:
        """How much may be said: the least of what its students allow; without students, the channel's."""
        if not self.sights:
            return self.school.level(self.row.address.channel, self.now, Fact.STAFF)
        return min([sight.verdict.level for sight in self.sights])

    @property
    def today(self) -> date:
        return today(self.now, self.school.zone)

    @property
    def as_of(self) -> datetime | None:
        """When the journal last answered, local."""
        return self.school.local(self.school.journal_at) if self.school.journal_at else None


@dataclass(frozen=True, slots=True)
class Worded:
    """The message of a row; `replaces` an earlier one of ours; `rides` are row ids that this message tells as well;
    `tells` is what its reader knows once it is sent."""

    message: Message
    replaces: str | None = None
    rides: tuple[int, ...] = ()
    tells: tuple[Telling, ...] = ()


Outcome = Worded | Reason
Word = Callable[[AsyncConnection, Sequence[Ready]], Awaitable[dict[int, Outcome]]]
"""Words a set of rows of one kind, by row id, or the word for why there is nothing to say; riding rows are left out."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`about`: whose right is checked: the row's student, any of the reader's, staff, or the applicant's own link.
    `purpose`: what a guardian must have consented to for it; None: to anything at all. `farewell`: it is told for three
    days after the student left.

    `expires`: after `send_by` it is not worth sending; others are sent late, and the ledger shows it. `grouped`: rows
    of one contact and student are claimed together and told in one message.
    """

    word: Word
    about: Literal["student", "family", "staff", "applicant"]
    purpose: Purpose | None = None
    farewell: bool = False
    expires: bool = False
    grouped: bool = False
