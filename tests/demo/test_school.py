"""The demo's school on any day of any year: real files that the real reader takes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.demo import days, diary, files
from bot.demo.people import MARIA, NINTH, PETR, PUPILS, SEVENTH
from journal.records import Problem
from journal.workbook import open_workbook

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("start", [date(2026, 1, 1), date(2031, 1, 1)])
def test_it_plays_on_a_monday_with_lessons_around_it_whenever_it_is_opened(start: date) -> None:
    for today in (start + timedelta(days=n) for n in range(370)):
        monday = days.story_monday(today)
        assert monday.weekday() == 0
        assert today <= monday < today + timedelta(days=200)
        assert len(days.school_days(monday - diary.FORTNIGHT, monday + timedelta(days=4))) == 15


def test_it_plays_on_the_coming_monday_of_a_usual_week() -> None:
    assert days.story_monday(date(2026, 11, 18)) == MONDAY
    assert days.story_monday(MONDAY) == MONDAY
    assert days.story_monday(date(2026, 7, 1)) == date(2026, 11, 16)


@pytest.mark.parametrize("monday", [MONDAY, days.story_monday(date(2029, 2, 3))])
def test_its_files_have_no_problem_at_any_moment(monday: date, tmp_path: Path) -> None:
    files.write_school(tmp_path / "1", monday)
    files.write_day(tmp_path / "2", monday, monday)
    files.write_results(tmp_path / "3", monday, out=True)
    for folder in sorted(tmp_path.iterdir()):
        book = open_workbook([folder], days.ZONE.key)
        assert not book.problems
        found = {sheet.key: list(sheet.read()) for sheet in book.sheets}
        assert all(found.values())
        assert not [row for rows in found.values() for row in rows if isinstance(row, Problem)]


def test_a_later_file_takes_nothing_back() -> None:
    for sheet in (diary.marks, diary.topics, diary.homework, diary.attendance, diary.remarks, diary.changes):
        before = list(sheet(MONDAY, MONDAY - timedelta(days=1)))
        after = list(sheet(MONDAY, MONDAY))
        assert [row for row in before if row not in after] == []


def test_the_day_brings_what_the_story_tells() -> None:
    fresh = [row for row in diary.marks(MONDAY, MONDAY) if row["Дата"] == MONDAY]
    told = {(row["Код ученика"], row["Предмет"]): row["Оценка"] for row in fresh}
    assert {key: value for key, value in told.items() if key[0] == MARIA} == {
        (MARIA, "Алгебра"): "5",
        (MARIA, "Русский язык"): "4",
    }
    exams = [row for row in diary.exam_results(MONDAY, out=True) if row["Экзамен"] == "Пробный ОГЭ"]
    assert {row["Код ученика"] for row in exams} == {one.code for one in PUPILS if one.school_class == NINTH}
    assert next(row for row in exams if row["Код ученика"] == PETR)["Первичный балл"] == 24
    assert {row["Класс"] for row in diary.changes(MONDAY, MONDAY)} == {SEVENTH, NINTH}
