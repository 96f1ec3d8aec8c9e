"""Ends that staff put to a link: an approval taken back within a day, a messenger unlinked, a guardian restricted."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.refusal import Refused
from actions.silencing import silence
from school.access import may_decide
from school.institution import Person
from school.outbox import Urgency
from storage import audit
from storage.accounts import contact_ids_of
from storage.database import Database
from storage.links import Linked, end_link, link_by_id, reopen_link
from storage.outbox import add_notice
from storage.people import person_by_id, students_of
from storage.restrictions import keep_restriction, lift_restriction

UNDO_WITHIN = timedelta(hours=24)


async def undo_approval(database: Database, contact_id: int, by: Person, *, key: bytes, now: datetime) -> None:
    """A wrong approval of the last 24 hours: the request waits again, and what was queued by it is cancelled.

    Raises Refused: nobody of this school's administrators, or nothing to take back.
    """
    async with database.write() as connection:
        await _link(connection, contact_id, by)
        if not await reopen_link(connection, contact_id, now - UNDO_WITHIN):
            raise Refused("Отменить можно одобрение не старше 24 часов. Отключите мессенджер на странице человека.")
        await silence(connection, [contact_id], now)
        await _note(connection, "undo_approval", f"contact:{contact_id}", by, key, now)


async def unlink_contact(
    database: Database, contact_id: int, by: Person, reason: str, *, key: bytes, now: datetime
) -> None:
    """A messenger is linked no more; its person is told why. Raises Refused."""
    if not reason.strip():
        raise Refused("Напишите, почему вы отключаете мессенджер: это увидит человек.")
    async with database.write() as connection:
        link = await _link(connection, contact_id, by)
        if not await end_link(connection, contact_id, by.id, reason.strip()[:200], now):
            raise Refused("Этот мессенджер уже отключён.")
        await silence(connection, [contact_id], now)
        await _note(connection, "unlink_contact", f"contact:{contact_id} person:{link.person_id}", by, key, now)
        await _tell(connection, link, now)


async def restrict_guardian(
    database: Database, guardian_id: int, student_id: int, document: str, by: Person, *, key: bytes, now: datetime
) -> None:
    """By a document (a court's decision) this guardian receives nothing about this student from now on, imports or no
    imports; what was queued is cancelled. Raises Refused.
    """
    if not document.strip():
        raise Refused("Укажите документ: без него доступ не ограничивают.")
    async with database.write() as connection:
        await _check_pair(connection, guardian_id, student_id, by)
        actor = f"person:{by.id}"
        await keep_restriction(connection, guardian_id, student_id, document.strip()[:200], now, actor)
        await silence(connection, await contact_ids_of(connection, guardian_id), now)
        await silence(connection, await contact_ids_of(connection, student_id), now)
        subject = f"guardian:{guardian_id} student:{student_id}"
        await _note(connection, "restrict_guardian", subject, by, key, now)


async def unrestrict_guardian(
    database: Database, guardian_id: int, student_id: int, by: Person, *, key: bytes, now: datetime
) -> None:
    """A restriction that the school recorded itself ends. Raises Refused, also for one that the journal says."""
    async with database.write() as connection:
        await _check_pair(connection, guardian_id, student_id, by)
        if not await lift_restriction(connection, guardian_id, student_id):
            raise Refused("Это ограничение пришло из журнала: снимите его там.")
        subject = f"guardian:{guardian_id} student:{student_id}"
        await _note(connection, "unrestrict_guardian", subject, by, key, now)


async def _link(connection: AsyncConnection, contact_id: int, by: Person) -> Linked:
    link = await link_by_id(connection, contact_id)
    if link is None or link.school_id != by.school_id or not may_decide(by.role, by.duties):
        raise Refused("Отключать может только администратор этой школы.")
    return link


async def _check_pair(connection: AsyncConnection, guardian_id: int, student_id: int, by: Person) -> None:
    guardian = await person_by_id(connection, guardian_id)
    if guardian is None or guardian.school_id != by.school_id or not may_decide(by.role, by.duties):
        raise Refused("Ограничивать доступ может только администратор этой школы.")
    if student_id not in {student.id for student in await students_of(connection, guardian_id)}:
        raise Refused("Этот человек не представляет этого ученика.")


async def _note(connection: AsyncConnection, act: str, subject: str, by: Person, key: bytes, now: datetime) -> None:
    await audit.record(connection, key=key, at=now, actor=f"person:{by.id}", act=act, subject=subject)


async def _tell(connection: AsyncConnection, link: Linked, now: datetime) -> None:
    await add_notice(
        connection,
        school_id=link.school_id,
        contact_id=link.id,
        channel=link.channel,
        kind="decision",
        ref_id=link.id,
        dedupe_key=f"decision:{link.id}:{int(now.timestamp() * 1000)}:{link.id}",
        urgency=Urgency.APPROVAL,
        not_before=now,
        created_at=now,
    )
