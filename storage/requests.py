"""Requests to be linked, with what an administrator needs to decide on them."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState, Role
from school.clock import today
from school.facts import LinkedAlready, LinkRequest, RequestedChild, Student
from school.purposes import Purpose
from storage.tables import accounts, classes, consents, contacts, guardianships, people, schools

_student = people.alias("student")
_other, _their = contacts.alias("other"), accounts.alias("their")


async def link_requests(connection: AsyncConnection, contact_ids: Sequence[int]) -> tuple[LinkRequest, ...]:
    """The requests behind these contacts in their order, each with its children, what consent is on file, and
    the accounts that its person has already."""
    kin = and_(guardianships.c.guardian_id == people.c.id, guardianships.c.student_id == _student.c.id)
    signer = or_(people.c.role == Role.STUDENT, consents.c.guardian_id == people.c.id)
    on_file = and_(
        consents.c.student_id == _student.c.id,
        consents.c.channel == accounts.c.channel,
        (people.c.role == Role.STUDENT) == (consents.c.purpose == Purpose.STUDENT_ACCESS),
        consents.c.current,
        signer,
    )
    of_guardian = guardianships.alias("of_guardian")
    theirs = select(of_guardian.c.student_id).where(of_guardian.c.guardian_id == people.c.id).correlate(people)
    query = (
        select(
            contacts.c.id, contacts.c.requested_at, contacts.c.doubt, accounts.c.channel, people.c.id.label("person_id")
        )
        .add_columns(people.c.role, people.c.last_name, people.c.first_name, people.c.middle_name, people.c.phone)
        .add_columns(_student.c.id.label("student_id"), _student.c.first_name.label("student_name"))
        .add_columns(_student.c.last_name.label("student_last_name"), classes.c.title, _student.c.class_id)
        .add_columns(consents.c.state, consents.c.number, consents.c.signed_on, guardianships.c.restriction)
        .add_columns(_their.c.channel.label("linked"), schools.c.timezone, _other.c.id.label("other_id"))
        .add_columns(func.coalesce(_other.c.decided_at, _other.c.requested_at).label("linked_at"))
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .join(schools, schools.c.id == people.c.school_id)
        .outerjoin(_other, _has_already)
        .outerjoin(_their, _their.c.id == _other.c.account_id)
        .outerjoin(_student, or_(_student.c.id.in_(theirs), _own))
        .outerjoin(classes, classes.c.id == _student.c.class_id)
        .outerjoin(guardianships, kin)
        .outerjoin(consents, on_file)
        .where(contacts.c.id.in_(contact_ids))
        .order_by(contacts.c.id, _student.c.first_name, _student.c.id, case((consents.c.state == "signed", 0), else_=1))
    )
    return _requests((await connection.execute(query)).all(), contact_ids)


_own = and_(_student.c.id == people.c.id, people.c.role == Role.STUDENT)
_has_already = and_(
    _other.c.person_id == contacts.c.person_id,
    _other.c.id != contacts.c.id,
    _other.c.state == ContactState.APPROVED,
)


def _requests(rows: Sequence[Any], order: Sequence[int]) -> tuple[LinkRequest, ...]:
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return tuple(_request(grouped[one]) for one in order if one in grouped)


def _request(rows: list[Any]) -> LinkRequest:
    first = rows[0]
    children: dict[int, RequestedChild] = {}
    linked = {row.other_id: _linked(row) for row in rows if row.other_id is not None}
    for row in rows:
        if row.student_id is not None:
            children.setdefault(row.student_id, _child(row))
    return LinkRequest(
        contact_id=first.id,
        channel=first.channel,
        person_id=first.person_id,
        role=first.role,
        full_name=" ".join(filter(None, (first.last_name, first.first_name, first.middle_name))),
        phone=first.phone,
        requested_at=first.requested_at,
        children=tuple(children.values()),
        doubt=first.doubt,
        linked=tuple(sorted(linked.values(), key=lambda one: one.since)),
    )


def _linked(row: Any) -> LinkedAlready:
    return LinkedAlready(row.linked, today(row.linked_at, ZoneInfo(row.timezone)))


def _child(row: Any) -> RequestedChild:
    student = Student(row.student_id, row.student_name, row.student_last_name, row.title or "", row.class_id)
    return RequestedChild(student, row.state, row.number, row.signed_on, bool(row.restriction))
