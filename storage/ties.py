"""What the access rule needs to know, for many contacts and students at once, and its verdict on each."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, cast, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState, ContactState, Guardianship, Role, Tie, Verdict, may_receive
from school.clock import today
from school.facts import Student
from school.outbox import Hold
from school.policy import FAMILY, Fact, LegalForm, Level, level_of
from school.purposes import GUARDIAN_PURPOSES, Purpose
from storage.expressions import given_ids, packed
from storage.schools import rules_of
from storage.tables import accounts, classes, consents, contacts, guardianships, people, schools

FACTS = frozenset(map(str, FAMILY))  # purposes that the school's policy rules on by themselves


class Sight(NamedTuple):
    """One contact, one student, and the rule's verdict at the instant that was asked about."""

    contact_id: int
    school_id: int
    student: Student
    verdict: Verdict


async def sights(
    connection: AsyncConnection,
    now: datetime,
    *,
    account_id: int | None = None,
    contact_ids: Sequence[int] | None = None,
    purpose: Purpose | None = None,
    farewell: bool = False,
) -> tuple[Sight, ...]:
    """The verdict on every student that the contacts (of an account, or named) stand for, by name. One statement.

    Every read of a student's facts and every send goes through here (design §3, R02, R37). `purpose` is what the
    facts are told for; None: whether the contact may be told anything at all. A student's own contact always stands
    on the consent to the student's access.
    """
    by_ids = contact_ids is not None
    given = {"contacts": packed(contact_ids or ())} if by_ids else {"account": account_id}
    rows = (await connection.execute(_facts(connection.dialect.name, by_ids, purpose), given)).all()
    levels = _levels(rows, now, Fact(purpose) if purpose in FACTS else None)
    grouped: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        grouped.setdefault(row[:2], []).append(row)
    known: dict[tuple[Any, ...], Verdict] = {}
    found = [_sight(group, now, farewell, levels, known) for group in grouped.values()]
    return tuple(sorted(found, key=lambda sight: (sight.student.name, sight.student.id, sight.contact_id)))


_student = people.alias("student")
_own = consents.alias("own")  # the adult student's word on what others signed for the child
_FACTS = (
    contacts.c.id.label("contact_id"),
    _student.c.id.label("student_id"),
    _student.c.first_name.label("first_name"),
    _student.c.last_name.label("last_name"),
    classes.c.title.label("class_title"),
    _student.c.class_id.label("class_id"),
    schools.c.id.label("school_id"),
    accounts.c.channel.label("channel"),
    contacts.c.state.label("contact_state"),
    people.c.role.label("role"),
    guardianships.c.id.is_not(None).label("is_kin"),
    guardianships.c.restriction.is_not(None).label("restricted"),
    guardianships.c.until.label("until"),
    consents.c.state.label("consent_state"),
    _own.c.state.label("own_state"),
    _student.c.enrolled_on.label("enrolled_on"),
    _student.c.left_on.label("left_on"),
    _student.c.birth_date.label("birth_date"),
    schools.c.hold.label("hold"),
    schools.c.timezone.label("timezone"),
    schools.c.legal_form.label("legal_form"),
    cast(schools.c.channel_rules, String).label("channel_rules"),  # read once for each school, not in every row
)
_PLACE, _TIED = slice(6, 8), slice(6, None)  # the school and channel; everything that the verdict depends on


@cache
def _facts(dialect: str, by_ids: bool, purpose: Purpose | None) -> Any:
    """Of an account, or of contacts. Built once: it is asked for every question and every message."""
    of_account = contacts.c.account_id == bindparam("account", type_=Integer)
    chosen = contacts.c.id.in_(given_ids(dialect, "contacts")) if by_ids else of_account
    return union_all(_as_guardian(chosen, purpose), _as_student(chosen))


def _as_guardian(chosen: ColumnElement[bool], purpose: Purpose | None) -> Any:
    """A guardian's contacts: the guardianship and the guardian's own consents for the channel."""
    wanted = (purpose,) if purpose else GUARDIAN_PURPOSES
    consent = _consent(*wanted) & (consents.c.guardian_id == people.c.id)
    return (
        select(*_FACTS)
        .select_from(contacts)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .join(guardianships, guardianships.c.guardian_id == people.c.id)
        .join(_student, _student.c.id == guardianships.c.student_id)
        .join(schools, schools.c.id == _student.c.school_id)
        .outerjoin(classes, classes.c.id == _student.c.class_id)
        .outerjoin(consents, consent)
        .outerjoin(_own, _of_student(*wanted))
        .where(chosen & (people.c.role == Role.GUARDIAN))
    )


