"""Files that people and their enemies send: every one gives a report, none raises, none costs all memory."""

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.records import Problem
from journal.workbook import open_workbook
from tests.journal.books import MARKS, csv_text, read, write_csv, write_xlsx, write_zip


def _fatal(path: Path) -> list[Problem]:
    problems = [problem for problem in read(open_workbook([path], None))[1] if problem.fatal]
    assert all(problem.file and problem.wrong and problem.expected for problem in problems)
    return problems


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    assert "нет" in _fatal(tmp_path / "nope.xlsx")[0].wrong


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("marks.csv", b"\n\n"),
        ("empty.xlsx", b""),
        ("text.xlsx", b"this is not a workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("cut.xlsx", b"PK\x03\x04" + b"\0" * 40),
        ("photo.jpg", b"\xff\xd8\xff\xe0"),
        ("marks.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("marks.csv", "Отчёт за сентябрь\n".encode()),
        ("unknown.csv", csv_text(MARKS).encode()),
    ],
)
def test_what_is_no_workbook_is_a_problem(tmp_path: Path, name: str, content: bytes) -> None:
    assert _fatal(_put(tmp_path / name, content))


def test_a_folder_without_csv_is_a_problem(tmp_path: Path) -> None:
    assert _fatal(tmp_path)


def test_a_workbook_without_known_sheets_says_which_are_known(tmp_path: Path) -> None:
    problems = _fatal(write_xlsx(tmp_path / "b.xlsx", {"Лист1": [("a",)]}))
    assert "Оценки" in problems[0].expected


def test_a_zip_without_csv_is_a_problem(tmp_path: Path) -> None:
    assert _fatal(write_zip(tmp_path / "a.zip", {"readme.txt": "x", "__MACOSX/marks.csv": "x"}))


def test_a_workbook_within_a_folder_or_a_zip_is_to_be_given_itself(tmp_path: Path) -> None:
    (tmp_path / "school").mkdir()
    book = write_xlsx(tmp_path / "school" / "b.xlsx", {"Оценки": MARKS})
    archive = write_zip(tmp_path / "b.zip", {"Книга.XLSX": book.read_bytes()})
    for path in (book.parent, archive):
        (problem,) = open_workbook([path], None).problems
        assert "лежит книга Excel" in problem.wrong
        assert "сама книга XLSX" in problem.expected


@pytest.mark.parametrize("name", ["marks.xls", "marks.xlsx", "marks.csv"])
@pytest.mark.parametrize("content", ["<html><table>", "\ufeff<?xml version='1.0'?><Workbook>", "\r\n <!DOCTYPE html>"])
def test_a_web_page_that_excel_opens_says_how_to_save_it(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (problem,) = open_workbook([tmp_path / name], None).problems
    assert "Сохранить как" in problem.expected


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"marks.csv": b"\0" * (60 * 1024 * 1024)})
    assert "бомб" in _fatal(path)[0].wrong


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "b.xlsx", {"Оценки": [*MARKS[:1], *[MARKS[1]] * 5000]})
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    at = raw.rindex(b"xl/worksheets/sheet1.xml") - 46  # its entry in the central directory
    assert struct.unpack_from("<I", raw, at + 24)[0] == member.file_size
    struct.pack_into("<I", raw, at + 24, 100)
    path.write_bytes(raw)
    assert "размер" in _fatal(path)[0].wrong


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "secret.zip", {"marks.csv": csv_text(MARKS)})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "парол" in _fatal(path)[0].wrong


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c s="0" r="XFD1048576"><v>1</v></c>',
        b'<c r="A4000000000"><v>1</v></c>',
        b"<c note='>' r='XFD900000'><v>1</v></c>",
    ],
)
def test_a_cell_at_the_end_of_the_world_is_refused(tmp_path: Path, cell: bytes) -> None:
    source = write_xlsx(tmp_path / "b.xlsx", {"Оценки": MARKS})
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    files[sheet] = files[sheet].replace(b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>")
    assert "далеко" in _fatal(write_zip(tmp_path / "far.xlsx", files))[0].wrong


def test_a_far_empty_cell_is_harmless(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "b.xlsx", {"Оценки": MARKS})
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    files[sheet] = files[sheet].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    records, problems = read(open_workbook([write_zip(tmp_path / "far.xlsx", files)], None))
    assert (len(records["marks"]), problems) == (2, [])


def test_a_csv_cut_in_a_quote_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(csv_text(MARKS) + '2001;Алгебра;01.09.2026;"5' + "5" * 200_000, "utf-8")
    assert "кавычка" in _fatal(path)[0].wrong


def test_one_bad_file_does_not_hide_what_is_wrong_in_the_other(tmp_path: Path) -> None:
    good = write_csv(tmp_path / "marks.csv", [*MARKS, ("1", "Алгебра", "нет", "5", "1")])
    problems = read(open_workbook([tmp_path / "nope.csv", good], None))[1]
    assert [problem.file for problem in problems] == ["nope.csv", "marks.csv"]


def test_a_member_named_outside_the_archive_is_only_a_name(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    path = write_zip(inner / "a.zip", {"../../marks.csv": csv_text(MARKS)})
    assert len(read(open_workbook([path], None))[0]["marks"]) == 2
    assert list(tmp_path.rglob("*.csv")) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), name=st.sampled_from(["marks.csv", "a.xlsx", "a.zip", "students.CSV"]))
def test_it_never_raises_on_arbitrary_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    path = _put(tmp_path / name, content)
    assert _fatal(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5000), byte=st.integers(0, 255), is_book=st.booleans())
def test_it_never_raises_on_a_damaged_archive(tmp_path: Path, at: int, byte: int, is_book: bool) -> None:
    if is_book:
        path = write_xlsx(tmp_path / "b.xlsx", {"Оценки": MARKS, "Ученики": [("Код",)]})
    else:
        path = write_zip(tmp_path / "b.zip", {"marks.csv": csv_text(MARKS) * 3})
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] = byte
    path.write_bytes(raw)
    records, problems = read(open_workbook([path], None))
    assert records or problems
