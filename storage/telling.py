"""What readers were told, fact by fact: remembered when a message is sent, read when the next one is worded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Insert,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Mark
from school.outbox import State
from school.told import Current, Telling, Told
from storage.database import upsert_of
from storage.expressions import given, given_ids, packed, prepared
from storage.tables import contacts, marks, outbox, people, told
from storage.tables.columns import Instant

_KEPT = ("student_id", "ref_id", "subject", "day", "kind", "value", "outbox_id", "told_at", "stale_at")
_SAID = ("person_id", "what", "item", *_KEPT[:-2])
YEAR = timedelta(days=365)
Pair = tuple[int, int]  # reader, student


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that told something, and where it can be edited."""

    contact_id: int
    kind: str
    message_id: str


async def remember(connection: AsyncConnection, tellings: Iterable[tuple[int, Telling]], now: datetime) -> None:
    """Keep what messages told, by (outbox id, telling). What the journal says otherwise by now is stale at once."""
    found = list(tellings)
    if not found:
        return
    kept = {(one.person_id, one.what, one.item): (at, one) for at, one in found if one.value is not None}
    if kept:
        rows = packed([_row(outbox_id, one) for outbox_id, one in kept.values()])
        await connection.execute(_keeping(connection), {"given": rows, "now": now})
    for one in (one for _, one in found if one.drops):
        gone = (told.c.person_id == one.person_id) & (told.c.what == one.what) & told.c.item.in_(one.drops)
        await connection.execute(delete(told).where(gone))
    if any(one.what == "mark" for _, one in found):
        ours = packed({outbox_id for outbox_id, _ in found})
        await connection.execute(_staling(connection), {"ids": ours, "now": now})


@prepared
def _keeping(dialect: str) -> Insert:
    """One statement for all rows; no two of them may be of one reader and item (PostgreSQL)."""
    rows = given(dialect, **{name: told.c[name].type for name in _SAID})
    columns = [*rows.c, bindparam("now", type_=Instant).label("told_at"), null().label("stale_at")]
    reader, student = people.alias("reader"), people.alias("student")
    every = (  # who was erased while the message was on its way leaves nothing to remember
        select(*columns)
        .join(reader, reader.c.id == rows.c.person_id)
        .join(student, student.c.id == rows.c.student_id)
        .join(outbox, outbox.c.id == rows.c.outbox_id)
        .where(true())  # without it SQLite takes ON CONFLICT for a join's
    )
    into = upsert_of(dialect, told, ("person_id", "what", "item"), _KEPT)
    return into.from_select([one.name for one in columns], every)


@prepared
def _staling(dialect: str) -> Update:
    stands = (marks.c.id == told.c.ref_id) & (marks.c.value == told.c.value) & (marks.c.subject == told.c.subject)
    wrong = (told.c.what == "mark") & (told.c.value != "") & ~exists().where(stands)
    ours = told.c.outbox_id.in_(given_ids(dialect))
    return update(told).where(ours & wrong).values(stale_at=bindparam("now", type_=Instant))


async def told_marks(
    connection: AsyncConnection, person_ids: Iterable[int], student_ids: Iterable[int], since: date
) -> dict[Pair, list[Told]]:
    """The marks of lessons since a day that these readers were told of these students, in the order of telling."""
    given = {"persons": packed(person_ids), "students": packed(student_ids), "since": since}
    found: dict[Pair, list[Told]] = {}
    for person_id, student_id, *said in (await connection.execute(_told_marks(connection), given)).all():
        found.setdefault((person_id, student_id), []).append(Told(*said))
    return found


@prepared
def _told_marks(dialect: str) -> Select[Any]:
    ours = (told.c.what == "mark") & _of_pairs(dialect) & (told.c.day >= bindparam("since", type_=Date))
    said = (told.c.ref_id, told.c.subject, told.c.day, told.c.value, told.c.kind, told.c.outbox_id)
    return select(told.c.person_id, told.c.student_id, *said).where(ours).order_by(told.c.id)


def _of_pairs(dialect: str) -> ColumnElement[bool]:
    readers, students = given_ids(dialect, "persons"), given_ids(dialect, "students")
    return told.c.person_id.in_(readers) & told.c.student_id.in_(students)


