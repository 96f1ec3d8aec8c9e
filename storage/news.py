"""Fan-out of the kinds that a person chooses: one INSERT … SELECT each, to one contact per reader and student.

What triggers a kind is a condition on the tables as they are: something the journal says that this reader was not told
and that no row was queued for since. So each of these may be repeated at will, in any order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState, ContactState, Role
from school.notices import Kind
from school.outbox import OPEN_STATES, State
from school.purposes import Purpose
from storage.database import insert_ignoring
from storage.expressions import later, there_is
from storage.fanout import COLUMNS
from storage.tables import accounts, consents, contacts, guardianships, outbox, people, wishes
from storage.tables.columns import Instant

_ON_ITS_WAY = [*map(str, OPEN_STATES)]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads about whom in a fan-out's SELECT; triggers are conditions on these."""

    reader: Any = field(default_factory=lambda: people.alias("reader"))
    student: Any = field(default_factory=lambda: people.alias("student"))

    def none_since(self, kind: str, at: ColumnElement[Any] | datetime) -> ColumnElement[bool]:
        """No row of a kind was queued for this reader about this student since an instant, and none waits."""
        theirs = contacts.alias("theirs")
        same = (theirs.c.id == outbox.c.contact_id) & (theirs.c.person_id == self.reader.c.id)
        same = same & (outbox.c.kind == kind) & (outbox.c.student_id == self.student.c.id)
        since = literal(at, Instant) if isinstance(at, datetime) else at
        later_ = or_(outbox.c.created_at >= since, outbox.c.state.in_(_ON_ITS_WAY))
        return ~there_is((outbox, theirs), same & later_)

    def linked_before(self, at: ColumnElement[Any]) -> ColumnElement[bool]:
        """The contact was approved before an instant: what the journal said earlier is no news to a newcomer."""
        return or_(contacts.c.decided_at.is_(None), contacts.c.decided_at <= at)


@dataclass(frozen=True, slots=True)
class Batch:
    """One fan-out: a kind, when, to whom. `channels` in order of preference, those that are off left out.

    `key` makes the rows of one occasion unique besides kind, student and contact. `pause`: at least so long after the
    last message of the kind about the student. `head_start`: by which students born by `born_by` are told before their
    guardians.
    """

    kind: Kind
    school_id: int
    now: datetime
    today: date
    channels: Sequence[str]
    key: str
    not_before: datetime  # UTC; never past the deadline
    send_by: datetime
    ref_day: date | None = None
    pause: timedelta = timedelta(0)
    head_start: timedelta = timedelta(0)
    born_by: date | None = None


Trigger = Callable[[Reading], ColumnElement[bool]]


async def queue(connection: AsyncConnection, batch: Batch, trigger: Trigger) -> int:
    """Queue a kind for every reader and student for whom `trigger` holds. How many rows."""
    reading = Reading()
    ways = _ways(batch, reading, trigger(reading))
    whom = ways.c.reader_id if batch.kind.grouped == "person" else ways.c.student_id
    text = cast(whom, String) + literal(f":{batch.key}:", String) + cast(ways.c.contact_id, String)
    key = literal(f"{batch.kind.name}:", String) + text
    rows = select(
        literal(batch.school_id),
        ways.c.contact_id,
        ways.c.channel,
        literal(batch.kind.name),
        cast(null(), Integer),
        literal(batch.ref_day, Date),
        cast(null(), Integer) if batch.kind.grouped == "person" else ways.c.student_id,
        key,
        literal(int(batch.kind.urgency)),
        ways.c.not_before,
        ways.c.send_by,
        literal(State.QUEUED.value),
        literal(batch.now, Instant),
        literal(0),
        literal(False),
        literal(0),
    ).where(ways.c.place == 1)
    insert = insert_ignoring(connection, outbox, ("dedupe_key",))
    return (await connection.execute(insert.from_select(COLUMNS, rows))).rowcount


