"""Written consents and refusals: recorded, refused, withdrawn (R01, 152-FZ art. 9 and 21)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.finding import guardian_of_code, student_of_code
from actions.refusal import Refused
from actions.silencing import silence
from school.access import ConsentState
from school.institution import Person
from school.messenger import Channel
from school.purposes import GUARDIAN_PURPOSES, Purpose
from storage import audit
from storage.accounts import contact_ids_of
from storage.consents import Consent, add_consent, signed_by, standing_consents, supersede_consent
from storage.database import Database
from storage.people import guardians_of, students_of


async def record_consent(
    database: Database,
    *,
    guardian: str,
    student: str,
    channel: Channel,
    number: str,
    signed_on: date,
    refused: bool = False,
    student_access: bool = False,
    purpose: Purpose | None = None,
    own: bool = False,
    form_version: str | None = None,
    key: bytes,
    now: datetime,
    actor: str = "operator",
) -> tuple[Consent, ...]:
    """Keep what a guardian signed about a student and a channel: consents, or refusals. Ids are the school's own.

    It is about one `purpose`, or with `student_access` about the student's own account; else about all that a guardian
    is told. With `own` the adult student signed, and `guardian` does not count: the guardians' news go on, or with
    `student_access` the own account. A refusal cancels what is queued, in the same commit. Raises Refused when the two
    are not guardian and student, or the day lies ahead.
    """
    if (signed_on - now.date()).days > 1:  # it may be tomorrow already, where the school is
        raise Refused("Дата документа {signed_on:%d.%m.%Y} ещё не наступила. Проверьте --date.", signed_on=signed_on)
    state = ConsentState.REFUSED if refused else ConsentState.SIGNED
    async with database.write() as connection:
        pair = await _pair(connection, guardian, student, own)
        consents = tuple(
            Consent(pair[0].id, pair[1].id, channel, one, state, number, signed_on, form_version)
            for one in _purposes(purpose, student_access)
        )
        await _keep(connection, consents, key, now, actor, "refuse_consent" if refused else "record_consent")
    return consents


async def record_paper(
    database: Database,
    guardian_id: int,
    student_ids: Sequence[int],
    purposes: Sequence[Purpose],
    *,
    channel: Channel,
    number: str,
    signed_on: date,
    key: bytes,
    now: datetime,
    actor: str,
) -> tuple[Consent, ...]:
    """Keep one signed form about these students and a channel, in one commit; () when they are not the guardian's."""
    async with database.write() as connection:
        kin = {student.id for student in await students_of(connection, guardian_id)}
        consents = tuple(
            Consent(guardian_id, one, channel, purpose, ConsentState.SIGNED, number, signed_on, None)
            for one in student_ids
            for purpose in purposes
            if one in kin
        )
        await _keep(connection, consents, key, now, actor, "record_consent")
    return consents


async def withdraw_consent(
    database: Database,
    *,
    guardian: str,
    student: str,
    channel: Channel | None = None,
    student_access: bool = False,
    purpose: Purpose | None = None,
    own: bool = False,
    key: bytes,
    now: datetime,
    actor: str = "operator",
) -> tuple[Consent, ...]:
    """Withdraw a consent (on every channel if none is named) and cancel what is queued, in one commit.

    Without `purpose` and `student_access` every purpose is withdrawn. Raises Refused when there is nothing to withdraw.
    """
    wanted = _purposes(purpose, student_access) if purpose or student_access else tuple(Purpose)
    async with database.write() as connection:
        pair = await _pair(connection, guardian, student, own)
        standing = await standing_consents(connection, [pair[1].id], channel)
        chosen = [
            one
            for one in standing
            if one.guardian_id == pair[0].id and one.state is ConsentState.SIGNED and one.purpose in wanted
        ]
        if not chosen:
            raise Refused(
                "Отзывать нечего: действующего согласия {guardian} на {student} здесь нет.",
                guardian=guardian,
                student=student,
            )
        return await withdraw(connection, chosen, key=key, now=now, actor=actor)


async def withdraw_own(
    database: Database,
    signer_ids: Sequence[int],
    *,
    student_id: int | None,
    purpose: Purpose | None,
    key: bytes,
    now: datetime,
    actor: str,
) -> tuple[Consent, ...]:
    """What a person withdraws in chat: all that these signers signed (both None), or one child and purpose, everywhere.

    () when nothing of it stands any more: a second tap changes nothing.
    """
    async with database.write() as connection:
        found = [one for one in await signed_by(connection, signer_ids) if one.stands]
        if student_id is not None:
            found = [one for one in found if one.student.id == student_id and one.purpose is purpose]
        chosen = [
            Consent(one.signer_id, one.student.id, one.channel, one.purpose, one.state, one.number, one.signed_on)
            for one in found
        ]
        return await withdraw(connection, chosen, key=key, now=now, actor=actor) if chosen else ()


async def withdraw(
    connection: AsyncConnection, chosen: Sequence[Consent], *, key: bytes, now: datetime, actor: str
) -> tuple[Consent, ...]:
    """These consents are withdrawn, inside the caller's transaction, and what waited by them is cancelled."""
    withdrawn = tuple(replace(consent, state=ConsentState.WITHDRAWN) for consent in chosen)
    await _keep(connection, withdrawn, key, now, actor, "withdraw_consent")
    return withdrawn


def _purposes(purpose: Purpose | None, student_access: bool) -> tuple[Purpose, ...]:
    if student_access:
        return (Purpose.STUDENT_ACCESS,)
    return (purpose,) if purpose else GUARDIAN_PURPOSES


async def _keep(
    connection: AsyncConnection, consents: Sequence[Consent], key: bytes, now: datetime, actor: str, act: str
) -> None:
    for consent in consents:
        await supersede_consent(connection, consent)
        await add_consent(connection, consent, now, actor)
        subject = f"guardian:{consent.guardian_id} student:{consent.student_id} {consent.channel} {consent.purpose}"
        await audit.record(connection, key=key, at=now, actor=actor, act=act, subject=subject)
    ended = [consent for consent in consents if consent.state is not ConsentState.SIGNED]
    touched = {person for consent in ended for person in (consent.guardian_id, consent.student_id)}
    for consent in ended:
        if consent.guardian_id == consent.student_id:  # an adult student's word holds for the guardians' news
            touched |= set(await guardians_of(connection, consent.student_id))
    contacts = [await contact_ids_of(connection, person) for person in sorted(touched)]
    await silence(connection, frozenset[int]().union(*contacts), now)


async def _pair(connection: AsyncConnection, guardian: str, student: str, own: bool) -> tuple[Person, Person]:
    """Who signs, and about whom; an adult student signs for himself or herself (`own`)."""
    if own:
        adult = await student_of_code(connection, student)
        return adult, adult
    signer, about = await guardian_of_code(connection, guardian), await student_of_code(connection, student)
    if about.id not in {person.id for person in await students_of(connection, signer.id)}:
        raise Refused(
            "«{guardian}» не представляет ученика «{student}»: такой строки нет на листе «Представительство».",
            guardian=guardian,
            student=student,
        )
    return signer, about