async def current_marks(
    connection: AsyncConnection, student_ids: Iterable[int], since: date, fresh_since: datetime
) -> dict[int, list[Current]]:
    """The students' marks of lessons since a day; fresh: first seen after `fresh_since`, `was`: changed after it."""
    given = {"ids": packed(student_ids), "since": since, "fresh_since": fresh_since}
    found: dict[int, list[Current]] = {}
    for mark_id, fresh, was, student_id, *said in (await connection.execute(_current_marks(connection), given)).all():
        found.setdefault(student_id, []).append(Current(mark_id, Mark(student_id, *said), fresh, was))
    return found


@prepared
def _current_marks(dialect: str) -> Select[Any]:
    m, fresh_since = marks.c, bindparam("fresh_since", type_=Instant)
    fresh, was = ~m.history & (m.seen_at > fresh_since), case((m.changed_at > fresh_since, m.was))
    said = (m.student_id, m.subject, m.day, m.value, m.kind, m.weight, m.topic, m.comment)
    mine = m.student_id.in_(given_ids(dialect)) & (m.day >= bindparam("since", type_=Date))
    query = select(m.id, fresh.label("fresh"), was.label("was"), *said).where(mine)
    return query.order_by(m.day, m.subject, m.ordinal, m.id)


async def told_items(
    connection: AsyncConnection, person_ids: Iterable[int], what: str, student_ids: Iterable[int]
) -> dict[Pair, dict[str, tuple[str, int | None]]]:
    """What these readers were told of one sort: item → (value, outbox id), by (reader, student)."""
    given = {"persons": packed(person_ids), "students": packed(student_ids), "what": what}
    found: dict[Pair, dict[str, tuple[str, int | None]]] = {}
    rows = (await connection.execute(_told_items(connection), given)).all()
    for person_id, student_id, item, value, outbox_id in rows:
        found.setdefault((person_id, student_id), {})[item] = (value, outbox_id)
    return found


@prepared
def _told_items(dialect: str) -> Select[Any]:
    ours = (told.c.what == bindparam("what", type_=String)) & _of_pairs(dialect)
    return select(told.c.person_id, told.c.student_id, told.c.item, told.c.value, told.c.outbox_id).where(ours)


async def sent_messages(connection: AsyncConnection, outbox_ids: Sequence[int]) -> dict[int, Sent]:
    """Those of these messages that the platform gave an id, by outbox id."""
    query = select(outbox.c.id, outbox.c.contact_id, outbox.c.kind, outbox.c.message_id)
    rows = await connection.execute(query.where(outbox.c.id.in_(outbox_ids) & outbox.c.message_id.is_not(None)))
    return {row.id: Sent(row.contact_id, row.kind, row.message_id) for row in rows}


async def sent_of(
    connection: AsyncConnection, kinds: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """The platform id of the last sent message of these kinds by (contact id, ref id): to be edited."""
    contact_ids, refs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    about = outbox.c.kind.in_(kinds) & outbox.c.contact_id.in_(contact_ids) & outbox.c.ref_id.in_(refs)
    query = select(outbox.c.contact_id, outbox.c.ref_id, outbox.c.message_id).where(about).order_by(outbox.c.id)
    rows = await connection.execute(query.where(outbox.c.message_id.is_not(None)))
    return {(row.contact_id, row.ref_id): row.message_id for row in rows}


async def digests_sent(connection: AsyncConnection, person_ids: Sequence[int], day: date) -> dict[int, datetime]:
    """When each of these readers got the digest of a day, by reader; those who did not are missing."""
    query = (
        select(contacts.c.person_id, func.max(outbox.c.settled_at).label("at"))
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .where(and_(outbox.c.kind == "digest", outbox.c.state == State.SENT, outbox.c.ref_day == day))
        .where(contacts.c.person_id.in_(person_ids))
        .group_by(contacts.c.person_id)
    )
    return {row.person_id: row.at for row in await connection.execute(query)}


async def forget_told_before(connection: AsyncConnection, day: date, at: datetime) -> int:
    """Drop what was told of lessons before a day, or told before an instant, save forecasts: the record of R17.

    Results are known for a year longer: an appeal takes its time.
    """
    until = case((told.c.what.in_(("exam", "final")), literal(at - YEAR, Instant)), else_=literal(at, Instant))
    old = or_(told.c.day < day, told.c.day.is_(None) & (told.c.told_at < until))
    return (await connection.execute(delete(told).where(old & (told.c.what != "forecast")))).rowcount


def _row(outbox_id: int, one: Telling) -> tuple[Any, ...]:
    """In the order of `_SAID`."""
    who, about = (one.person_id, one.what, one.item), (one.student_id, one.ref_id, one.subject)
    return *who, *about, one.day, one.kind, one.value, outbox_id
