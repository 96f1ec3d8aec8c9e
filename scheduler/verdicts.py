"""What an end or a failure means for a row, once, for every platform: the table in docs/delivery.md."""

import logging
from datetime import datetime, timedelta

from school.messenger import Ambiguous, Receipt, TryLater, Undeliverable
from school.outbox import AT_MOST_ONCE, Reason, State
from school.told import Telling
from storage.leasing import Claimed, Settlement

log = logging.getLogger(__name__)
STUBBORN = 8  # refusals that we do not understand, before a row is held and the alarm raised
LONGEST = timedelta(minutes=10)  # between tries
DOUBT = timedelta(seconds=2)  # before a doubtful message is repeated


def sent(row: Claimed, receipt: Receipt, tells: tuple[Telling, ...] = ()) -> Settlement:
    """The platform took it; its reader knows what it tells."""
    last = receipt.message_ids[-1] if receipt.message_ids else None
    parts = " ".join(receipt.message_ids) if len(receipt.message_ids) > 1 else None
    return Settlement(row.id, row.epoch, State.SENT, message_id=last, tells=tells, message_ids=parts)


def failed(row: Claimed, failure: Exception, now: datetime, *, dedupes: bool) -> Settlement:
    """How a row goes on after an exception of Messenger.send. `dedupes`: the platform drops a second copy."""
    match failure:
        case Undeliverable():
            return Settlement(row.id, row.epoch, State.UNDELIVERABLE, failure.reason)
        case TryLater():
            return _later(row, failure, now)
        case Ambiguous():
            return doubtful(row, now, dedupes=dedupes)
        case _:
            log.error("outbox %d: %s in the adapter", row.id, type(failure).__name__)
            return _stubborn(row, now, timedelta(seconds=5))


def doubtful(row: Claimed, now: datetime, *, dedupes: bool) -> Settlement:
    """It may have been delivered. Where the platform drops a second copy, send again; else it is a matter of class.

    What must arrive is repeated until an answer comes, saying so, each time after a longer pause: a possible repeat is
    the lesser evil. What may be missed is not repeated.
    """
    if not dedupes and row.urgency in AT_MOST_ONCE:
        return Settlement(row.id, row.epoch, State.AMBIGUOUS, Reason.MAYBE_SENT)
    pause = DOUBT if dedupes or not row.repeated else min(DOUBT * 2 ** min(row.attempts, 10), LONGEST)
    repeated = row.repeated or not dedupes
    return Settlement(row.id, row.epoch, State.RETRY, not_before=now + pause, repeated=repeated)


def leaked(row: Claimed) -> Settlement:
    """The last look found what this channel may not carry: it never leaves by itself."""
    return Settlement(row.id, row.epoch, State.HELD, Reason.LEAK, tried=False)


def put_back(row: Claimed, not_before: datetime | None = None) -> Settlement:
    """It never left: it waits as before, and this was no attempt."""
    state = State.RETRY if row.attempts else State.QUEUED
    return Settlement(row.id, row.epoch, state, not_before=not_before, repeated=row.repeated, tried=False)


def alike(ride: Claimed, end: Settlement) -> Settlement:
    """A row that rode on another's message ends as that one did."""
    return Settlement(
        ride.id, ride.epoch, end.state, end.reason, end.message_id, end.not_before, end.repeated, end.tried
    )


def _later(row: Claimed, refusal: TryLater, now: datetime) -> Settlement:
    wait = timedelta(seconds=refusal.after)
    if refusal.cause == "lane held":
        return put_back(row, now + wait)
    if refusal.cause == "unknown_refusal":
        log.error("outbox %d: refused in words we do not know", row.id)
        return _stubborn(row, now, wait)
    return Settlement(row.id, row.epoch, State.RETRY, not_before=now + wait, repeated=row.repeated, tried=False)


def _stubborn(row: Claimed, now: datetime, wait: timedelta) -> Settlement:
    if row.attempts + 1 >= STUBBORN:
        log.error("outbox %d is held: nothing we do gets it through", row.id)
        return Settlement(row.id, row.epoch, State.HELD, Reason.REJECTED)
    pause = min(max(wait, timedelta(seconds=1)) * 2**row.attempts, LONGEST)
    return Settlement(row.id, row.epoch, State.RETRY, not_before=now + pause, repeated=row.repeated)
