"""The chart of a term: a picture on disk, the same in words, and nothing left lying about."""

import os
import time
from pathlib import Path

import pytest

from handlers.made import made_from, sweep_made
from locales import voice
from school.facts import Mark
from school.grading import Rule
from school.message import Picture
from school.policy import Level
from school.wording import chart_data
from storage import tables
from tests.handlers.conftest import Office, carried, choices, said
from tests.texts import facts

PNG = b"\x89PNG\r\n\x1a\n"


async def _picture(office: Office, text: str = "график мария") -> Path:
    (picture,) = carried(await office.hears("anna", text))
    assert isinstance(picture, Picture)
    return Path(picture.path)


def _begins(path: str) -> bytes:
    return Path(path).read_bytes()[: len(PNG)]


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_it_is_a_picture_with_the_marks_in_words_below(office: Office, channel: str) -> None:
    reply = await office.hears("anna", "график оценок мария", channel=channel)
    (picture,) = carried(reply)
    assert _begins(picture.path) == PNG
    assert "Алгебра 5" in said(reply)


async def test_a_button_under_the_marks_brings_it_as_a_message_of_its_own(office: Office) -> None:
    choice = next(one for one in choices(await office.hears("anna", "оценки мария")) if one.startswith("chart "))
    reply = await office.hears("anna", choice=choice)
    assert not reply.replaces
    assert len(carried(reply)) == 1


async def test_the_same_marks_make_the_same_file_and_others_another(office: Office) -> None:
    first, again = await _picture(office), await _picture(office)
    async with office.database.write() as connection:
        await connection.execute(tables.marks.update().values(value="3"))
    assert first == again != await _picture(office)


async def test_an_hour_later_it_is_swept(office: Office) -> None:
    old = await _picture(office)
    os.utime(old, (time.time() - 3601,) * 2)
    assert old != await _picture(office, "график петя")
    assert not old.exists()


async def test_it_is_swept_though_nobody_asks_again(office: Office, tmp_path: Path) -> None:
    old, new = await _picture(office), await _picture(office, "график петя")
    os.utime(old, (time.time() - 3601,) * 2)
    await sweep_made(office.database, office.clock.now(), folder=office.desk.files)
    assert (old.exists(), new.exists()) == (False, True)
    await sweep_made(office.database, office.clock.now(), folder=tmp_path / "before the first file")


async def test_without_marks_there_is_nothing_to_draw(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.marks.delete())
    reply = await office.hears("anna", "график мария")
    assert carried(reply) == []
    assert "оценок пока нет" in said(reply)


def test_its_rows_are_the_subjects_with_their_averages() -> None:
    marks = (*facts.TERM_MARKS, Mark(11, "Музыка", facts.TUESDAY, "зач"))
    data = chart_data(voice("ru"), facts.MARIA, marks, facts.TERM, facts.MONDAY, Level.FULL, Rule())
    rows = {row["subject"]: row for row in data["rows"]}
    assert [mark["tone"] for mark in rows["Алгебра"]["marks"]] == ["good", "good", "best", "good", "best", "good"]
    assert (rows["Алгебра"]["average"], rows["Физика"]["share"]) == ("4,33", 1.0)
    assert rows["Химия"]["marks"][-1] == {"value": "2", "tone": "poor"}
    assert (rows["Музыка"]["average"], rows["Музыка"]["marks"][-1]["tone"]) == ("", "other")


def test_it_names_nobody_under_a_pseudonym() -> None:
    level = Level.PSEUDONYM
    data = chart_data(voice("ru"), facts.MARIA, facts.TERM_MARKS, facts.TERM, facts.MONDAY, level, Rule())
    assert data["subtitle"] == "ваш ребёнок · 2–23 ноября"


def test_an_arrow_says_where_the_average_goes() -> None:
    for values, way in (("33455", "up"), ("55332", "down"), ("44444", ""), ("5432", "")):
        found = [Mark(11, "Физика", facts.MONDAY, value) for value in values]
        data = chart_data(voice("ru"), facts.MARIA, found, facts.TERM, facts.MONDAY, Level.FULL, Rule())
        assert [row["way"] for row in data["rows"]] == [way]


def test_a_file_that_was_made_is_whole_and_the_services_own(tmp_path: Path) -> None:
    asked_meanwhile: list[bool] = []

    def make() -> bytes:
        asked_meanwhile.append(made.path.exists())
        return b"a chart"

    made = made_from(tmp_path, "data", ".png", make)
    made.keep()
    made.keep()
    assert asked_meanwhile == [False]
    assert made.path.read_bytes() == b"a chart"
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.path.parent.stat().st_mode & 0o077 == 0
    assert list(made.path.parent.iterdir()) == [made.path]
