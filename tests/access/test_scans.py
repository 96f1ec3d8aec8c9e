"""A signed form sent in chat: encrypted on disk, seen by administrators only, gone with the person."""

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from actions.erasing import erase_left, erase_person
from school.access import ContactState
from school.incoming import SharedFile
from school.message import Picture
from storage import tables
from tests.handlers.conftest import KEY, Office, choices, said
from tests.world import NOW, link

FORM = b"\xff\xd8\xff\xe0 a signed form of Sergey Orlov"


async def sent(office: Office, content: bytes = FORM, who: str = "1002") -> str:
    office.files["f1"] = content
    file = SharedFile("f1", "Орлов Сергей.jpg", picture=True, size=len(content))
    return said(await office.hears(who, file=file))


def content(picture: Picture) -> bytes:
    return Path(picture.path).read_bytes()


def kept(office: Office) -> list[Path]:
    return sorted((office.desk.files.parent / "scans").glob("*"))


async def test_it_is_encrypted_on_disk_under_no_name(both: Office) -> None:
    await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.WAITING)
    assert "Получили бланк" in await sent(both)
    (path,) = kept(both)
    assert b"Sergey" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    async with both.database.read() as connection:
        (row,) = (await connection.execute(select(tables.scans))).all()
    assert "Орлов" not in str(row)


async def test_an_administrator_sees_it_with_the_request_and_nobody_else(both: Office) -> None:
    contact = await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.WAITING)
    await sent(both)
    shown = await both.hears("ilina", choice=f"scan {contact}")
    (picture,) = [block for message in shown.messages for block in message.blocks if isinstance(block, Picture)]
    assert content(picture) == FORM
    for who in ("anna", "belova", "1002", "9999"):
        reply = await both.hears(who, choice=f"scan {contact}")
        assert not [block for message in reply.messages for block in message.blocks if isinstance(block, Picture)]


async def test_administrators_hear_of_it_once_an_hour_without_a_name(both: Office) -> None:
    contact = await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.WAITING)
    await sent(both)
    await sent(both)
    async with both.database.read() as connection:
        rows = (await connection.execute(select(tables.outbox).where(tables.outbox.c.kind == "scan"))).all()
    assert [row.ref_id for row in rows] == [contact, contact]  # the administrator's two messengers


async def test_only_pictures_and_pdf_of_a_request_are_kept_and_no_more_than_six(office: Office) -> None:
    assert "Получили" not in await sent(office, who="9999")
    assert "Получили" not in await sent(office, who="anna")
    await link(office.database, office.world, "sergey", "telegram", "1002", ContactState.WAITING)
    assert "не подошёл" in await sent(office, b"MZ a program")
    for _ in range(6):
        assert "Получили" in await sent(office)
    assert "не подошёл" in await sent(office)
    assert len(kept(office)) == 6


async def test_where_nothing_may_be_said_nothing_is_collected(municipal: Office) -> None:
    await link(municipal.database, municipal.world, "sergey", "telegram", "1002", ContactState.WAITING)
    assert "Получили" not in await sent(municipal)
    assert kept(municipal) == []
    assert choices(await municipal.hears("1002", "/start")) == []


async def test_it_goes_with_the_person(both: Office) -> None:
    await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.WAITING)
    await sent(both)
    await erase_person(both.database, "G2", folder=both.desk.files.parent, key=KEY, now=NOW)
    assert kept(both) == []


async def test_the_data_folder_may_move(both: Office, tmp_path: Path) -> None:
    contact = await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.WAITING)
    await sent(both)
    here = both.desk.files.parent
    moved = shutil.copytree(here / "scans", tmp_path / "elsewhere" / "scans").parent
    both.desk = replace(both.desk, files=moved / "files")
    assert kept(both)
    shown = await both.hears("ilina", choice=f"scan {contact}")
    assert [block for message in shown.messages for block in message.blocks if isinstance(block, Picture)]
    await erase_person(both.database, "G2", folder=moved, key=KEY, now=NOW)
    assert kept(both) == []
    assert list((here / "scans").glob("*"))  # another installation's files are not ours to touch


async def test_a_form_that_a_crash_left_without_its_request_is_removed(both: Office) -> None:
    await link(both.database, both.world, "sergey", "telegram", "1002", ContactState.WAITING)
    folder = both.desk.files.parent
    for number in range(2):
        await sent(both, FORM + bytes([number]))
    of_anna, just_now = folder / "scans" / "anna.enc", folder / "scans" / "now.enc"
    for path in (of_anna, just_now):
        path.write_bytes(b"what an erasure that was killed did not come to")
    async with both.database.read() as connection:
        named = {folder / "scans" / one for one in (await connection.execute(select(tables.scans.c.path))).scalars()}
    for path in {of_anna} | named:
        os.utime(path, (time.time() - 4000,) * 2)
    for _ in range(2):
        await erase_left(both.database, NOW, folder=folder, key=KEY)
        assert set(kept(both)) == named | {just_now}
    assert len(named) == 2
