"""Erasure: a canary planted everywhere is found nowhere, and nothing brings the person back."""

import asyncio
import json
import shutil
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from actions.erasing import Erased, counts_of, erase_left, erase_person, readmit
from school.access import Role
from storage import tables
from storage.database import Database
from storage.erasing import all_tombstones, audit_about, kept_about
from storage.inbox import store_update
from tests.handlers.conftest import KEY, Office
from tests.world import MONDAY, NOW, World

CANARY, PHONE = "Канарейкина", "+79990001122"


async def planted(database: Database, world: World, name: str) -> None:
    """A person of the cast gets a name and a phone that are nowhere else, an unanswered message, and a history."""
    who = tables.people.c.id == world.people[name]
    async with database.write() as connection:
        values = {"last_name": CANARY, "phone": PHONE, "email": f"{CANARY}@example.ru"}
        await connection.execute(update(tables.people).where(who).values(**values))
        await store_update(connection, "telegram", "77", "1001", {"text": f"Я {CANARY}, {PHONE}"}, NOW)
        account = tables.accounts.c.chat == "1001"
        await connection.execute(update(tables.accounts).where(account).values(dialog={"step": CANARY}))


async def erased(office: Office, code: str, folder: Path) -> Erased:
    return await erase_person(office.database, code, folder=folder, key=KEY, now=NOW)


async def alive(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(tables.people.c.code))).scalars())


async def test_nothing_of_a_person_is_left_in_any_row(both: Office, tmp_path: Path) -> None:
    await planted(both.database, both.world, "anna")
    await erased(both, "G1", tmp_path)
    async with both.database.read() as connection:
        assert await kept_about(connection, both.world.people["anna"]) == {}
        for table in tables.metadata.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            assert CANARY not in str(rows)
            assert PHONE not in str(rows)
        chats = set((await connection.execute(select(tables.accounts.c.chat))).scalars())
    assert not chats & {"1001", "2001"}
    assert {"S1", "S2", "G2"} <= await alive(both.database)


async def test_a_person_is_struck_out_of_what_others_wrote(both: Office, tmp_path: Path) -> None:
    await planted(both.database, both.world, "anna")
    said = f"{CANARY}ой Анне — спасибо за помощь! Вопросы: {PHONE}. Белова"
    async with both.database.write() as connection:
        values = {"school_id": 1, "author_id": both.world.people["belova"], "scope": "classes", "audience": "both"}
        values |= {"text": said.replace("аой", "ой"), "question": f"Поможете, как {CANARY}?", "created_at": NOW}
        values |= {"acknowledge": False, "urgent": False, "corrections": 0, "in_place": False}
        await connection.execute(insert(tables.announcements).values(**values))
    act = await erased(both, "G1", tmp_path)
    async with both.database.read() as connection:
        kept = (await connection.execute(select(tables.announcements.c.text, tables.announcements.c.question))).one()
    assert tuple(kept) == ("▇ ▇ — спасибо за помощь! Вопросы: ▇. Белова", "Поможете, как ▇?")
    assert act.rows["announcements"] == 2


async def test_nothing_of_a_person_is_left_in_the_file_or_its_log(office: Office, tmp_path: Path) -> None:
    await planted(office.database, office.world, "anna")
    database = Path(office.database.url.database or "")
    before = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert CANARY.encode() in before
    done = await erased(office, "G1", tmp_path)
    assert done.wal_empty
    for path in database.parent.glob(f"{database.name}*"):
        assert CANARY.encode() not in path.read_bytes()
        assert PHONE.encode() not in path.read_bytes()
        assert json.dumps(CANARY).encode() not in path.read_bytes()


async def test_nothing_of_a_person_is_left_in_the_pages_of_postgresql(both: Office, tmp_path: Path) -> None:
    await planted(both.database, both.world, "anna")
    done = await erased(both, "G1", tmp_path)
    assert done.wal_empty
    if not both.database.is_sqlite:
        place = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('people')"
        async with both.database.engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.exec_driver_sql("CHECKPOINT")
            path = (await alone.exec_driver_sql(place)).scalar_one()
        content = await asyncio.to_thread(Path(path).read_bytes)
        assert "Виктор".encode() in content
        assert CANARY.encode() not in content
        assert PHONE.encode() not in content


