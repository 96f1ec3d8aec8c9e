"""Diary weeks of «Сетевой Город» (answers of `student/diary` in JSON files) as a Source of one student's records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from journal.diary_week import Dated, Week, Wrongs, read_week
from journal.records import Problem, Record, Sheet, Source, Span

_LARGEST = 64 * 1024 * 1024
_EXPECTED = "ответ дневника «Сетевого города» в JSON: weekStart, weekEnd, weekDays"
_TITLES = {
    "dated_lessons": "Уроки",
    "topics": "Темы",
    "homework": "Домашние задания",
    "marks": "Оценки",
    "attendance": "Посещаемость",
}


@dataclass(frozen=True, slots=True)
class DiarySheet:
    """Records of one kind from all weeks; complete for the student and the days of `spans`."""

    file: str
    key: str
    spans: tuple[Span, ...]
    records: tuple[Record, ...]

    @property
    def title(self) -> str:
        return _TITLES[self.key]

    def read(self) -> Iterator[Record | Problem]:
        """The records, in the order of files and days."""
        return iter(self.records)


@dataclass(frozen=True, slots=True)
class Diary:
    """What was found in the files: sheets, and all problems (a diary is small, so it is read at once)."""

    problems: tuple[Problem, ...]
    sheets: tuple[Sheet, ...]


def open_diary(paths: Sequence[Path], student: str) -> Source:
    """The diary weeks in these files, as records of that student (the school's own id). Never raises.

    When two files tell of the same day, the later one in `paths` is believed for that whole day.
    """
    wrongs: list[Problem] = []
    weeks: list[Week] = []
    for path in _files(paths):
        at = Wrongs(path.name, wrongs)
        for place, raw in _weeks(path, at):
            week = read_week(raw, student.strip(), at.within(place))
            if week is not None:
                weeks.append(week)
    if not student.strip():
        wrongs.append(Problem("", "", 0, "", "не указан ученик", "код ученика, как в журнале"))
    wrongs.extend(_strangers(weeks, student.strip()))
    return Diary(tuple(wrongs), _sheets(weeks, student.strip()) if weeks else ())


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            inside = sorted(path.glob("*.json")) if path.is_dir() else []
        except (OSError, ValueError):
            inside = []
        yield from inside or [path]


def _weeks(path: Path, at: Wrongs) -> Iterator[tuple[str, dict[str, Any]]]:
    """The week objects of a file: one, or a list of them."""
    try:
        if path.stat().st_size > _LARGEST:
            return at.fatal("", "файл слишком велик для недели дневника", _EXPECTED)
        data = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (OSError, ValueError):  # orjson's errors are ValueError; so is a NUL in a path
        return at.fatal("", "файл не открывается или это не JSON", _EXPECTED)
    for place, week in enumerate(data) if isinstance(data, list) else [(None, data)]:
        if isinstance(week, dict) and "weekDays" in week:
            yield "" if place is None else f"[{place}]", week
        else:
            at.fatal("" if place is None else f"[{place}]", "это не неделя дневника", _EXPECTED)
            return None
    if data == []:
        at.fatal("", "в файле нет ни одной недели", _EXPECTED)
    return None


def _strangers(weeks: list[Week], student: str) -> Iterator[Problem]:
    """Diaries of two pupils under one id are refused: somebody would read another child's marks."""
    ids = dict.fromkeys((each, week.file) for week in weeks for each in week.journal_students)
    people = {each for each, _ in ids}
    files = ", ".join(dict.fromkeys(file for _, file in ids))
    if len(people) > 1:
        wrong = f"в дневниках оценки разных учеников: studentId {', '.join(sorted(people))}"
        yield Problem(files, "", 0, "studentId", wrong, "недели одного ученика")
    elif people and student.isdigit() and student not in people:
        wrong = f"в дневнике studentId {next(iter(people))}, а указан ученик {student}"
        yield Problem(files, "", 0, "studentId", wrong, "убедитесь, что это тот же ученик", fatal=False)


def _sheets(weeks: list[Week], student: str) -> tuple[Sheet, ...]:
    files = ", ".join(dict.fromkeys(week.file for week in weeks))
    spans = tuple(dict.fromkeys(Span(student, *days) for week in weeks for days in week.spans))
    found = list(_latest(weeks))
    kept = {key: _once_each(dated.record for dated in found if dated.sheet == key) for key in _TITLES}
    # An empty attendance sheet with spans would erase what the school's own workbook says of absences.
    return tuple(
        DiarySheet(files, key, spans, records) for key, records in kept.items() if records or key != "attendance"
    )


def _latest(weeks: list[Week]) -> Iterator[Dated]:
    owner: dict[date, int] = {}
    for place, week in enumerate(weeks):
        owner.update(dict.fromkeys(week.days, place))
    for place, week in enumerate(weeks):
        yield from (dated for dated in week.records if owner.get(dated.day) == place)


def _once_each(records: Iterator[Record]) -> tuple[Record, ...]:
    """Without equal records (a double lesson repeats its homework) and without a second mark of the same key."""
    kept: dict[object, Record] = {}
    for number, record in enumerate(records):
        has_key = hasattr(record, "value")
        kept.setdefault((getattr(record, "code", None) or number) if has_key else record, record)
    return tuple(kept.values())
