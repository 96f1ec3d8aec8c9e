"""The words of the outbox: states, reasons, classes of urgency. See docs/delivery.md for the diagram."""

from enum import IntEnum, StrEnum


class State(StrEnum):
    """Where a message is. Open: queued, retry (and leased, while on its way). Everything else but held is final."""

    QUEUED = "queued"
    LEASED = "leased"
    RETRY = "retry"
    AMBIGUOUS = "ambiguous"  # may have been sent, will not be repeated
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    HELD = "held"


OPEN_STATES = (State.QUEUED, State.RETRY)


class Reason(StrEnum):
    """Why a message was not sent (or a link not given): one word, kept with the row and shown in the ledger."""

    NOT_APPROVED = "not_approved"
    NO_GUARDIANSHIP = "no_guardianship"
    RESTRICTED = "restricted"
    NO_CONSENT = "no_consent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OF_AGE = "of_age"  # the student is an adult and has not consented
    NOT_ENROLLED = "not_enrolled"
    CHANNEL_OFF = "channel_off"
    STOPPED = "stopped"  # the person said /stop
    ADDRESS_DEAD = "address_dead"
    BLOCKED = "blocked"
    NEVER_WROTE = "never_wrote"  # VK 901, Telegram "can't initiate"
    SUPERSEDED = "superseded"
    TOLD_BY_DIGEST = "told_by_digest"
    RECALLED = "recalled"
    EXPIRED = "expired"
    NOTHING_TO_SAY = "nothing_to_say"
    MAYBE_SENT = "maybe_sent"  # ambiguous and not repeated
    GONE = "gone"  # the thing it was about no longer exists
    CANNOT_WORD = "cannot_word"  # the text could not be made: an alarm
    REJECTED = "rejected"  # the platform keeps refusing this text: an alarm
    NO_CONTACT = "no_contact"
    LEAK = "leak"  # the last look found what this channel may not carry: an alarm
    NO_ANSWER = "no_answer"  # the platform keeps asking to try later
    NOT_YET = "not_yet"  # still in the queue
    DROPPED = "dropped"  # taken out by an administrator
    UNWANTED = "unwanted"  # the reader switched this kind off
    RESTORED = "restored"  # from an older copy: it may have been told, or the right to it withdrawn, since


class Urgency(IntEnum):
    """The class of a message: lower goes first. Answers to people do not queue here; they overtake all of it."""

    APPROVAL = 10  # requests, decisions: a person waits
    RESULT = 20  # exam results and final marks: at-least-once
    CHANGE = 30  # timetable changes for today and tomorrow
    ANNOUNCEMENT = 40
    NEWS = 45  # marks, remarks, late homework: what can wait for a settle window
    DIGEST = 50  # at-most-once


class Hold(StrEnum):
    """What a school that was restored from a copy keeps to itself until an administrator releases it."""

    QUEUE = "queue"  # nothing about a child is sent by itself; who asks is answered: today's rights are known
    EVERYTHING = "everything"  # nor is anybody answered: what was withdrawn since the copy is not known


AT_MOST_ONCE = frozenset({Urgency.DIGEST})
