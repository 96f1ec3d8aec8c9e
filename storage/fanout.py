"""Fan-out: one INSERT … SELECT turns something to be told into outbox rows, one per contact that may be entitled.

The set is every approved contact of the student and of the guardians, restricted or not, consenting or not: who is
really entitled is decided by `school.access` when a row is claimed, so that each refusal leaves a row with its word.
Every row has a dedupe key, so that each of these statements may be repeated at will.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState, Role
from school.outbox import State, Urgency
from storage.database import insert_ignoring
from storage.expressions import later
from storage.tables import (
    accounts,
    announcement_classes,
    contacts,
    exam_results,
    finals,
    guardianships,
    outbox,
    people,
)
from storage.tables.columns import Instant

COLUMNS = (
    "school_id",
    "contact_id",
    "channel",
    "kind",
    "ref_id",
    "ref_day",
    "student_id",
    "dedupe_key",
    "urgency",
    "not_before",
    "send_by",
    "state",
    "created_at",
    "attempts",
    "repeated",
    "epoch",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a fan-out happens: now (UTC), and when the quiet hours that cover now end (None outside of them)."""

    now: datetime
    quiet_until: datetime | None = None

    def not_before(self, send_by: ColumnElement[Any]) -> ColumnElement[Any]:
        """After the quiet hours, but never past the deadline: being told in time outweighs a quiet night."""
        now = literal(self.now, Instant)
        if self.quiet_until is None:
            return now
        return case((send_by > self.quiet_until, literal(self.quiet_until, Instant)), else_=now)


async def queue_exam_results(
    connection: AsyncConnection, school_id: int, within: timedelta, moment: Moment, since: datetime
) -> int:
    """Queue every exam result received after `since` (history left out) that is not queued yet. How many rows."""
    send_by = later(exam_results.c.received_at, within)
    news = (exam_results.c.received_at > since) & ~exam_results.c.history
    key = _key("exam", exam_results.c.id, exam_results.c.version, contacts.c.id)
    query = _told_to_family(exam_results.c.student_id, school_id).where(news)
    notice = _Notice("exam_result", Urgency.RESULT, key, send_by, exam_results.c.id, _student.c.id)
    return await _insert(connection, school_id, query, moment, notice)


async def queue_finals(
    connection: AsyncConnection, school_id: int, within: timedelta, moment: Moment, since: datetime
) -> int:
    """Queue every final mark received after `since` (history left out) that is not queued yet. How many rows."""
    send_by = later(finals.c.received_at, within)
    news = (finals.c.received_at > since) & ~finals.c.history
    key = _key("final", finals.c.id, finals.c.version, contacts.c.id)
    query = _told_to_family(finals.c.student_id, school_id).where(news)
    notice = _Notice("final", Urgency.RESULT, key, send_by, finals.c.id, _student.c.id)
    return await _insert(connection, school_id, query, moment, notice)


async def queue_announcement(
    connection: AsyncConnection,
    announcement_id: int,
    audience: str,
    school_id: int,
    moment: Moment,
    send_by: datetime,
    urgency: Urgency = Urgency.ANNOUNCEMENT,
) -> int:
    """Queue an announcement for every contact of those it addresses, once per contact. How many rows.

    Whom it is for is gathered first, guardians and students each by their index: a school is 10,000 people.
    """
    to, here = announcement_classes.c, _student.c.school_id == school_id
    addressed = select(to.class_id).where(to.announcement_id == announcement_id)
    here = here & (_student.c.role == Role.STUDENT) & _student.c.class_id.in_(addressed)
    guardians = select(_student.c.id.label("student_id"), guardianships.c.guardian_id.label("person_id"))
    guardians = guardians.join(guardianships, guardianships.c.student_id == _student.c.id).where(here)
    students = select(_student.c.id.label("student_id"), _student.c.id.label("person_id")).where(here)
    told = {"guardians": (guardians,), "students": (students,)}.get(audience, (guardians, students))
    readers = union_all(*told).subquery("readers")
    first = func.min(readers.c.student_id)
    one = case((first == func.max(readers.c.student_id), first), else_=None)  # of several children it names none
    query = (
        select()
        .select_from(readers)
        .join(contacts, contacts.c.person_id == readers.c.person_id)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where(contacts.c.state == ContactState.APPROVED)
        .group_by(contacts.c.id, accounts.c.channel)
    )
    key, ref = _key("announcement", literal(str(announcement_id)), contacts.c.id), literal(announcement_id)
    notice = _Notice("announcement", urgency, key, literal(send_by, Instant), ref, one)
    return await _insert(connection, school_id, query, moment, notice)


async def queue_farewells(connection: AsyncConnection, school_id: int, last_days: Sequence[date], now: datetime) -> int:
    """Queue one farewell per contact of the families of those whose last day was one of these. How many rows."""
    key = _key("farewell", _student.c.id, _student.c.left_on, contacts.c.id)
    query = _told_to_family(_student.c.id, school_id).where(_student.c.left_on.in_(last_days))
    send_by = literal(now + timedelta(days=len(last_days)), Instant)
    notice = _Notice("farewell", Urgency.ANNOUNCEMENT, key, send_by, student_id=_student.c.id)
    return await _insert(connection, school_id, query, Moment(now), notice)


