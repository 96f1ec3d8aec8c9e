"""Alarms of the house itself, once each and with what to do: a messenger that is down or refuses the token, an audit
that does not hold together. Said again the next day if it is still so."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from actions.alarming import tell_administrators
from scheduler.tally import Tally
from storage import audit
from storage.database import Database
from storage.schools import all_schools

log = logging.getLogger(__name__)
DOWN = 300.0  # seconds without a word from a platform that is polled every half a minute
DAILY = timedelta(days=1)
KINDS = {(word, channel): f"alarm_{word}_{channel}" for word in ("down", "token") for channel in ("telegram", "vk")}


class Known(Protocol):
    """What the process knows of its messengers (console.metrics.Readings)."""

    @property
    def tallies(self) -> Mapping[str, Tally]: ...
    def silent_for(self) -> dict[str, float]: ...


@dataclass(slots=True)
class ChannelWatch:
    """Looks at the messengers; `look` is a job."""

    known: Known
    refused: dict[str, int] = field(default_factory=dict)  # refusals of the token, at the last look

    async def look(self, database: Database, now: datetime) -> int:
        """How many messengers are in trouble."""
        silent = self.known.silent_for()
        trouble = {channel: "down" for channel, seconds in silent.items() if seconds > DOWN}
        for channel, tally in self.known.tallies.items():
            count = tally.refused["token"]
            if count > self.refused.get(channel, 0):
                trouble[channel] = "token"
            self.refused[channel] = count
        for channel, word in trouble.items():
            log.error("%s: %s", channel, word)
            await _tell(database, KINDS[word, channel], f"{now:%Y-%m-%d}", now)
        return len(trouble)


class AuditWatch:
    """Reads the whole audit once a day; `look` is a job."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._next: datetime | None = None

    async def look(self, database: Database, now: datetime) -> int:
        """1 when it does not hold together."""
        if self._next is not None and now < self._next:
            return 0
        self._next = now + DAILY
        async with database.read() as connection:
            _, broken = await audit.first_break(connection, self._key)
        if broken:
            log.error("the audit is broken: python -m bot audit verify")
            await _tell(database, "alarm_audit", f"{now:%Y-%m-%d}", now)
        return int(broken is not None)


async def _tell(database: Database, kind: str, about: str, now: datetime) -> None:
    async with database.write() as connection:
        for school in await all_schools(connection):
            await tell_administrators(connection, school.id, kind, about, now)
