"""Evenings that nobody looked at: a host may sleep, or the service be down, from before a digest's time to its end."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scheduler.planning import AT_LEAST, queue_day
from school.clock import today
from storage.database import Database
from storage.schools import all_schools

LONGEST = timedelta(days=3)  # a service that was down for longer was not in use


class Evenings:
    """Sees to it that digests that could not be sent have their row: the ledger shows that they expired."""

    def __init__(self, sign: Path) -> None:
        """`sign`: the file that tells, over a restart, when somebody last looked; made when it is not there."""
        self._sign = sign
        self._looked: datetime | None = None

    async def note_missed(self, database: Database, now: datetime) -> int:
        """Queue the digests whose whole time went by since the last look; how many. They expire at once.

        A host that slept for more than three days leaves those of the first and the last day.
        """
        since, queued = self._looked or _last_look(self._sign, now) or now, 0
        if now - since >= AT_LEAST:
            async with database.write() as connection:
                for school in await all_schools(connection):
                    for day in _days(today(since, school.zone), today(now, school.zone)):
                        queued += await queue_day(connection, school, now, day, missed_since=since)
        self._looked = now
        _note(self._sign, now)
        return queued


def _last_look(sign: Path, now: datetime) -> datetime | None:
    """When another run of the service looked, if that is not too long ago."""
    with suppress(FileNotFoundError):
        looked = datetime.fromtimestamp(sign.stat().st_mtime, UTC)
        return looked if now - looked <= LONGEST else None
    return None


def _note(sign: Path, now: datetime) -> None:
    with suppress(OSError):  # a full disk: then a restart knows of an earlier look
        sign.touch(mode=0o600)
        os.utime(sign, (now.timestamp(), now.timestamp()))


def _days(first: date, last: date) -> Iterator[date]:
    """Every day between, both included; of many, these two."""
    days = (last - first).days
    for n in range(days + 1) if days <= LONGEST.days else (0, days):
        yield first + timedelta(days=n)
