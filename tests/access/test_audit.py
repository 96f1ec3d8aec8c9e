"""The audit shows every change, deletion, swap, insertion and cut; and what was read is in it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from actions.alarming import publish_audit_head
from actions.auditing import traces
from bot.anchor import FILE, Forged, keep_anchor, read_anchor
from bot.anchoring import move_anchor
from school.incoming import Incoming
from school.messenger import Channel
from storage import audit, tables
from storage.audit import Act, Head
from storage.database import Database
from tests.access.listener import answer_all, inbox_of
from tests.commands.shell import Shell
from tests.handlers.conftest import Office
from tests.scheduler.conftest import KEY as tests_key
from tests.scheduler.recorder import Recorder
from tests.world import NOW, build_world

KEY = b"a key of the tests"
ROWS = 8


@pytest.fixture
async def chain(database: Database) -> Database:
    """A database with a chain of eight rows."""
    for number in range(ROWS):
        async with database.write() as connection:
            at = NOW + timedelta(seconds=number, microseconds=number)
            act = f"act_{number % 3}"
            await audit.record(connection, key=KEY, at=at, actor="operator", act=act, subject=f"student:{number % 4}")
    return database


async def ids(database: Database) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(select(tables.audit.c.id).order_by(tables.audit.c.id))).scalars())


async def broken(database: Database, known: Head | None = None) -> tuple[str, int] | None:
    async with database.read() as connection:
        _, found = await audit.first_break(connection, KEY, known)
    return (found.what, found.row) if found else None


async def do(database: Database, *statements: Any) -> None:
    async with database.write() as connection:
        for statement in statements:
            await connection.execute(statement)


async def test_a_chain_nobody_touched_is_whole(chain: Database) -> None:
    async with chain.read() as connection:
        assert await audit.first_break(connection, KEY) == (ROWS, None)
        head = await audit.head(connection)
        assert head is not None
        assert head.rows == ROWS
        assert await audit.first_break(connection, KEY, head) == (ROWS, None)
        assert await audit.first_break(connection, b"another key") == (0, audit.Break("tampered", head.id - 7, None))


async def test_a_long_chain_is_read_to_its_end(database: Database) -> None:
    """Page by page (storage.audit), and no row is passed over where one page ends and the next begins."""
    long = 2 * audit.PAGE + 1
    async with database.write() as connection:
        for number in range(long):
            at = NOW + timedelta(seconds=number)
            await audit.record(connection, key=KEY, at=at, actor="operator", act="act", subject=f"student:{number}")
    async with database.read() as connection:
        assert await audit.first_break(connection, KEY) == (long, None)
        read = [row.id async for row in audit.rows_about(connection)]
    every = await ids(database)
    assert read == every
    for row in (every[-1], every[audit.PAGE], every[audit.PAGE - 1]):
        await do(database, update(tables.audit).where(tables.audit.c.id == row).values(act="other"))
        assert await broken(database) == ("tampered", row)


@pytest.mark.parametrize("place", range(ROWS))
@pytest.mark.parametrize(
    "change", [{"actor": "system"}, {"act": "other"}, {"subject": "student:99"}, {"at": NOW - timedelta(days=1)}]
)
async def test_a_changed_row_is_named(chain: Database, place: int, change: dict[str, Any]) -> None:
    row = (await ids(chain))[place]
    await do(chain, update(tables.audit).where(tables.audit.c.id == row).values(**change))
    assert await broken(chain) == ("tampered", row)


@pytest.mark.parametrize("place", range(ROWS - 1))
async def test_a_removed_row_shows_at_the_next(chain: Database, place: int) -> None:
    rows = await ids(chain)
    await do(chain, delete(tables.audit).where(tables.audit.c.id == rows[place]))
    assert await broken(chain) == ("tampered", rows[place + 1])


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 6), (0, 7)])
async def test_swapped_rows_show(chain: Database, one: int, other: int) -> None:
    rows = await ids(chain)
    column = tables.audit.c.id
    await do(
        chain,
        update(tables.audit).where(column == rows[one]).values(id=-1),
        update(tables.audit).where(column == rows[other]).values(id=rows[one]),
        update(tables.audit).where(column == -1).values(id=rows[other]),
    )
    assert await broken(chain) == ("tampered", rows[one])


async def test_an_inserted_row_shows(chain: Database) -> None:
    last = (await ids(chain))[-1]
    async with chain.read() as connection:
        copied = (await connection.execute(select(tables.audit).where(tables.audit.c.id == last))).one()
    await do(chain, insert(tables.audit).values(**(copied._asdict() | {"id": last + 1})))
    assert await broken(chain) == ("tampered", last + 1)


@pytest.mark.parametrize("cut", [1, 3, ROWS])
async def test_a_cut_shows_by_the_anchor(chain: Database, cut: int) -> None:
    async with chain.read() as connection:
        head = await audit.head(connection)
    rows = await ids(chain)
    await do(chain, delete(tables.audit).where(tables.audit.c.id.in_(rows[-cut:])))
    assert await broken(chain) is None
    assert await broken(chain, head) == ("truncated", rows[-1])


async def test_a_tail_written_anew_with_the_key_shows_by_the_anchor(chain: Database) -> None:
    async with chain.read() as connection:
        head = await audit.head(connection)
    rows = await ids(chain)
    await do(chain, delete(tables.audit).where(tables.audit.c.id == rows[-1]))
    async with chain.write() as connection:
        await audit.record(connection, key=KEY, at=NOW, actor="operator", act="nothing", subject="student:0")
    assert await broken(chain) is None
    what, _ = await broken(chain, head) or ("", 0)
    assert what == "truncated"


async def test_many_acts_chain_as_one_by_one(chain: Database) -> None:
    acts = [Act("contact:1", "read_marks", f"student:{number}") for number in range(50)]
    async with chain.write() as connection:
        await audit.record_all(connection, acts, key=KEY, at=NOW)
        await audit.record_all(connection, [], key=KEY, at=NOW)
    assert await broken(chain) is None
    assert len(await ids(chain)) == ROWS + 50


async def test_the_anchor_moves_on_but_never_back(chain: Database, tmp_path: Path) -> None:
    assert await move_anchor(chain, tmp_path, KEY)
    first = read_anchor(tmp_path, KEY)
    assert first is not None
    assert first.rows == ROWS
    async with chain.write() as connection:
        await audit.record(connection, key=KEY, at=NOW, actor="operator", act="more", subject="")
    assert await move_anchor(chain, tmp_path, KEY)
    second = read_anchor(tmp_path, KEY)
    assert second is not None
    assert second.rows == ROWS + 1
    await do(chain, delete(tables.audit).where(tables.audit.c.id == second.id))
    assert not await move_anchor(chain, tmp_path, KEY)
    assert read_anchor(tmp_path, KEY) == second


async def test_an_anchor_made_without_the_key_is_no_anchor(chain: Database, tmp_path: Path) -> None:
    keep_anchor(tmp_path, b"another key", Head(3, 3, b"0" * 32))
    with pytest.raises(Forged):
        read_anchor(tmp_path, KEY)
    assert not await move_anchor(chain, tmp_path, KEY)
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(Forged):
        read_anchor(tmp_path, KEY)


async def test_every_administrator_is_told_the_head_once_a_day(chain: Database) -> None:
    world = await build_world(chain)
    for hour in range(-12, 30):
        await publish_audit_head(chain, NOW + timedelta(hours=hour))
    async with chain.read() as connection:
        rows = (await connection.execute(select(tables.outbox).order_by(tables.outbox.c.id))).all()
        head = await audit.head(connection)
    assert head is not None
    assert [(row.kind, str(row.ref_day), row.ref_id) for row in rows] == [
        ("audit_head", day, head.id) for day in ("2026-11-23", "2026-11-24") for _ in range(2)
    ]
    told = {world.contacts["ilina", channel] for channel in ("telegram", "vk")}
    assert {row.contact_id for row in rows} == told


async def test_traces_join_what_was_read_with_what_was_told(both: Office) -> None:
    world, contact = both.world, both.world.contacts["anna", "vk"]
    maria = world.people["maria"]
    reply = await both.hears("anna", "оценки Мария", channel="vk")
    assert [(one.contact_id, one.act, one.subject) for one in reply.readings] == [
        (contact, "read_marks", f"student:{maria}")
    ]
    row = {"school_id": world.school, "contact_id": contact, "channel": "vk", "kind": "exam_result", "ref_id": 1}
    row |= {"student_id": maria, "dedupe_key": f"exam:1:1:{contact}", "urgency": 20, "not_before": NOW}
    row |= {"state": "sent", "created_at": NOW, "settled_at": NOW, "attempts": 1, "repeated": False, "epoch": 1}
    async with both.database.write() as connection:
        acts = [Act(f"contact:{one.contact_id}", one.act, one.subject) for one in reply.readings]
        await audit.record_all(connection, acts, key=KEY, at=NOW)
        await audit.record(connection, key=KEY, at=NOW, actor="operator", act="other", subject=f"student:{maria}0")
        await connection.execute(insert(tables.outbox).values(**row))
    found = await traces(both.database, student="S1")
    assert [(one.actor, one.act) for one in found] == [
        (f"contact:{contact}", "read_marks"),
        ("system", "tell_exam_result"),
    ]
    assert found[1].row.startswith("outbox:")


@pytest.mark.parametrize(
    ("who", "words", "act"),
    [
        ("anna", "оценки", "read_marks"),
        ("anna", "/results", "read_results"),
        ("anna", "дз", "read_homework"),
        ("anna", "/children", "read_children"),
        ("belova", "/class", "read_families"),
        ("ilina", "/deadlines", "read_deadlines"),
    ],
)
async def test_what_an_answer_shows_is_noted_by_kind(office: Office, who: str, words: str, act: str) -> None:
    reply = await office.hears(who, words)
    assert {one.act for one in reply.readings} == {act}
    assert all(part.split(":")[1].isdecimal() for one in reply.readings for part in one.subject.split())


async def test_noting_an_answer_costs_one_statement(office: Office, tmp_path: Path) -> None:
    telegram = Recorder()
    box = inbox_of(office.database, office.clock, Channel.TELEGRAM, telegram, tmp_path)
    made = {}
    for number, words in enumerate(("/help", "/results", "/results")):
        with office.statements() as seen:
            event = Incoming("telegram", "1001", str(number), NOW, words)
            await answer_all(box, office.database, Channel.TELEGRAM, event)
        made[number] = [one for one in seen if "audit" in one]
    assert [len(made[number]) for number in range(3)] == [1, 2, 2]
    async with office.database.read() as connection:
        rows = (await connection.execute(select(tables.audit.c.act, tables.audit.c.subject))).all()
        assert (await audit.first_break(connection, tests_key))[1] is None
    maria, petr = (office.world.people[name] for name in ("maria", "petr"))
    assert {tuple(row) for row in rows} == {("read_results", f"student:{maria} student:{petr}")}
    assert len(rows) == 2


@pytest.mark.parametrize("words", ["помощь", "настройки", "чепуха", "/start"])
async def test_an_answer_that_shows_nothing_leaves_nothing(office: Office, words: str) -> None:
    assert (await office.hears("anna", words)).readings == ()


def test_the_command_names_the_first_row_that_does_not_follow(shell: Shell) -> None:
    assert shell("import", shell.write({"school": "name;timezone;legal_form\nШкола;Europe/Moscow;private\n"})).code == 0
    for time in ("18:00", "18:10", "18:20"):
        assert shell("school", "set", f"digest_time={time}").code == 0
    assert shell("audit", "verify", "--json").json == {"whole": True, "rows": 4, "break": None, "restores": []}
    head = _edit(shell, "SELECT 4 || ':' || substr(lower(hex(seal)), 1, 16) FROM audit WHERE id = 4")
    assert shell("audit", "verify", "--head", head).code == 0
    _edit(shell, "DELETE FROM audit WHERE id = 4")
    assert shell("audit", "verify").code == 0  # nothing was kept elsewhere yet
    cut = shell("audit", "verify", "--head", head)
    assert (cut.code, "укорочен" in cut.err) == (1, True)
    _edit(shell, "UPDATE audit SET subject = 'school:2' WHERE id = 2")
    said = shell("audit", "verify")
    assert (said.code, "Запись 2" in said.err) == (1, True)
    assert shell("audit", "verify", "--json").json["break"]["row"] == 2
    assert shell("audit", "verify", "--head", "nonsense").code == 2


def _edit(shell: Shell, sql: str) -> str:
    import sqlite3

    with sqlite3.connect(shell.folder / "data" / "rodnik.db") as database:
        row = database.execute(str(text(sql))).fetchone()
    return str(row[0]) if row else ""
