from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from journal.records import Problem
from journal.sheets import FORMS
from journal.template import write_template
from journal.workbook import open_workbook
from tests.journal.books import read


def test_the_template_reads_back_without_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    records, problems = read(open_workbook([path], None))
    assert problems == []
    assert {key: len(rows) for key, rows in records.items()} == {form.key: 1 for form in FORMS}


def test_the_examples_of_the_template_belong_together(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    records, _ = read(open_workbook([path], None))
    known = {key: {getattr(row, "code", getattr(row, "title", None)) for row in rows} for key, rows in records.items()}
    for rows in records.values():
        for row in rows:
            assert getattr(row, "student", None) in {None, *known["students"]}
            assert getattr(row, "teacher", None) in {None, *known["staff"]}
            assert getattr(row, "guardian", None) in {None, *known["guardians"]}
            assert getattr(row, "school_class", None) in {None, *known["classes"]}


def test_every_column_of_the_table_has_its_header(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = CalamineWorkbook.from_path(str(path))
    headers = {name: book.get_sheet_by_name(name).to_python()[0] for name in book.sheet_names}
    assert headers == {form.russian: [column.russian for column in form.columns] for form in FORMS}


def test_a_place_that_can_not_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="template"):
        write_template(tmp_path / "no such folder" / "template.xlsx")


def test_a_sheet_of_the_template_emptied_of_rows_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("Код ученика;Предмет;Дата;Оценка\n", "utf-8")
    source = open_workbook([tmp_path / "marks.csv"], None)
    assert [list(sheet.read()) for sheet in source.sheets] == [[]]
    assert not any(isinstance(each, Problem) for each in source.problems)
