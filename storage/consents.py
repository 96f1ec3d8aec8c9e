"""The registry of written consents and refusals: per guardian, student, channel and purpose, every word kept (R01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState
from school.consents import OnFile
from school.facts import Student
from school.purposes import Purpose
from storage.tables import classes, consents, people


@dataclass(frozen=True, slots=True)
class Consent:
    """What a guardian last said in writing about a student, a channel and a purpose."""

    guardian_id: int
    student_id: int
    channel: str
    purpose: Purpose
    state: ConsentState
    number: str | None
    signed_on: date | None
    form_version: str | None = None  # of the text that was signed; None: not our form


async def supersede_consent(connection: AsyncConnection, consent: Consent) -> bool:
    """The word that stood until now stands no longer; True when there was one."""
    where = (
        (consents.c.guardian_id == consent.guardian_id)
        & (consents.c.student_id == consent.student_id)
        & (consents.c.channel == consent.channel)
        & (consents.c.purpose == consent.purpose)
        & consents.c.current
    )
    return (await connection.execute(update(consents).where(where).values(current=False))).rowcount > 0


async def add_consent(connection: AsyncConnection, consent: Consent, now: datetime, by: str) -> None:
    """Keep a word as the one that stands; `supersede_consent` comes first, in the same transaction."""
    await connection.execute(
        insert(consents).values(
            guardian_id=consent.guardian_id,
            student_id=consent.student_id,
            channel=consent.channel,
            purpose=consent.purpose,
            state=consent.state,
            number=consent.number,
            signed_on=consent.signed_on,
            form_version=consent.form_version,
            recorded_at=now,
            recorded_by=by,
            current=True,
        )
    )


async def standing_consents(
    connection: AsyncConnection, student_ids: Sequence[int], channel: str | None = None
) -> tuple[Consent, ...]:
    """Every word that stands about these students (on a channel, or on all)."""
    query = select(consents).where(consents.c.student_id.in_(student_ids) & consents.c.current)
    if channel:
        query = query.where(consents.c.channel == channel)
    return tuple(
        Consent(
            row.guardian_id,
            row.student_id,
            row.channel,
            Purpose(row.purpose),
            ConsentState(row.state),
            row.number,
            row.signed_on,
            row.form_version,
        )
        for row in await connection.execute(query.order_by(consents.c.id))
    )


async def signed_by(connection: AsyncConnection, person_ids: Sequence[int]) -> tuple[OnFile, ...]:
    """Every word of these signers that stands, by student, purpose and channel."""
    query = (
        select(consents, people.c.first_name, people.c.last_name, people.c.class_id, classes.c.title)
        .join(people, people.c.id == consents.c.student_id)
        .outerjoin(classes, classes.c.id == people.c.class_id)
        .where(consents.c.guardian_id.in_(person_ids) & consents.c.current)
        .order_by(people.c.first_name, people.c.id, consents.c.purpose, consents.c.channel)
    )
    return tuple(
        OnFile(
            id=row.id,
            signer_id=row.guardian_id,
            student=Student(row.student_id, row.first_name, row.last_name, row.title or "", row.class_id),
            purpose=Purpose(row.purpose),
            channel=row.channel,
            state=ConsentState(row.state),
            number=row.number,
            signed_on=row.signed_on,
        )
        for row in await connection.execute(query)
    )
