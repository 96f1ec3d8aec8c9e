"""The calendar file: what a phone finds in it."""

from pathlib import Path

import pytest

from school.message import File
from storage import tables
from tests.handlers.conftest import Office, carried, choices
from tests.school.test_ical import unfolded
from tests.world import TUESDAY, add


async def _lines(office: Office, text: str = "файл календаря мария", channel: str = "telegram") -> list[str]:
    (file,) = carried(await office.hears("anna", text, channel=channel))
    assert isinstance(file, File)
    return _read(file.path)


def _read(path: str) -> list[str]:
    return unfolded(Path(path).read_bytes().decode())


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_it_has_lessons_changes_works_and_vacations(both: Office, channel: str) -> None:
    lines = await _lines(both, channel=channel)
    assert "X-WR-CALNAME:Школа: Мария\\, 7А" in lines
    assert "DTSTART:20261124T033000Z" in lines  # 08:30 in Yekaterinburg
    assert "SUMMARY:Химия вместо: физика (замена)" in lines
    assert "DESCRIPTION:Белова И. П." in lines
    assert "SUMMARY:История\\, контрольная «Реформы Петра I»" in lines
    assert "SUMMARY:Зимние каникулы" in lines
    assert "DTEND;VALUE=DATE:20270111" in lines
    assert "SUMMARY:Первый день: 3 четверть" in lines
    assert [line for line in lines if "Геометрия" in line] == []
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT") == 3 * 5 * 4 + 2 + 5


async def test_a_change_keeps_the_lessons_uid(office: Office) -> None:
    before = await _lines(office)
    async with office.database.write() as connection:
        gone = {"day": TUESDAY, "number": 1, "kind": "cancellation", "seen_at": office.clock.now()}
        await add(connection, tables.changes, class_id=office.world.classes["7А"], **gone)
    after = await _lines(office)
    assert [line for line in before if line.startswith("UID:")] == [line for line in after if line.startswith("UID:")]
    assert (before.count("STATUS:CANCELLED"), after.count("STATUS:CANCELLED")) == (0, 1)


async def test_it_names_nobody_under_a_pseudonym(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.schools.update().values(channel_rules={"telegram": {"level": "pseudonym"}}))
    (first, _) = carried(await office.hears("anna", "файл календаря"))
    assert isinstance(first, File)
    assert first.name == "Школа.ics"
    text = "\n".join(_read(first.path))
    assert [name for name in ("Мария", "Орлов", "7А", "Белова") if name in text] == []


async def test_lessons_without_bells_are_told_by_the_day(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.lessons.update().values(starts=None, ends=None))
    assert "SUMMARY:Уроки: Алгебра\\, Химия\\, Английский язык" in await _lines(office)


async def test_a_button_under_the_vacations_brings_it(office: Office) -> None:
    (choice, *_) = choices(await office.hears("anna", "каникулы мария"))
    reply = await office.hears("anna", choice=choice)
    assert not reply.replaces
    assert len(carried(reply)) == 1
