"""The last look at answers: what leaves through the inbox is held to the same rules as what the outbox sends."""

from datetime import datetime, timedelta

from scheduler.looking import Looks, alarm
from school.clock import Clock
from school.incoming import Reply
from school.institution import School
from school.lastlook import Find
from school.message import say_plainly
from school.policy import Level
from storage.database import Database
from storage.schools import all_schools

FRESH = timedelta(seconds=5)  # the handlers read the policy each time; this second reading may be a little older


class LastLook:
    """Looks at what is about to be answered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._looks = database, clock, Looks()
        self._schools: tuple[School, ...] = ()
        self._read_at: datetime | None = None

    async def finds(self, channel: str, reply: Reply) -> Find | None:
        """What an answer says and may not, by the policies of its reader's schools; to a stranger, of all."""
        text = "\n".join(map(say_plainly, reply.messages))
        for school in await self._all():
            level = school.level(channel, self._clock.now(), reply.fact)
            if level < Level.FULL and (not reply.schools or school.id in reply.schools):
                found = (await self._looks.of(self._database, school)).finds(text, level)
                if found:
                    return found
        return None

    async def alarm(self, reply: Reply, update_id: int) -> None:
        """Tell the administrators of the reader's schools."""
        for school in await self._all():
            if not reply.schools or school.id in reply.schools:
                await alarm(self._database, school.id, f"answer:{update_id}", self._clock.now())

    async def _all(self) -> tuple[School, ...]:
        now = self._clock.now()
        if self._read_at is None or not timedelta(0) <= now - self._read_at < FRESH:
            async with self._database.read() as connection:
                self._schools, self._read_at = await all_schools(connection), now
        return self._schools
