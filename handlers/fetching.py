"""What a phone's calendar fetches by a link: the access rule is asked each time, whatever the link was made under."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.feeding import note_fetch, token_hash
from handlers.lessons import discreet
from locales import voice
from school import wording
from school.clock import Clock
from school.ical import calendar_text
from school.institution import Account
from school.policy import Level
from school.purposes import Purpose
from storage import diary
from storage.accounts import account_of_contact
from storage.database import Database
from storage.feeds import Feed, feed_of
from storage.ties import Sight, sights

BEFORE, AHEAD = timedelta(days=14), timedelta(days=41)
OFTEN = timedelta(hours=2)  # how often a calendar is asked to come back


@dataclass(frozen=True, slots=True)
class Fetched:
    """The calendar as it is now, and what tells whether it is another one."""

    text: str
    changed_at: datetime  # UTC; when the journal last answered

    @property
    def tag(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:32]


async def fetch_feed(database: Database, clock: Clock, token: str, *, key: bytes) -> Fetched | None:
    """The calendar behind a link; None when the link is unknown or ended, or nothing may be told by it now."""
    now = clock.now()
    async with database.read() as connection:
        feed = await feed_of(connection, token_hash(token))
        sight = await _sight(connection, feed, now) if feed else None
        account = await account_of_contact(connection, feed.contact_id) if feed and sight else None
        if feed is None or sight is None or account is None:
            return None
        year = await diary.school_year(connection, sight.school_id)
        fetched = await _read(connection, sight, account, year, now)
    await note_fetch(database, feed, year.school.local(now).date(), key=key, now=now)
    return fetched


async def _sight(connection: AsyncConnection, feed: Feed, now: datetime) -> Sight | None:
    found = await sights(connection, now, contact_ids=[feed.contact_id], purpose=Purpose.LESSONS)
    mine = [one for one in found if one.student.id == feed.student_id and one.verdict.allowed]
    return next((one for one in mine if one.verdict.level >= Level.PSEUDONYM), None)


async def _read(
    connection: AsyncConnection, sight: Sight, account: Account, year: diary.SchoolYear, now: datetime
) -> Fetched:
    student, level, school = sight.student, sight.verdict.level, year.school
    first = school.local(now).date() - BEFORE
    plans = await diary.plans(connection, [student], first, first + BEFORE + AHEAD, with_works=True)
    terms = year.terms(student.school_class)
    days = [discreet(day, level) for day in plans.days(student, first, first + BEFORE + AHEAD, terms)]
    said = voice(account.language)
    events = wording.calendar_events(said, student, days, plans.works(student), terms, school.zone)
    at = school.journal_at or now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Fetched(calendar_text(wording.calendar_name(said, student, level), events, at, refresh=OFTEN), at)
