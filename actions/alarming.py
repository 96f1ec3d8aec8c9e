"""What every administrator of a school must hear: alarms, and once a day where the audit ends."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from school.clock import instant, today
from school.outbox import Urgency
from storage import accounts, audit
from storage.database import Database
from storage.outbox import add_notice
from storage.schools import all_schools

AUDIT_HEAD_AT = time(9)  # the school's time


async def tell_administrators(
    connection: AsyncConnection,
    school_id: int,
    kind: str,
    about: str,
    now: datetime,
    *,
    ref_id: int | None = None,
    ref_day: date | None = None,
    urgency: Urgency = Urgency.APPROVAL,
    send_by: datetime | None = None,
) -> None:
    """Queue a notice of a kind for each of them; `about` makes it one notice however often this is called."""
    for contact_id, channel in await accounts.staff_contacts(connection, school_id, "administrator"):
        await add_notice(
            connection,
            school_id=school_id,
            contact_id=contact_id,
            channel=channel,
            kind=kind,
            ref_id=ref_id,
            ref_day=ref_day,
            dedupe_key=f"{kind}:{about}:{contact_id}",
            urgency=urgency,
            not_before=now,
            send_by=send_by,
            created_at=now,
        )


async def publish_audit_head(database: Database, now: datetime) -> None:
    """Once a day, from nine in the morning: tell administrators where the audit ends, so that a cut can't be hidden."""
    async with database.read() as connection:
        schools = await all_schools(connection)
    due = [one for one in schools if now >= instant(today(now, one.zone), AUDIT_HEAD_AT, one.zone)]
    if not due:
        return
    async with database.write() as connection:
        head = await audit.head(connection)
        for school in due if head else ():
            day = today(now, school.zone)
            send_by, row = instant(day + timedelta(days=1), time(0), school.zone), head.id if head else None
            await tell_administrators(
                connection,
                school.id,
                "audit_head",
                day.isoformat(),
                now,
                ref_id=row,
                ref_day=day,
                urgency=Urgency.DIGEST,
                send_by=send_by,
            )