def _as_student(chosen: ColumnElement[bool]) -> Any:
    """A student's own contacts: every guardian's word on the student's access, with that guardian's guardianship."""
    kin = and_(guardianships.c.guardian_id == consents.c.guardian_id, guardianships.c.student_id == _student.c.id)
    return (
        select(*_FACTS)
        .select_from(contacts)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .join(people, people.c.id == contacts.c.person_id)
        .join(_student, _student.c.id == people.c.id)
        .join(schools, schools.c.id == _student.c.school_id)
        .outerjoin(classes, classes.c.id == _student.c.class_id)
        .outerjoin(consents, _consent(Purpose.STUDENT_ACCESS))
        .outerjoin(_own, _of_student(Purpose.STUDENT_ACCESS))
        .outerjoin(guardianships, kin)
        .where(chosen & (people.c.role == Role.STUDENT))
    )


def _consent(*purposes: Purpose) -> ColumnElement[bool]:
    return and_(
        consents.c.student_id == _student.c.id,
        consents.c.channel == accounts.c.channel,
        consents.c.purpose.in_(purposes),
        consents.c.current,
    )


def _of_student(*purposes: Purpose) -> ColumnElement[bool]:
    """The student is the signer: it counts from the majority on."""
    return and_(
        _own.c.student_id == _student.c.id,
        _own.c.guardian_id == _student.c.id,
        _own.c.channel == accounts.c.channel,
        _own.c.purpose.in_(purposes),
        _own.c.current,
    )


def _levels(rows: Sequence[Any], now: datetime, fact: Fact | None) -> dict[tuple[int, str], Level]:
    """The level in force for these facts, by school and channel."""
    places = {row[_PLACE]: row for row in rows}
    return {place: _level(row, today(now, ZoneInfo(row.timezone)), fact) for place, row in places.items()}


def _level(row: Any, day: date, fact: Fact | None) -> Level:
    return level_of(LegalForm(row.legal_form), rules_of(json.loads(row.channel_rules)), row.channel, day, fact)


def _sight(
    rows: list[Any],
    now: datetime,
    farewell: bool,
    levels: dict[tuple[int, str], Level],
    known: dict[tuple[Any, ...], Verdict],
) -> Sight:
    """`known` keeps what was said of equal ties: in a broadcast nearly all are."""
    contact_id, student_id, first_name, last_name, class_title, class_id, school_id, *_ = rows[0]
    student = Student(student_id, first_name, last_name, class_title or "", class_id)
    same = tuple([row[_TIED] for row in rows])
    verdict = known.get(same)
    if verdict is None:
        verdict = known[same] = may_receive(*_tie(rows, now, levels[rows[0][_PLACE]]), farewell=farewell)
    return Sight(contact_id, school_id, student, verdict)


def _tie(rows: list[Any], now: datetime, level: Level) -> tuple[Tie, date]:
    row = rows[0]
    day = today(now, ZoneInfo(row.timezone))
    is_student = row.role == Role.STUDENT
    tie = Tie(
        contact=ContactState(row.contact_state),
        is_student=is_student,
        guardianship=None if is_student else Guardianship(row.restricted, row.until),
        consent=_strongest(row.consent_state for row in (_signers(rows, day) if is_student else rows)),
        level=level,
        enrolled_on=row.enrolled_on,
        left_on=row.left_on,
        birth_date=row.birth_date,
        own=_strongest(row.own_state for row in rows),
        held=row.hold == Hold.EVERYTHING,
    )
    return tie, day


def _signers(rows: list[Any], day: date) -> list[Any]:
    """The rows of guardians who may sign for the student today."""
    return [row for row in rows if row.is_kin and not row.restricted and not (row.until and row.until < day)]


def _strongest(found: Iterable[str | None]) -> ConsentState | None:
    """Of several words (guardians, purposes) one signature opens; without any, what stands instead."""
    states = set(found)
    return next((state for state in _BY_STRENGTH if state in states), None)


_BY_STRENGTH = (ConsentState.SIGNED, ConsentState.REFUSED, ConsentState.WITHDRAWN)
