"""Written consents and refusals: recorded, refused, withdrawn (R01, 152-FZ art. 9 and 21)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.refusal import Refused
from school.access import ConsentState, Role
from school.institution import Person
from school.messenger import Channel
from storage import audit
from storage.consents import Consent, add_consent, standing_consents, supersede_consent
from storage.database import Database
from storage.outbox import cancel_of_guardian, cancel_of_student
from storage.people import people_by_code, students_of
from storage.ties import SERVICE, STUDENT_ACCESS


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
    key: bytes,
    now: datetime,
    actor: str = "operator",
) -> Consent:
    """Keep what a guardian signed about a student and a channel: a consent, or a refusal. Ids are the school's own.

    With `student_access` it is about the student's own account there. A refusal cancels what is queued, in the same
    commit. Raises Refused when the two are not guardian and student, or the day lies ahead.
    """
    if signed_on > now.date() and (signed_on - now.date()).days > 1:
        raise Refused(f"Дата документа {signed_on:%d.%m.%Y} ещё не наступила. Проверьте --date.")
    state = ConsentState.REFUSED if refused else ConsentState.SIGNED
    purpose = STUDENT_ACCESS if student_access else SERVICE
    async with database.write() as connection:
        pair = await _pair(connection, guardian, student)
        consent = Consent(pair[0].id, pair[1].id, channel, purpose, state, number, signed_on)
        await _keep(connection, consent, key, now, actor, "refuse_consent" if refused else "record_consent")
    return consent


async def withdraw_consent(
    database: Database,
    *,
    guardian: str,
    student: str,
    channel: Channel | None = None,
    student_access: bool = False,
    key: bytes,
    now: datetime,
    actor: str = "operator",
) -> tuple[Consent, ...]:
    """Withdraw a consent (on every channel if none is named) and cancel what is queued, in one commit.

    Without `student_access` both purposes are withdrawn. Raises Refused when there is nothing to withdraw.
    """
    async with database.write() as connection:
        pair = await _pair(connection, guardian, student)
        standing = await standing_consents(connection, [pair[1].id], channel)
        mine = [consent for consent in standing if consent.guardian_id == pair[0].id]
        signed = [consent for consent in mine if consent.state is ConsentState.SIGNED]
        chosen = [consent for consent in signed if not student_access or consent.purpose == STUDENT_ACCESS]
        if not chosen:
            raise Refused(f"Отзывать нечего: действующего согласия {guardian} на {student} здесь нет.")
        withdrawn = tuple(replace(consent, state=ConsentState.WITHDRAWN) for consent in chosen)
        for consent in withdrawn:
            await _keep(connection, consent, key, now, actor, "withdraw_consent")
    return withdrawn


async def _keep(connection: AsyncConnection, consent: Consent, key: bytes, now: datetime, actor: str, act: str) -> None:
    await supersede_consent(connection, consent)
    await add_consent(connection, consent, now, actor)
    if consent.state is not ConsentState.SIGNED:
        await _cancel_queued(connection, consent, now)
    subject = f"guardian:{consent.guardian_id} student:{consent.student_id} {consent.channel} {consent.purpose}"
    await audit.record(connection, key=key, at=now, actor=actor, act=act, subject=subject)


async def _cancel_queued(connection: AsyncConnection, consent: Consent, now: datetime) -> None:
    if consent.purpose != STUDENT_ACCESS:
        await cancel_of_guardian(connection, consent, now)
        return
    standing = await standing_consents(connection, [consent.student_id], consent.channel)
    others = [one for one in standing if one.purpose == STUDENT_ACCESS and one.state is ConsentState.SIGNED]
    if not others:  # another guardian's signature keeps the student's own account open
        await cancel_of_student(connection, consent, now)


async def _pair(connection: AsyncConnection, guardian: str, student: str) -> tuple[Person, Person]:
    guardians = await people_by_code(connection, guardian, Role.GUARDIAN)
    if not guardians:
        raise Refused(f"В школе нет родителя с кодом «{guardian}». Проверьте --guardian или загрузите лист «Родители».")
    students = await people_by_code(connection, student, Role.STUDENT)
    if not students:
        raise Refused(f"В школе нет ученика с кодом «{student}». Проверьте --student или загрузите лист «Ученики».")
    if students[0].id not in {person.id for person in await students_of(connection, guardians[0].id)}:
        raise Refused(
            f"«{guardian}» не представляет ученика «{student}»: такой строки нет на листе «Представительство»."
        )
    return guardians[0], students[0]
