"""Is it still the same person? A link is doubted after the journal changes the phone, and after 180 days of silence.

A doubted link is a request again: nothing personal is sent or answered, what waited is cancelled, administrators see
it among the requests. After a silence one's own press is enough; after a change of phone an administrator decides, for
a number that was given up is somebody else's soon.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.alarming import tell_administrators
from actions.silencing import silence
from school.institution import Account
from school.outbox import Urgency
from storage import audit, doubts
from storage.database import Database
from storage.doubts import Doubted
from storage.outbox import add_notice

SILENCE = timedelta(days=180)
NEAR = timedelta(days=7)  # of the ten days in which access is to be opened (R03)


async def doubt_phones(connection: AsyncConnection, school_id: int, *, key: bytes, now: datetime) -> int:
    """Inside an import: the links of people whose phone is another one now. How many."""
    found = await doubts.doubt_changed_phones(connection, school_id, now)
    await doubts.see_phones(connection, school_id)
    await _doubt(connection, found, "phone", key, now)
    for one in found:
        about = f"{one.contact_id}:{int(now.timestamp() * 1000)}"
        await tell_administrators(connection, school_id, "request", about, now, ref_id=one.contact_id)
    return len(found)


async def doubt_silent(database: Database, now: datetime, *, key: bytes) -> int:
    """The links of people who wrote and pressed nothing for 180 days; they are asked. How many."""
    async with database.write() as connection:
        await doubts.remember_heard(connection, now)
        found = await doubts.doubt_silent_since(connection, now - SILENCE, now)
        await _doubt(connection, found, "silence", key, now)
    return len(found)


async def confirm_self(database: Database, account: Account, *, key: bytes, now: datetime) -> bool:
    """«Да, это я» after a silence: the links of this account are as before. False when none waits for that."""
    async with database.write() as connection:
        confirmed = await doubts.confirm_silent(connection, account.id, now)
        for contact_id in confirmed:
            subject = f"contact:{contact_id}"
            await audit.record(connection, key=key, at=now, actor=subject, act="confirm_contact", subject=subject)
    return bool(confirmed)


async def remind_requests(database: Database, now: datetime) -> int:
    """Administrators hear, once, of every request that has waited for seven of its ten days (R03). How many wait so."""
    async with database.read() as connection:
        late = await doubts.waiting_since(connection, now - NEAR)
    if not late:
        return 0
    async with database.write() as connection:
        for school_id, contact_id, requested_at in late:
            about = f"{contact_id}:{requested_at.timestamp():.0f}"
            await tell_administrators(connection, school_id, "request_late", about, now, ref_id=contact_id)
    return len(late)


async def _doubt(connection: AsyncConnection, found: tuple[Doubted, ...], why: str, key: bytes, now: datetime) -> None:
    await silence(connection, [one.contact_id for one in found], now)
    for one in found:
        subject = f"contact:{one.contact_id} person:{one.person_id} {why}"
        await audit.record(connection, key=key, at=now, actor="system", act="doubt_contact", subject=subject)
        await add_notice(
            connection,
            school_id=one.school_id,
            contact_id=one.contact_id,
            channel=one.channel,
            kind="confirm",
            ref_id=one.contact_id,
            dedupe_key=f"confirm:{one.contact_id}:{int(now.timestamp() * 1000)}",
            urgency=Urgency.APPROVAL,
            not_before=now,
            created_at=now,
        )
