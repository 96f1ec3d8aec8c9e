import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.netschool import open_diary
from journal.records import (
    AttendanceRecord,
    DatedLessonRecord,
    HomeworkRecord,
    MarkRecord,
    Problem,
    Record,
    Span,
    TopicRecord,
)
from tests.journal.books import read

SAMPLES = Path(__file__).parent / "samples" / "netschool"
WEEKS = sorted(SAMPLES.glob("diary_*.json"))
MONDAY = date(2026, 9, 7)


def _week(lessons: list[Any], **more: Any) -> dict[str, Any]:
    day = {"date": "2026-09-07T00:00:00", "lessons": lessons}
    return {"weekStart": "2026-09-07T00:00:00", "weekEnd": "2026-09-13T00:00:00", "weekDays": [day], **more}


def _lesson(*assignments: Any, **more: Any) -> dict[str, Any]:
    lesson = {
        "day": "2026-09-07T00:00:00",
        "number": 2,
        "relay": 1,
        "room": None,
        "startTime": "09:20",
        "endTime": "10:00",
    }
    return lesson | {"subjectName": "Химия", "assignments": list(assignments), "isEaLesson": False} | more


def _assignment(**more: Any) -> dict[str, Any]:
    return {"id": 7, "typeId": 10, "assignmentName": "Соли", "weight": 0, "dueDate": "2026-09-07T00:00:00"} | more


def _read(tmp_path: Path, *weeks: Any, student: str = "S") -> tuple[dict[str, list[Record]], list[Problem]]:
    paths = []
    for number, week in enumerate(weeks):
        paths.append(tmp_path / f"week{number}.json")
        paths[-1].write_text(json.dumps(week, ensure_ascii=False), "utf-8")
    return read(open_diary(paths, student))


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("diary_2022-01-10.json", {"dated_lessons": 19, "topics": 3, "homework": 9, "marks": 2}),
        ("diary_2022-01-17.json", {"dated_lessons": 35, "topics": 1, "homework": 10, "marks": 0}),
        ("diary_2022-01-24.json", {"dated_lessons": 35, "topics": 8, "homework": 29, "marks": 12}),
    ],
)
def test_it_reads_a_real_week(file: str, counts: dict[str, int]) -> None:
    records, problems = read(open_diary([SAMPLES / file], "100001"))
    assert problems == []
    assert {key: len(rows) for key, rows in records.items()} == counts


def test_real_weeks_together_say_what_they_are_complete_for() -> None:
    source = open_diary(WEEKS, "100001")
    week = [(10, 16), (17, 23), (24, 30)]
    spans = tuple(Span("100001", date(2022, 1, first), date(2022, 1, last)) for first, last in week)
    assert {sheet.key: sheet.spans for sheet in source.sheets} == dict.fromkeys(
        ("dated_lessons", "topics", "homework", "marks"), spans
    )
    marks = read(source)[0]["marks"]
    assert len(marks) == 14
    assert marks[0] == MarkRecord(
        "100001",
        "Физика профиль",
        date(2022, 1, 13),
        "5",
        code="216833258:100001",
        kind="Ответ на уроке",
        topic="Основное уравнение молекулярно-кинетической теории (§ 52).",
    )


def test_a_slot_of_two_parallel_lessons_keeps_both() -> None:
    lessons = read(open_diary(WEEKS[:1], "1"))[0]["dated_lessons"]
    slot = [each for each in lessons if isinstance(each, DatedLessonRecord) and (each.day.day, each.number) == (14, 7)]
    assert {lesson.subject for lesson in slot} == {"Математика профиль", "Физическая культура"}


def test_it_reads_a_lesson_with_everything(tmp_path: Path) -> None:
    lesson = _lesson(
        _assignment(
            mark={"assignmentId": 7, "studentId": 5, "mark": 4, "resultScore": None, "dutyMark": False},
            markComment={"id": 1, "name": "Молодец &amp; умница", "wasRead": True},
            weight=20,
            attachments=[{"id": 1, "name": "a.pdf"}],
        ),
        _assignment(id=8, typeId=3, assignmentName="<p>§ 5&nbsp;&amp;laquo;Соли&amp;raquo;</p><p>№ 3 &lt; 4</p>"),
        room="каб. 12",
        isEaLesson=True,
        isDistanceLesson=True,
        teachers=[{"id": 1, "name": "Имя"}],
        relay=2,
    )
    records, problems = _read(tmp_path, _week([lesson]))
    assert problems == []
    assert records == {
        "dated_lessons": [
            DatedLessonRecord("S", MONDAY, 2, "Химия", 2, "каб. 12", time(9, 20), time(10), extracurricular=True)
        ],
        "topics": [TopicRecord(None, "Химия", MONDAY, "Соли", 2, "S")],
        "homework": [HomeworkRecord(None, "Химия", MONDAY, "§ 5 «Соли»\n№ 3 < 4", student="S")],
        "marks": [MarkRecord("S", "Химия", MONDAY, "4", "7:S", "Ответ на уроке", 20.0, "Соли", "Молодец & умница")],
    }


