"""What is written in any of the ways a school writes is read back the same."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.records import HomeworkRecord, MarkRecord, StudentRecord
from journal.workbook import open_workbook
from tests.journal.books import read, write_csv, write_xlsx

_settings = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_word = st.text("абвгдеёжзАБВГД abcXYZ<>&'\"№§;,—-0123456789😀", min_size=1, max_size=20).map(
    lambda text: f"я{text.strip()}я"
)
_line = _word.map(lambda text: " ".join(text.split()))
_code = st.text("abcxyz0123456789-", min_size=1, max_size=8).map(lambda text: f"c{text}")
_day = st.dates(date(1990, 1, 1), date(2090, 1, 1))
_instant = st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_mark = st.builds(
    MarkRecord,
    student=_code,
    subject=_line,
    day=_day,
    value=st.sampled_from(["5", "4-", "зач", "н/а", "87", "осв"]),
    kind=st.none() | _line,
    weight=st.none() | st.sampled_from([0.5, 1.0, 2.25, 10.0]),
    topic=st.none() | _word,
    comment=st.none() | _word,
    given_at=st.none() | _instant,
)
_homework = st.builds(
    HomeworkRecord,
    school_class=st.sampled_from(["5А", "7Б", "10ФМ", "11Б1"]),
    subject=_line,
    due_date=_day,
    text=st.lists(_word, min_size=1, max_size=3).map("\n".join),
    student=st.none() | _code,
)
_student = st.builds(
    StudentRecord,
    code=_code,
    last_name=_line,
    first_name=_line,
    school_class=st.sampled_from(["5А", "7Б", "10ФМ"]),
    middle_name=st.none() | _line,
    birth_date=st.none() | _day,
)


def _cell(value: object) -> object:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _table(records: list[Any], **titles: str) -> list[list[object]]:
    return [list(titles.values()), *([_cell(getattr(record, name)) for name in titles] for record in records)]


@_settings
@given(
    marks=st.lists(_mark, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(";,\t"),
)
def test_marks_come_back_from_csv(tmp_path: Path, marks: list[MarkRecord], encoding: str, delimiter: str) -> None:
    rows = _table(
        marks, student="Код ученика", subject="Предмет", day="Дата", value="Оценка", kind="Вид работы", weight="Вес",
        topic="Тема", comment="Комментарий", given_at="Выставлена",
    )  # fmt: skip
    records, problems = read(open_workbook([write_csv(tmp_path / "marks.csv", rows, delimiter, encoding)], None))
    assert (records["marks"], problems) == (marks, [])


@_settings
@given(
    homework=st.lists(_homework, max_size=5, unique=True),
    students=st.lists(_student, max_size=5, unique_by=lambda each: each.code),
)
def test_sheets_come_back_from_excel(
    tmp_path: Path, homework: list[HomeworkRecord], students: list[StudentRecord]
) -> None:
    book = {
        "Домашние задания": _table(
            homework, school_class="Класс", subject="Предмет", due_date="На дату", text="Задание", student="Код ученика"
        ),
        "students": _table(
            students, code="id", last_name="last_name", first_name="first_name", school_class="class",
            middle_name="middle_name", birth_date="birth date",
        ),
    }  # fmt: skip
    records, problems = read(open_workbook([write_xlsx(tmp_path / "b.xlsx", book)], None))
    assert (records, problems) == ({"students": students, "homework": homework}, [])
