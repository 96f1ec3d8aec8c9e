"""After a restore: what the copy had in its queue waits, what is known of the time since is carried over.

`carried` reads the database that was in use until now, `carry_…` write into the restored one: ids mean the same in
both, for no id is ever given twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, func, insert, null, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.outbox import AT_MOST_ONCE, Hold, Reason, State
from storage.expressions import one_of
from storage.tables import (
    accounts,
    audit,
    consents,
    console_sessions,
    contacts,
    desk_keys,
    feeds,
    guardianships,
    inbox,
    invites,
    metadata,
    outbox,
    people,
    restrictions,
    scans,
    schools,
    wishes,
)

UNSENT = tuple(map(str, (State.QUEUED, State.RETRY, State.LEASED)))
OUTCOME = ("state", "reason", "settled_at", "message_id", "read_at", "acknowledged_at", "attempts", "repeated")
TODAYS: dict[Table, tuple[str, ...]] = {
    schools: ("legal_form", "profile", "channel_rules"),
    people: ("left_on", "enrolled_on"),
    guardianships: ("restriction", "until"),
    accounts: ("language", "reachable", "unreachable_why", "digest", "digest_time", "quiet", "rich", "heard_at"),
    contacts: ("state", "requested_at", "decided_at", "reason", "doubt", "phone_seen"),
    invites: ("used_at",),
    feeds: ("token_hash", "created_at", "read_on"),
    wishes: ("wanted",),
    console_sessions: ("ended_at",),
    desk_keys: ("password_hash", "secret", "confirmed_at", "last_step", "failures", "locked_until"),
}
"""What decides who may be told what, and who comes in: of rows that both databases have, today's word counts."""
ADDED = (accounts, contacts, consents, restrictions, scans, invites, feeds, wishes, desk_keys)
"""What was written since the copy and is nowhere else: who was linked, every paper, every secret that was given out."""
ENDED = (accounts, contacts, guardianships, restrictions, feeds, wishes, desk_keys)
"""What was removed since the copy is removed from it."""
_HELD = one_of(outbox.c.state, [State.HELD]) & (outbox.c.reason == Reason.RESTORED)
TRUE: ColumnElement[bool] = true()
GAP = 100_000  # ids that are left out when it is not known which were given since the copy


async def hold_queue(connection: AsyncConnection, hold: Hold, now: datetime) -> int:
    """Nothing of the queue leaves before `release_queue`. How many rows were in it."""
    await connection.execute(update(schools).values(hold=hold))
    values = {"state": State.HELD, "reason": Reason.RESTORED, "settled_at": now, "owner": None, "leased_until": None}
    waiting = update(outbox).where(one_of(outbox.c.state, UNSENT)).values(**values, epoch=outbox.c.epoch + 1)
    return (await connection.execute(waiting)).rowcount


async def close_questions(connection: AsyncConnection, now: datetime) -> int:
    """What people asked before the copy was made is not answered again. How many questions."""
    values = {"done_at": now, "payload": null()}
    return (await connection.execute(update(inbox).where(inbox.c.done_at.is_(None)).values(**values))).rowcount


async def release_queue(connection: AsyncConnection) -> int:
    """The school goes on; what is still held is queued, saying that it may be a repetition. How many rows."""
    await connection.execute(update(schools).values(hold=None))
    values = {"state": State.QUEUED, "reason": None, "settled_at": None, "attempts": 0, "repeated": True}
    return (await connection.execute(update(outbox).where(_HELD).values(**values))).rowcount


async def end_digests(connection: AsyncConnection, now: datetime) -> int:
    """What must never be told twice ends unsent. How many rows."""
    return await drop_held(connection, now, outbox.c.urgency.in_([int(one) for one in AT_MOST_ONCE]))


async def drop_held(connection: AsyncConnection, now: datetime, which: ColumnElement[bool] = TRUE) -> int:
    """End what was held, or what of it is meant, without sending. How many rows."""
    values = {"state": State.CANCELLED, "reason": Reason.DROPPED, "settled_at": now}
    return (await connection.execute(update(outbox).where(_HELD & which).values(**values))).rowcount


async def hold_of(connection: AsyncConnection) -> tuple[Hold | None, int]:
    """What is held back, and how many rows of the queue with it."""
    hold = (await connection.execute(select(schools.c.hold).where(schools.c.hold.is_not(None)).limit(1))).scalar()
    count = (await connection.execute(select(func.count()).select_from(outbox).where(_HELD))).scalar_one()
    return Hold(hold) if hold else None, count