def _ways(batch: Batch, reading: Reading, trigger: ColumnElement[bool]) -> Subquery:
    """Every contact that could carry it, the best of a reader (and student) first."""
    reader, student, kin = reading.reader, reading.student, _kin()
    rank = case({channel: place for place, channel in enumerate(batch.channels)}, value=accounts.c.channel)
    parted = (reader.c.id,) if batch.kind.grouped == "person" else (reader.c.id, student.c.id)
    best = (~_consented(batch.kind, reading), rank, contacts.c.decided_at, contacts.c.id)
    ready, send_by = _ready(batch, reading), literal(batch.send_by, Instant)
    not_before = case((ready < send_by, ready), else_=literal(batch.now, Instant))
    return (
        select(reader.c.id.label("reader_id"), student.c.id.label("student_id"), contacts.c.id.label("contact_id"))
        .add_columns(accounts.c.channel, not_before.label("not_before"), send_by.label("send_by"))
        .add_columns(func.row_number().over(partition_by=parted, order_by=best).label("place"))
        .select_from(kin)
        .join(student, student.c.id == kin.c.student_id)
        .join(reader, reader.c.id == kin.c.reader_id)
        .join(contacts, contacts.c.person_id == reader.c.id)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where((contacts.c.state == ContactState.APPROVED) & accounts.c.reachable)
        .where(
            rank.is_not(None) & (student.c.school_id == batch.school_id)
        )  # not by its index: SQLite would begin there
        .where(reader.c.role.in_(batch.kind.readers))
        .where(or_(student.c.left_on.is_(None), student.c.left_on >= batch.today))
        .where(wanted(batch.kind, reading), trigger)
        .subquery("ways")
    )


def _kin() -> Subquery:
    """(reader, student): guardians, and students themselves."""
    student = people.alias("self")
    itself = select(student.c.id.label("reader_id"), student.c.id.label("student_id"))
    guardians = select(guardianships.c.guardian_id.label("reader_id"), guardianships.c.student_id)
    return union_all(guardians, itself.where(student.c.role == Role.STUDENT)).subquery("kin")


def _consented(kind: Kind, reading: Reading) -> ColumnElement[bool]:
    """A consent on file covers this channel; the access rule decides later, this only finds the better contact."""
    reader, student = reading.reader, reading.student
    signed = consents.c.current & (consents.c.state == ConsentState.SIGNED) & (consents.c.student_id == student.c.id)
    signed = signed & (consents.c.channel == accounts.c.channel)
    by = and_(reader.c.role == Role.GUARDIAN, consents.c.guardian_id == reader.c.id)
    by = by & (consents.c.purpose == kind.purpose) if kind.purpose else by
    own = and_(reader.c.role == Role.STUDENT, consents.c.purpose == Purpose.STUDENT_ACCESS)
    return there_is(consents, signed & or_(by, own))


def wanted(kind: Kind, reading: Reading) -> ColumnElement[bool]:
    """Does the reader want this kind about this student: the word on the child, else on all, else the default."""
    if kind.locked is not None:
        return literal(True)
    mine = (wishes.c.person_id == reading.reader.c.id) & (wishes.c.kind == kind.name)
    general = mine & wishes.c.student_id.is_(None)
    if kind.grouped == "person":
        on, off = there_is(wishes, general & wishes.c.wanted), there_is(wishes, general & ~wishes.c.wanted)
        return ~off if kind.default else on
    own = mine & (wishes.c.student_id == reading.student.c.id)
    if kind.default:
        return ~there_is(wishes, own & ~wishes.c.wanted) & or_(
            there_is(wishes, own & wishes.c.wanted), ~there_is(wishes, general & ~wishes.c.wanted)
        )
    return there_is(wishes, own & wishes.c.wanted) | (
        there_is(wishes, general & wishes.c.wanted) & ~there_is(wishes, own & ~wishes.c.wanted)
    )


def _ready(batch: Batch, reading: Reading) -> ColumnElement[Any]:
    """When it may be sent at the soonest."""
    at: ColumnElement[Any] = literal(batch.not_before, Instant)
    if batch.pause:
        ready = later(_last_sent(batch, reading), batch.pause)
        at = case((ready > at, ready), else_=at)
    if not batch.head_start:
        return at
    own = contacts.alias("own")
    linked = there_is(own, (own.c.person_id == reading.student.c.id) & (own.c.state == ContactState.APPROVED))
    old = (reading.student.c.birth_date <= batch.born_by) & linked & (reading.reader.c.role == Role.GUARDIAN)
    return case((old, later(at, batch.head_start)), else_=at)


def _last_sent(batch: Batch, reading: Reading) -> ColumnElement[Any]:
    theirs = contacts.alias("paused")
    same = (theirs.c.id == outbox.c.contact_id) & (theirs.c.person_id == reading.reader.c.id)
    same = same & (outbox.c.kind == batch.kind.name) & (outbox.c.student_id == reading.student.c.id)
    same = same & (outbox.c.state == State.SENT) & (outbox.c.settled_at > batch.now - batch.pause)
    last = select(func.max(outbox.c.settled_at)).where(same).correlate_except(outbox, theirs)
    return last.scalar_subquery()
