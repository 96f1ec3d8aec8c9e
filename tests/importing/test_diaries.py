"""Timetables, changes, homework, topics, absences, remarks; and diaries, which know one student and no class."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from journal.netschool import open_diary
from journal.records import (
    AttendanceRecord,
    ChangeRecord,
    DatedLessonRecord,
    HomeworkRecord,
    LessonRecord,
    RemarkRecord,
    Span,
    TopicRecord,
    WorkRecord,
)
from storage import tables
from storage.database import Database
from tests.importing.source import (
    FIRST,
    MARIA,
    NOW,
    TODAY,
    MadeSheet,
    MadeSource,
    attempt,
    bring,
    counts,
    lay,
    rows,
    source,
)

ALGEBRA = LessonRecord("7А", 1, 1, "Алгебра", teacher="T1", room="21")
CHANGE = ChangeRecord("7А", TODAY, 2, "substitution", subject="Химия", teacher="T2")
TASK = HomeworkRecord("7А", "Алгебра", TODAY, "№ 215")
WEEK = (Span("S1", TODAY, TODAY + timedelta(days=5)),)
SAMPLES = Path(__file__).parents[1] / "journal" / "samples"


async def test_a_lesson_changes_its_room_and_teacher_and_stays(database: Database) -> None:
    second = replace(ALGEBRA, subgroup="2", room="22")
    await lay(database, timetable=[ALGEBRA, second, replace(ALGEBRA, school_class="7Б")])
    (before, *_) = await rows(database, tables.lessons)
    report = await bring(database, source(timetable=[second, replace(ALGEBRA, room="31", teacher=None)]))
    assert counts(report, "timetable") == (0, 1, 0, 1)
    after = await rows(database, tables.lessons)
    assert after[0] == before | {"room": "31", "teacher_id": None}
    assert len(after) == 3


async def test_a_timetable_is_complete_for_its_classes(database: Database) -> None:
    await lay(database, timetable=[ALGEBRA, replace(ALGEBRA, number=2), replace(ALGEBRA, school_class="7Б")])
    assert counts(await bring(database, source(timetable=[ALGEBRA])), "timetable") == (0, 0, 1, 1)
    assert len(await rows(database, tables.lessons)) == 2


async def test_a_change_that_changes_is_seen_anew(database: Database) -> None:
    await lay(database, changes=[CHANGE, replace(CHANGE, number=3)])
    report = await bring(database, source(changes=[replace(CHANGE, room="31"), replace(CHANGE, number=3)]))
    assert counts(report, "changes") == (0, 1, 0, 1)
    assert [row["seen_at"] for row in await rows(database, tables.changes)] == [NOW, FIRST]


async def test_homework_is_a_multiset_by_its_due_date(database: Database) -> None:
    own = replace(TASK, student="S1", text="Повторить")
    await lay(database, homework=[TASK, TASK, own, replace(TASK, subject="Химия")])
    edited = replace(TASK, text="№ 215, 217")
    report = await bring(database, source(homework=[own, TASK, edited]))
    assert counts(report, "homework") == (0, 1, 1, 2)
    assert [row["text"] for row in await rows(database, tables.homework)] == ["№ 215", "№ 215, 217", "Повторить"]


async def test_a_term_of_homework_is_told_by_the_lesson_date(database: Database) -> None:
    over = HomeworkRecord("7А", "Алгебра", date(2026, 11, 3), "§ 5", lesson_date=date(2026, 10, 23))
    await lay(database, homework=[over, TASK])
    assert counts(await bring(database, source(homework=[over])), "homework") == (0, 0, 0, 1)
    assert len(await rows(database, tables.homework)) == 2  # it is due in the second quarter, and belongs to the first


async def test_topics_works_absences_and_remarks_are_changed_in_place(database: Database) -> None:
    made: dict[str, Any] = {
        "topics": TopicRecord("7А", "Алгебра", TODAY, "Дроби"),
        "works": WorkRecord("7А", "Алгебра", TODAY, "тест"),
        "attendance": AttendanceRecord("S1", TODAY, "absent", 1),
        "remarks": RemarkRecord("S1", TODAY, "Опоздала", teacher="T1"),
    }
    changes = {
        "topics": {"topic": "Степени"},
        "works": {"topic": "Степени"},
        "attendance": {"code": "ill"},
        "remarks": {"kind": "remark"},
    }
    await lay(database, **{key: [record] for key, record in made.items()})
    before = {key: await rows(database, getattr(tables, key)) for key in made}
    report = await bring(database, source(**{key: [replace(made[key], **changes[key])] for key in made}))
    assert {key: counts(report, key) for key in made} == dict.fromkeys(made, (0, 1, 0, 0))
    for key in made:
        assert await rows(database, getattr(tables, key)) == [before[key][0] | changes[key]]


async def test_a_diary_does_not_touch_what_is_said_of_the_class(database: Database) -> None:
    await lay(database, homework=[TASK], topics=[TopicRecord("7А", "Алгебра", TODAY, "Дроби")])
    own = replace(TASK, school_class=None, student="S1")
    topic = TopicRecord(None, "Алгебра", TODAY, "Дроби", 1, "S1")
    diary = MadeSource(
        (MadeSheet("homework", "ДЗ", (own, own), WEEK), MadeSheet("topics", "Темы", (topic,), WEEK)),
    )
    report = await bring(database, diary)
    assert (counts(report, "homework"), counts(report, "topics")) == ((2, 0, 0, 0), (1, 0, 0, 0))
    report = await bring(database, diary)
    assert (counts(report, "homework"), counts(report, "topics")) == ((0, 0, 0, 2), (0, 0, 0, 1))
    assert counts(await bring(database, source(homework=[TASK])), "homework") == (0, 0, 0, 1)
    report = await bring(database, MadeSource((MadeSheet("homework", "ДЗ", (), WEEK),)))
    assert counts(report, "homework") == (0, 0, 2, 0)
    assert len(await rows(database, tables.homework)) == 1


async def test_lessons_of_a_diary_are_replaced_for_its_days_however_many(database: Database) -> None:
    lessons = [DatedLessonRecord("S1", TODAY, number, "Алгебра") for number in range(1, 21)]
    later = DatedLessonRecord("S1", TODAY + timedelta(days=7), 1, "Алгебра")
    await lay(database)
    await bring(database, MadeSource((MadeSheet("dated_lessons", "Уроки", (*lessons, later), (*WEEK, WEEK[0])),)))
    again = MadeSource((MadeSheet("dated_lessons", "Уроки", (lessons[0],), WEEK),))
    assert counts(await bring(database, again), "dated_lessons") == (0, 0, 19, 1)
    assert len(await rows(database, tables.dated_lessons)) == 2


async def test_rows_outside_the_days_of_a_diary_are_not_doubled(database: Database) -> None:
    await lay(database)
    late = replace(TASK, school_class=None, student="S1", due_date=TODAY + timedelta(days=9))
    diary = MadeSource((MadeSheet("homework", "ДЗ", (late,), WEEK),))
    assert counts(await bring(database, diary), "homework") == (1, 0, 0, 0)
    assert counts(await bring(database, diary), "homework") == (0, 0, 0, 1)


async def test_a_diary_of_an_unknown_student_is_refused(database: Database) -> None:
    await lay(database)
    nobody = (Span("S9", TODAY, TODAY),)
    report = await attempt(database, MadeSource((MadeSheet("marks", "Оценки", (), nobody),)))
    assert [(problem.sheet, problem.wrong) for problem in report.errors] == [("Оценки", "нет ученика с кодом «S9»")]


async def test_an_unknown_student_of_a_diary_is_named_once_a_sheet(database: Database) -> None:
    await lay(database, students=[MARIA], guardianships=())
    report = await attempt(database, open_diary([next(SAMPLES.rglob("diary_2022-01-24.json"))], "S9"))
    assert len(report.errors) == len({problem.sheet for problem in report.errors})


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("diary*.json")), ids=lambda path: path.name)
async def test_real_diary_weeks_are_stored_once(database: Database, path: Path) -> None:
    await lay(database, students=[MARIA], guardianships=())
    diary = open_diary([path], "S1")
    first = await bring(database, diary)
    assert sum(sheet.added for sheet in first.sheets) > 0
    again = await bring(database, diary)
    assert {(sheet.added, sheet.changed, sheet.removed) for sheet in again.sheets} == {(0, 0, 0)}