async def queue_new_adult(connection: AsyncConnection, school_id: int, contact_id: int, now: datetime) -> int:
    """Tell the adults who are linked to a newcomer's children that there is one more. How many rows."""
    newcomer, others = contacts.alias("newcomer"), guardianships.alias("others")
    person = select(newcomer.c.person_id).where(newcomer.c.id == contact_id).scalar_subquery()
    shared = exists().where((others.c.guardian_id == person) & (others.c.student_id == _student.c.id))
    key = _key("new_adult", literal(str(contact_id)), _student.c.id, contacts.c.id)
    query = _told_to_family(_student.c.id, school_id).where(shared & (people.c.role == Role.GUARDIAN))
    query = query.where(people.c.id != person)
    send_by = literal(now + timedelta(days=7), Instant)
    notice = _Notice("new_adult", Urgency.APPROVAL, key, send_by, literal(contact_id), _student.c.id)
    return await _insert(connection, school_id, query, Moment(now), notice)


async def queue_new_account(connection: AsyncConnection, school_id: int, contact_id: int, now: datetime) -> int:
    """Tell the approved accounts of a newcomer's person that there is one more. How many rows.

    The instant is in the key: an account that was unlinked and is linked again is told of again.
    """
    newcomer = contacts.alias("newcomer")
    person = select(newcomer.c.person_id).where(newcomer.c.id == contact_id).scalar_subquery()
    query = (
        select()
        .select_from(contacts)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where((contacts.c.person_id == person) & (contacts.c.id != contact_id))
        .where(contacts.c.state == ContactState.APPROVED)
    )
    moment = literal(str(int(now.timestamp() * 1000)))
    key = _key("new_account", literal(str(contact_id)), moment, contacts.c.id)
    send_by = literal(now + timedelta(days=7), Instant)
    notice = _Notice("new_account", Urgency.APPROVAL, key, send_by, literal(contact_id))
    return await _insert(connection, school_id, query, Moment(now), notice)


async def queue_digests(
    connection: AsyncConnection,
    school_id: int,
    day: date,
    at: time | None,
    channels: Sequence[str],
    now: datetime,
    send_by: datetime,
) -> int:
    """Queue the digest of `day` for everyone whose digest time is `at` (None: the school's), once per person.

    `channels` in order of preference; a person with several accounts is told on the best one that wants digests.
    """
    mine = accounts.c.digest_time.is_(None) if at is None else accounts.c.digest_time == at
    order = case({channel: rank for rank, channel in enumerate(channels)}, value=accounts.c.channel)
    best = (
        select(contacts.c.id)
        .add_columns(
            func.row_number()
            .over(partition_by=contacts.c.person_id, order_by=(order, contacts.c.decided_at, contacts.c.id))
            .label("place")
        )
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where((contacts.c.state == ContactState.APPROVED) & accounts.c.digest & accounts.c.reachable)
        .where(accounts.c.channel.in_(channels))
        .subquery()
    )
    query = (
        select()
        .select_from(contacts)
        .join(best, and_(best.c.id == contacts.c.id, best.c.place == 1))
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where((people.c.school_id == school_id) & people.c.role.in_((Role.GUARDIAN, Role.STUDENT)) & mine)
    )
    key = _key("digest", people.c.id, literal(day.isoformat()))
    notice = _Notice("digest", Urgency.DIGEST, key, literal(send_by, Instant), ref_day=day)
    return await _insert(connection, school_id, query, Moment(now), notice)


_student = people.alias("student")


def _told_to_family(told: Column[Any], school_id: int) -> Select[Any]:
    """FROM the thing told, joined to its student and every approved contact of the student and the guardians.

    A student's own contact comes once for each guardian; the dedupe key drops the second. An OR between the student
    and the guardians would be read as a product of everybody told and everybody there is.
    """
    source: Any = _student
    if told.table is not _student:
        source = told.table.join(_student, _student.c.id == told)
    return (
        select()
        .select_from(source)
        .outerjoin(guardianships, guardianships.c.student_id == _student.c.id)
        .join(contacts, contacts.c.person_id.in_([_student.c.id, guardianships.c.guardian_id]))
        .join(people, people.c.id == contacts.c.person_id)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where((contacts.c.state == ContactState.APPROVED) & (_student.c.school_id == school_id))
    )


def _key(kind: str, *parts: ColumnElement[Any]) -> ColumnElement[str]:
    key: ColumnElement[str] = literal(kind, String)
    for part in parts:
        key = key + literal(":", String) + cast(part, String)
    return key


@dataclass(frozen=True, slots=True)
class _Notice:
    """The columns of outbox rows that a fan-out decides; the rest comes from the contact."""

    kind: str
    urgency: Urgency
    key: ColumnElement[str]
    send_by: ColumnElement[Any]
    ref_id: ColumnElement[Any] = field(default_factory=lambda: literal(None, Integer))
    student_id: ColumnElement[Any] = field(default_factory=lambda: literal(None, Integer))
    ref_day: date | None = None


async def _insert(
    connection: AsyncConnection, school_id: int, query: Select[Any], moment: Moment, notice: _Notice
) -> int:
    rows = query.add_columns(
        literal(school_id),
        contacts.c.id,
        accounts.c.channel,
        literal(notice.kind),
        notice.ref_id,
        literal(notice.ref_day, Date),
        notice.student_id,
        notice.key,
        literal(int(notice.urgency)),
        moment.not_before(notice.send_by),
        notice.send_by,
        literal(State.QUEUED.value),
        literal(moment.now, Instant),
        literal(0),
        literal(False),
        literal(0),
    )
    insert = insert_ignoring(connection, outbox, ("dedupe_key",))
    return (await connection.execute(insert.from_select(COLUMNS, rows))).rowcount