async def test_an_act_that_is_printed_again_counts_as_before(office: Office, tmp_path: Path) -> None:
    done = await erased(office, "G1", tmp_path)
    async with office.database.read() as connection:
        [row] = await audit_about(connection, [f"act:{done.act}"])
    assert counts_of(row["subject"]) == done.rows
    assert counts_of("act:1 person:2") == {}


async def test_a_restored_copy_revives_nobody(office: Office, tmp_path: Path) -> None:
    database = Path(office.database.url.database or "")
    await office.database.close()
    copy = tmp_path / "copy.db"
    shutil.copy(database, copy)
    untouched = shutil.copy(copy, tmp_path / "untouched.db")
    await erased(office, "G1", tmp_path)
    restored = Database(f"sqlite+aiosqlite:///{copy}")
    assert "G1" in await alive(restored)
    await erase_left(restored, NOW, folder=tmp_path, key=KEY)
    assert "G1" not in await alive(restored)
    assert {"S1", "S2", "G2"} <= await alive(restored)
    await restored.close()
    again = Database(f"sqlite+aiosqlite:///{shutil.copy(untouched, tmp_path / 'again.db')}")
    await erase_left(again, NOW, folder=tmp_path, key=KEY)
    assert "G1" not in await alive(again)
    await again.close()


async def test_who_left_is_erased_on_the_third_day_and_the_guardian_with_the_last_child(
    both: Office, tmp_path: Path
) -> None:
    student = tables.people.c.id == both.world.people["oleg"]
    async with both.database.write() as connection:
        await connection.execute(update(tables.people).where(student).values(left_on=MONDAY))
    for day in (0, 1, 2):
        await erase_left(both.database, NOW + timedelta(days=day), folder=tmp_path, key=KEY)
        assert {"S3", "G3"} <= await alive(both.database)
    await erase_left(both.database, NOW + timedelta(days=3), folder=tmp_path, key=KEY)
    assert not {"S3", "G3"} & await alive(both.database)
    assert {"S1", "S2", "G1", "G2"} <= await alive(both.database)
    async with both.database.read() as connection:
        assert [tomb.reason for tomb in await all_tombstones(connection)] == ["left", "left"]


async def test_a_process_that_slept_for_a_month_still_erases(office: Office, tmp_path: Path) -> None:
    student = tables.people.c.id == office.world.people["oleg"]
    async with office.database.write() as connection:
        await connection.execute(update(tables.people).where(student).values(left_on=date(2026, 10, 20)))
    await erase_left(office.database, NOW, folder=tmp_path, key=KEY)
    assert "S3" not in await alive(office.database)


async def test_who_comes_back_is_readmitted(office: Office, tmp_path: Path) -> None:
    await erased(office, "S3", tmp_path)
    await readmit(office.database, "S3", Role.STUDENT, folder=tmp_path, key=KEY, now=NOW)
    async with office.database.read() as connection:
        assert await all_tombstones(connection) == ()
    assert (tmp_path / "erased.jsonl").read_text(encoding="utf-8") == ""


async def test_a_kill_before_the_file_was_written_revives_nobody(office: Office, tmp_path: Path) -> None:
    database = Path(office.database.url.database or "")
    await office.database.close()
    copy = shutil.copy(database, tmp_path / "copy.db")
    await erased(office, "G1", tmp_path)
    (tmp_path / "erased.jsonl").unlink()
    for _ in range(2):
        await erase_left(office.database, NOW, folder=tmp_path, key=KEY)
    assert len((tmp_path / "erased.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    restored = Database(f"sqlite+aiosqlite:///{copy}")
    await erase_left(restored, NOW, folder=tmp_path, key=KEY)
    assert "G1" not in await alive(restored)
    await restored.close()
