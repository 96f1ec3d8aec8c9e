"""What families are told of a journal's news, in an import's own transaction and again by the clock: safe to repeat."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from school.clock import instant, local_midnight, today
from school.institution import School
from school.messenger import Channel
from school.notices import BY_NAME
from school.policy import Fact, Level
from school.profile import after_quiet
from storage import triggers
from storage.news import Batch, Reading, queue

REMARKS_OF = timedelta(days=7)  # a remark about an older day is no news
FIRST_TO_STUDENTS_FROM = 14  # years
AFTER_THE_DIGEST = timedelta(minutes=10)  # the digest is sent first, and what it tells is not told again
FRIDAY, SATURDAY = 4, 5


@dataclass(frozen=True, slots=True)
class Now:
    """A school at an instant."""

    school: School
    at: datetime  # UTC

    @property
    def day(self) -> date:
        return today(self.at, self.school.zone)

    @property
    def since(self) -> datetime:
        """News is what was seen after this: within the time for telling, and after the first import."""
        return max(self.at - self.school.profile.marks_within, self.school.first_import_at or self.at)

    @property
    def settled(self) -> datetime:
        """When what is known now has settled; after quiet hours."""
        return self.waking(self.at + timedelta(minutes=self.school.profile.settle_minutes))

    def waking(self, at: datetime) -> datetime:
        """`at`, or the end of the school's quiet hours that cover it."""
        return after_quiet(at, self.school.profile.quiet_hours, self.school.zone)

    def evening(self, day: date) -> datetime:
        """The school's digest time on a day."""
        return instant(day, self.school.profile.digest_time, self.school.zone)

    def end_of(self, day: date) -> datetime:
        """The midnight at which a day ends."""
        return local_midnight(day + timedelta(days=1), self.school.zone)

    def channels(self) -> tuple[str, ...]:
        """Channels that may carry facts of lessons, those that may say most first."""
        levels = {channel: self.school.level(channel, self.at, Fact.LESSONS) for channel in Channel}
        return tuple(sorted((one for one in levels if levels[one] > Level.OFF), key=lambda one: -levels[one]))


async def queue_news(connection: AsyncConnection, school: School, at: datetime) -> int:
    """Queue what families are not told yet: marks, corrections, absences, remarks, moved works, late homework, changes.

    How many rows. The first import is history.
    """
    if school.first_import_at is None:
        return 0
    now, queued = Now(school, at), 0
    for add in (_marks, _fixes, _absences, _remarks, _works, _homework, _changes):
        queued += await add(connection, now)
    return queued


async def _marks(connection: AsyncConnection, now: Now) -> int:
    profile = now.school.profile
    batch = replace(
        _batch(now, "marks", now.settled, now.at + profile.marks_within),
        pause=timedelta(minutes=profile.marks_pause),
        head_start=timedelta(minutes=profile.student_first),
        born_by=_years_before(now.day, FIRST_TO_STUDENTS_FROM),
    )
    return await queue(connection, batch, lambda reading: triggers.new_marks(reading, now.since))


async def _fixes(connection: AsyncConnection, now: Now) -> int:
    def trigger(reading: Reading) -> triggers.Condition:
        return triggers.fixed_marks(reading, now.since, now.day - triggers.WINDOW, BY_NAME["marks"])

    batch = _batch(now, "marks_fixed", now.settled, now.at + now.school.profile.marks_within)
    return await queue(connection, batch, trigger)


async def _absences(connection: AsyncConnection, now: Now) -> int:
    first = now.school.first_import_at or now.at
    batch = _batch(now, "absence", now.settled, now.end_of(now.day), now.day)
    return await queue(connection, batch, lambda reading: triggers.absences_today(reading, now.day, first))


async def _remarks(connection: AsyncConnection, now: Now) -> int:
    batch = _batch(now, "remark", now.settled, now.at + now.school.profile.marks_within)
    oldest = now.day - REMARKS_OF
    return await queue(connection, batch, lambda reading: triggers.new_remarks(reading, now.since, oldest))


async def _works(connection: AsyncConnection, now: Now) -> int:
    batch = _batch(now, "work_moved", now.settled, now.at + now.school.profile.marks_within)
    return await queue(connection, batch, lambda reading: triggers.moved_works(reading, now.since, now.day))


async def _homework(connection: AsyncConnection, now: Now) -> int:
    """Given after the digest that would have told it."""
    evening = now.evening(now.day)
    if now.at < evening:
        return 0
    due = next_days(now.day)
    since = max(evening, now.school.first_import_at or now.at)
    batch = _batch(now, "homework_late", now.settled, now.end_of(due[-1]), now.day)
    return await queue(connection, batch, lambda reading: triggers.late_homework(reading, due, since))


async def _changes(connection: AsyncConnection, now: Now) -> int:
    """Of today at once; of tomorrow in the evening, after the digest."""
    evening = max(now.at, now.evening(now.day) + AFTER_THE_DIGEST)
    today_ = await _changes_of(connection, now, now.day, now.at)
    return today_ + await _changes_of(connection, now, now.day + timedelta(days=1), evening)


async def _changes_of(connection: AsyncConnection, now: Now, day: date, ready: datetime) -> int:
    since = max(now.at - timedelta(days=1), now.school.first_import_at or now.at)
    batch = _batch(now, "changes", now.waking(ready), now.end_of(day), day)
    return await queue(connection, batch, lambda reading: triggers.changed_day(reading, day, since))


def next_days(day: date) -> tuple[date, ...]:
    """The days for which an evening prepares: tomorrow; before a weekend, up to Monday."""
    ahead = {FRIDAY: 3, SATURDAY: 2}.get(day.weekday(), 1)
    return tuple(day + timedelta(days=n) for n in range(1, ahead + 1))


def _batch(now: Now, kind: str, ready: datetime, send_by: datetime, ref_day: date | None = None) -> Batch:
    key = f"{ref_day.isoformat() if ref_day else ''}:{int(now.at.timestamp() * 1000)}"
    channels = now.channels()
    return Batch(BY_NAME[kind], now.school.id, now.at, now.day, channels, key, ready, send_by, ref_day)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)