@pytest.mark.parametrize(
    ("mark", "value"),
    [
        (None, None),
        ({"mark": None, "dutyMark": False}, None),
        ({"mark": None, "dutyMark": True}, "•"),
        ({"mark": 0, "dutyMark": True}, "•"),
        ({"mark": None, "resultScore": 12.0}, "12"),
        ({"mark": "5-"}, "5-"),
        ({"mark": 2, "dutyMark": True}, "2"),
        (3, "3"),
        ({}, None),
    ],
)
def test_it_reads_marks_of_every_shape(tmp_path: Path, mark: Any, value: str | None) -> None:
    records, problems = _read(tmp_path, _week([_lesson(_assignment(mark=mark))]))
    assert problems == []
    assert [getattr(each, "value", None) for each in records["marks"]] == ([] if value is None else [value])


def test_an_absence_in_the_place_of_a_mark_is_an_absence(tmp_path: Path) -> None:
    records, _ = _read(tmp_path, _week([_lesson(_assignment(mark={"mark": "УП"}))]))
    assert records["marks"] == []
    assert records["attendance"] == [AttendanceRecord("S", MONDAY, "excused", 2, "Химия")]


@pytest.mark.parametrize("text", ["-", "не задано", "---Не указана---", "", None])
def test_what_says_nothing_is_neither_homework_nor_topic(tmp_path: Path, text: str | None) -> None:
    lesson = _lesson(_assignment(assignmentName=text), _assignment(id=8, typeId=3, assignmentName=text))
    records, problems = _read(tmp_path, _week([lesson]))
    assert (records["homework"], records["topics"], problems) == ([], [], [])


def test_a_kind_that_regions_number_for_themselves_has_no_name(tmp_path: Path) -> None:
    lesson = _lesson(_assignment(typeId=53, mark={"mark": 5}), _assignment(id=9, typeId=4, mark={"mark": 5}))
    records, _ = _read(tmp_path, _week([lesson]))
    assert [getattr(each, "kind", "") for each in records["marks"]] == [None, "Контрольная работа"]


def test_an_empty_week_is_complete_and_empty(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps(_week([]) | {"weekDays": []}), "utf-8-sig")
    source = open_diary([path], "S")
    assert source.problems == ()
    assert {sheet.spans for sheet in source.sheets} == {(Span("S", MONDAY, date(2026, 9, 13)),)}


def test_a_week_may_start_on_any_day_and_lack_what_it_can(tmp_path: Path) -> None:
    week = {"weekStart": "2026-09-09", "weekDays": [{"date": "2026-09-10", "lessons": [{"subjectName": "Труд"}]}]}
    records, problems = _read(tmp_path, week)
    assert problems == []
    assert records["dated_lessons"] == [DatedLessonRecord("S", date(2026, 9, 10), 1, "Труд")]


def test_the_later_file_is_believed_for_its_days(tmp_path: Path) -> None:
    old, new = (_week([_lesson(_assignment(mark={"mark": mark}))]) for mark in (3, 4))
    records, problems = _read(tmp_path, old, new)
    assert problems == []
    assert [getattr(each, "value", "") for each in records["marks"]] == ["4"]
    assert len(records["dated_lessons"]) == 1


def test_diaries_of_two_pupils_under_one_id_are_refused(tmp_path: Path) -> None:
    weeks = [_week([_lesson(_assignment(id=pupil, mark={"mark": 5, "studentId": pupil}))]) for pupil in (1, 2)]
    _, problems = _read(tmp_path, *weeks)
    assert [(problem.column, problem.fatal) for problem in problems] == [("studentId", True)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b"null",
        b'{"weekDays": 5}',
        b'{"weekDays": []}',
        b'{"weekStart": "2026-09-07", "weekDays": [null]}',
        b'{"weekStart": "2026-09-07", "weekDays": [{"date": "2026-09-07", "lessons": [{"number": 1}]}]}',
        b'{"weekStart": "2026-09-07", "weekEnd": "2020-01-01", "weekDays": []}',
        b"[" * 5000,
        (SAMPLES / "announcements_2022-01.json").read_bytes(),
    ],
)
def test_what_is_no_diary_is_a_problem_naming_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "week.json"
    path.write_bytes(content)
    _, problems = read(open_diary([path], "S"))
    assert problems
    assert {(problem.file, problem.fatal) for problem in problems} == {("week.json", True)}


def test_a_problem_names_the_place(tmp_path: Path) -> None:
    _, problems = _read(tmp_path, _week([_lesson(), {"number": 3}, _lesson(startTime="утром")]))
    assert [(problem.column, problem.fatal) for problem in problems] == [
        ("weekDays[0].lessons[1].subjectName", True),
        ("weekDays[0].lessons[2].startTime", False),
    ]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert [problem.file for problem in open_diary([tmp_path / "nope.json"], "S").problems] == ["nope.json"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(["week", "day", "lesson", "assignment", "mark"]), data=st.data())
def test_it_never_raises_whatever_stands_in_a_diary(tmp_path: Path, place: str, data: st.DataObject) -> None:
    assignment = _assignment(mark={"mark": 5, "studentId": 1}, markComment={"name": "x"})
    week = _week([_lesson(assignment)])
    spot = {
        "week": week,
        "day": week["weekDays"][0],
        "lesson": week["weekDays"][0]["lessons"][0],
        "assignment": week["weekDays"][0]["lessons"][0]["assignments"][0],
        "mark": week["weekDays"][0]["lessons"][0]["assignments"][0]["mark"],
    }[place]
    spot[data.draw(st.sampled_from(sorted(spot)))] = data.draw(_json)
    records, problems = _read(tmp_path, week)
    assert records or problems