async def since(connection: AsyncConnection, audited: int) -> dict[str, list[dict[str, Any]]]:
    """What the restored copy does not know: by table, and the audit after this row."""
    found = {"audit": await _rows(connection, select(audit).where(audit.c.id > audited).order_by(audit.c.id))}
    done = ~one_of(outbox.c.state, UNSENT)
    found["outcomes"] = await _rows(connection, select(outbox.c.id, *(outbox.c[one] for one in OUTCOME)).where(done))
    for table in {*ADDED, *ENDED}:
        found[f"all {table.name}"] = await _rows(connection, select(table).order_by(table.c.id))
    for table, names in TODAYS.items():
        found[f"todays {table.name}"] = await _rows(connection, select(table.c.id, *(table.c[one] for one in names)))
    return found


async def last_ids(connection: AsyncConnection) -> dict[str, int]:
    """The highest id that each table ever gave (PostgreSQL: of the rows that there are)."""
    if connection.dialect.name == "sqlite":
        given = await connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return {row.name: row.seq for row in given if row.name in metadata.tables}
    tables = [table for table in metadata.sorted_tables if "id" in table.c]
    row = (await connection.execute(select(*(_last(table).label(table.name) for table in tables)))).one()
    return {name: value or 0 for name, value in row._mapping.items()}


async def carry_outcomes(connection: AsyncConnection, rows: Iterable[Mapping[str, Any]]) -> None:
    """What was sent, or ended otherwise, since the copy does not wait any more."""
    await carry_values(connection, outbox, OUTCOME, rows)


async def carry_audit(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of the audit as they are, with their ids and seals."""
    if rows:
        await connection.execute(insert(audit), list(rows))


async def carry_values(
    connection: AsyncConnection, table: Table, names: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Set these columns, row by row; a row that is not here is passed over."""
    values = [{f"new_{name}": row[name] for name in names} | {"row_id": row["id"]} for row in rows]
    if values:
        fresh = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        await connection.execute(update(table).where(table.c.id == bindparam("row_id")).values(**fresh), values)


async def carry_end(connection: AsyncConnection, table: Table, alive: Iterable[int]) -> None:
    """Rows of the copy that were removed since go too, and what points there."""
    here = set((await connection.execute(select(table.c.id))).scalars())
    gone = [{"row_id": one} for one in sorted(here - set(alive))]
    if gone:
        await connection.execute(delete(table).where(table.c.id == bindparam("row_id")), gone)


async def carry_rows(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add rows whose references are here; how many. The newest word of a consent takes the place of the one before."""
    known = {
        key.parent.name: set((await connection.execute(select(key.column))).scalars()) for key in table.foreign_keys
    }
    kept = []
    for row in rows:
        strangers = {name for name, ids in known.items() if row[name] is not None and row[name] not in ids}
        if all(table.c[name].nullable for name in strangers):
            kept.append({**row, **dict.fromkeys(strangers)})
    for row in kept:
        if table is consents and row["current"]:
            await connection.execute(update(consents).where(_same_word(row)).values(current=False))
    if kept:
        await connection.execute(insert(table), kept)
    return len(kept)


async def skip_ids(connection: AsyncConnection, given: Mapping[str, int]) -> None:
    """New rows get ids above these: VK takes an id that it has seen for a repetition, the audit for somebody else."""
    for name, last in given.items():
        if connection.dialect.name == "sqlite":
            values = {"name": name, "last": last}
            await connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name AND seq < :last"), values)
            missing = "SELECT :name, :last WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
            await connection.execute(text(f"INSERT INTO sqlite_sequence (name, seq) {missing}"), values)
        else:
            sequence = func.pg_get_serial_sequence(name, "id")
            ahead = func.greatest(last, func.nextval(sequence))
            await connection.execute(select(func.setval(sequence, ahead)))


def _same_word(row: Mapping[str, Any]) -> Any:
    names = ("guardian_id", "student_id", "channel", "purpose")
    same = consents.c.current
    for name in names:
        same = same & (consents.c[name] == row[name])
    return same


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _last(table: Table) -> Any:
    return select(func.max(table.c.id)).scalar_subquery()
