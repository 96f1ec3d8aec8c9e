"""Tidying: what is over ends with a word, what is no longer needed goes."""

from datetime import datetime, timedelta

from scheduler.notices import NOTICES
from storage import inbox, invites, outbox
from storage.database import Database
from storage.importing.returning import forget_removed_before
from storage.telling import forget_told_before
from storage.visits import forget_visits

INBOX_KEPT = timedelta(days=14)  # Telegram and VK repeat an update within a day or so
TOLD_KEPT = timedelta(days=60)  # nothing is corrected that is older than half of this
VISITS_KEPT = timedelta(days=400)  # a school year and a summer


async def tidy(database: Database, now: datetime) -> None:
    """End rows whose time is over; forget old tries, ids of updates long answered, and what was told long ago."""
    expiring = [kind for kind, notice in NOTICES.items() if notice.expires]
    async with database.write() as connection:
        await outbox.expire(connection, now, expiring)
        await invites.forget_tries(connection, now - timedelta(days=1))
        await inbox.forget_updates(connection, now - INBOX_KEPT)
        await forget_visits(connection, (now - VISITS_KEPT).date())
        await forget_removed_before(connection, (now - TOLD_KEPT).date())
        await forget_told_before(connection, (now - TOLD_KEPT).date(), now - TOLD_KEPT)
