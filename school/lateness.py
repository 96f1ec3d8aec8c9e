"""When telling is in trouble, when a person must step in, and whose fault a missed deadline is (R18, R33)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from school.facts import Student
from school.outbox import Reason

PATIENCE = timedelta(minutes=15)  # tries that go on for longer are trouble
LEAD = timedelta(hours=4)  # the longest trouble, and the least a person gets before the deadline
FRESH = timedelta(minutes=5)  # what was queued so recently is on its way
WARNINGS = {50: 0.5, 80: 0.8}
"""Per cent → share of the time after which administrators hear of what is not told yet."""


class Cause(StrEnum):
    """Why a deadline was missed."""

    ENTERED_LATE = "entered_late"  # when the journal said it, less than LEAD was left
    NO_CONSENT = "no_consent"
    CHANNEL_REFUSED = "channel_refused"  # no messenger of this person takes it
    OUR_FAULT = "our_fault"


_PAPERS = frozenset({Reason.NO_CONSENT, Reason.REFUSED, Reason.WITHDRAWN, Reason.OF_AGE, Reason.NO_GUARDIANSHIP})
_CHANNEL = frozenset(
    {
        Reason.ADDRESS_DEAD,
        Reason.BLOCKED,
        Reason.CHANNEL_OFF,
        Reason.NEVER_WROTE,
        Reason.NO_ANSWER,
        Reason.NO_CONTACT,
        Reason.NOT_APPROVED,
        Reason.STOPPED,
    }
)


def cause_of(reason: str, seen_at: datetime | None, send_by: datetime) -> Cause:
    """The cause of a breach from the word that stands in the way and the instant an import brought the result."""
    if seen_at is not None and seen_at > send_by - LEAD:
        return Cause.ENTERED_LATE
    if reason in _PAPERS:
        return Cause.NO_CONSENT
    return Cause.CHANNEL_REFUSED if reason in _CHANNEL else Cause.OUR_FAULT


def share_gone(received_at: datetime, send_by: datetime, now: datetime) -> float:
    """How much of the time for telling is over: 0 at the start, 1 at the deadline, more after it."""
    whole = (send_by - received_at).total_seconds()
    return (now - received_at).total_seconds() / whole if whole > 0 else 1.0


def threshold(received_at: datetime, send_by: datetime, now: datetime) -> int | None:
    """The highest warning (per cent of the time) that is reached; None before the first, and when the time is over."""
    gone = share_gone(received_at, send_by, now)
    return max((percent for percent, share in WARNINGS.items() if share <= gone), default=None) if gone < 1 else None


def batch_of(send_by: datetime) -> int:
    """The hour of a deadline, counted from the epoch: what is due in the same one is warned of together."""
    return int(send_by.timestamp()) // 3600


@dataclass(frozen=True, slots=True)
class Case:
    """A result that a class teacher is to tell a guardian in person; `others` are told with it (finals of one list)."""

    id: int
    student: Student
    guardian: str | None  # full name; None: the journal names nobody
    what: str  # exam | final
    subject: str
    send_by: datetime  # aware UTC
    reason: str
    others: tuple["Case", ...] = ()
