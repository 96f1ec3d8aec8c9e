"""A person's own quiet hours: looked at when a message is taken, so that a change of mind holds for what waits too."""

from datetime import datetime

from school.institution import School
from school.notices import BY_NAME
from school.outbox import Urgency
from school.profile import after_quiet, quiet_from
from storage.leasing import Claimed


def own_quiet(row: Claimed, school: School, now: datetime) -> datetime | None:
    """When the reader's quiet hours that cover now end; None when they don't, or a duty's deadline would be missed.

    Hours are kept by the weekday on which they begin. What no family gets (requests, alarms) does not wait; a digest
    may well wait until it is not worth sending: that is what the person asked for.
    """
    if not row.quiet or row.kind not in BY_NAME:
        return None
    send_by = row.send_by if row.urgency < Urgency.NEWS else None
    waits = [after_quiet(now, hours, school.zone, send_by) for hours in quiet_from(row.quiet, school.local(now))]
    latest = max(waits, default=now)
    return latest if latest > now else None
