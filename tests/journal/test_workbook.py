import re
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from journal.records import (
    ExamResultRecord,
    LessonRecord,
    MarkRecord,
    Problem,
    SchoolRecord,
    StudentRecord,
    TermRecord,
)
from journal.workbook import open_workbook
from tests.journal.books import MARKS, STUDENTS, Rows, csv_text, read, write_csv, write_xlsx, write_zip


def _wrong(path: Path, rows: Rows, sheet: str = "marks") -> list[Problem]:
    return read(open_workbook([write_csv(path / f"{sheet}.csv", rows)], "Asia/Yekaterinburg"))[1]


def test_it_reads_an_excel_workbook(tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "school.xlsx",
        {
            "Школа": [
                ("Название", "Часовой пояс", "Форма", "Учебный год"),
                ("Лицей", "Asia/Omsk", "частная", "2026/2027"),
            ],
            "Ученики": [
                ("КЛАСС", "имя", "Фамилия ", "код", "Дата рождения"),
                ("7A", "Мария", "Ель", 17.0, date(2013, 3, 1)),
            ],
            "Расписание": [
                ("Класс", "День недели", "Урок", "Предмет", "Начало", "Кабинет"),
                ("7 «А»", "вт", 1.0, "Алгебра", time(8, 30), 21.0),
            ],
            "Экзамены": [
                ("Код ученика", "Экзамен", "Предмет", "Дата", "Тестовый балл", "Получено"),
                (17, "ОГЭ", "Физика", date(2027, 6, 1), 87, "01.06.2027 18:00"),
            ],
        },
    )
    records, problems = read(open_workbook([book], "Europe/Moscow"))
    assert problems == []
    assert records == {
        "school": [SchoolRecord("Лицей", "Asia/Omsk", "private", year="2026/2027")],
        "students": [StudentRecord("17", "Ель", "Мария", "7А", birth_date=date(2013, 3, 1))],
        "timetable": [LessonRecord("7А", 2, 1, "Алгебра", room="21", starts=time(8, 30))],
        # Omsk, from the sheet «Школа», not Moscow that was known before
        "exam_results": [
            ExamResultRecord(
                "17",
                "ОГЭ",
                "Физика",
                date(2027, 6, 1),
                test_score=87.0,
                received_at=datetime(2027, 6, 1, 12, tzinfo=UTC),
            )
        ],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_it_sniffs_how_a_csv_was_saved(tmp_path: Path, encoding: str, delimiter: str) -> None:
    records, problems = read(open_workbook([write_csv(tmp_path / "Оценки.csv", MARKS, delimiter, encoding)], None))
    assert problems == []
    assert records["marks"] == [
        MarkRecord("2001", "Алгебра", date(2026, 9, 1), "5", weight=1.5),
        MarkRecord("2001", "Русский язык", date(2026, 9, 2), "4-", weight=2.0),
    ]


def test_english_titles_are_the_same_titles(tmp_path: Path) -> None:
    rows = [("student", "Subject", "DATE", "value", "given at"), ("1", "Math", "2026-09-01", "5", "2026-09-01T10:00Z")]
    records, problems = read(open_workbook([write_csv(tmp_path / "Marks.CSV", rows)], None))
    assert problems == []
    assert records["marks"] == [
        MarkRecord("1", "Math", date(2026, 9, 1), "5", given_at=datetime(2026, 9, 1, 10, tzinfo=UTC))
    ]


def test_a_folder_and_a_zip_of_csv_are_workbooks(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write_csv(folder / "students.csv", STUDENTS)
    write_csv(folder / "Оценки.csv", MARKS)
    archive = write_zip(
        tmp_path / "all.zip",
        {
            "school/students.csv": csv_text(STUDENTS),
            "school/Оценки.csv": csv_text(MARKS).encode("cp1251"),
            "__MACOSX/school/._students.csv": b"\x00\x05\x16\x07",
            "school/readme.txt": "hello",
        },
    )
    assert read(open_workbook([folder], None)) == read(open_workbook([archive], None))
    assert read(open_workbook([folder], None))[1] == []


def test_the_same_sheet_in_several_files_is_one_sheet(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "marks_2026-09.csv", MARKS[:2])
    second = write_csv(tmp_path / "Оценки 7А.csv", [MARKS[0], MARKS[2]])
    source = open_workbook([first, second, first], None)
    assert [(sheet.key, sheet.file) for sheet in source.sheets] == [("marks", "marks_2026-09.csv, Оценки 7А.csv")]
    records, problems = read(source)
    assert len(records["marks"]) == 2
    assert [problem.fatal for problem in problems] == [False]  # the first file was named twice, and is read once


def test_a_sheet_can_be_read_twice(tmp_path: Path) -> None:
    source = open_workbook([write_csv(tmp_path / "students.csv", STUDENTS)], None)
    assert read(source) == read(source)
    assert len(read(source)[0]["students"]) == 2


def test_a_problem_names_file_sheet_row_and_column(tmp_path: Path) -> None:
    rows = [*MARKS, (), ("2001", "Алгебра", "первое сентября", "5", "много")]
    problems = _wrong(tmp_path, rows)
    assert [(each.file, each.sheet, each.row, each.column) for each in problems] == [
        ("marks.csv", "marks", 5, "Дата"),
        ("marks.csv", "marks", 5, "Вес"),
    ]
    assert "«первое сентября»" in problems[0].wrong
    assert "ДД.ММ.ГГГГ" in problems[0].expected


def test_every_wrong_row_is_told_not_only_the_first(tmp_path: Path) -> None:
    problems = _wrong(tmp_path, [MARKS[0], *[("2001", "Алгебра", "", "5", "1")] * 50])
    assert [problem.row for problem in problems] == list(range(2, 52))


def test_an_unknown_column_is_a_warning_and_a_missing_one_an_error(tmp_path: Path) -> None:
    problems = _wrong(tmp_path, [("Код ученика", "Предмет", "Дата", "Балл!"), ("1", "Алгебра", "01.09.2026", "5")])
    assert [(problem.column, problem.fatal) for problem in problems] == [("Балл!", False), ("Оценка", True)]


def test_a_repeated_column_is_an_error(tmp_path: Path) -> None:
    problems = _wrong(tmp_path, [(*MARKS[0], "оценка"), (*MARKS[1], "2")])
    assert [problem.fatal for problem in problems] == [True]


def test_an_unknown_sheet_is_a_warning(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "b.xlsx", {"Оценки": MARKS, "Черновик": [("что-то",)]})
    records, problems = read(open_workbook([book], None))
    assert len(records["marks"]) == 2
    assert [(problem.sheet, problem.fatal) for problem in problems] == [("Черновик", False)]


def test_an_id_given_twice_is_an_error_that_names_both_rows(tmp_path: Path) -> None:
    problems = _wrong(tmp_path, [*STUDENTS, ("2001", "Другая", "Анна", "8А")], "students")
    assert [(problem.row, problem.fatal) for problem in problems] == [(4, True)]
    assert "2001" in problems[0].wrong
    assert "строка 2" in problems[0].wrong


@pytest.mark.parametrize(
    ("sheet", "rows", "named"),
    [
        (
            "finals",
            [("Код ученика", "Предмет", "Период", "Оценка"), *([("2001", "Алгебра", "1 четверть", "5")] * 2)],
            "«2001», «Алгебра», «1 четверть» уже есть: строка 2",
        ),
        (
            "exam_results",
            [("Код ученика", "Экзамен", "Предмет", "Дата"), *([("2001", "ОГЭ", "Алгебра", "01.06.2026")] * 2)],
            "«2001», «ОГЭ», «Алгебра», «01.06.2026» уже есть: строка 2",
        ),
        (
            "guardianships",
            [("Код родителя", "Код ученика"), *([("3001", "2001")] * 2)],
            "«3001», «2001» уже есть: строка 2",
        ),
    ],
)
def test_a_repeated_row_is_named_by_what_repeats(tmp_path: Path, sheet: str, rows: Rows, named: str) -> None:
    assert [problem.wrong for problem in _wrong(tmp_path, rows, sheet)] == [named]


def test_a_pupil_on_two_sheets_of_a_book_is_found_on_both(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "b.xlsx", {"Ученики 7А": STUDENTS, "Ученики 7Б": STUDENTS[:2]})
    _, problems = read(open_workbook([book], None))
    assert [(problem.sheet, problem.wrong) for problem in problems] == [
        ("Ученики 7Б", "«2001» уже есть: лист «Ученики 7А», строка 2")
    ]


def test_equal_marks_without_ids_are_two_marks(tmp_path: Path) -> None:
    source = open_workbook([write_csv(tmp_path / "marks.csv", [*MARKS, MARKS[1]])], None)
    records, problems = read(source)
    assert (len(records["marks"]), problems) == (3, [])


def test_a_repeated_timetable_row_is_left_out_with_a_warning(tmp_path: Path) -> None:
    rows = [("Класс", "День недели", "Урок", "Предмет"), ("7А", "1", "1", "Алгебра"), ("7А", "пн", "1", "Алгебра")]
    records, problems = read(open_workbook([write_csv(tmp_path / "timetable.csv", rows)], None))
    assert len(records["timetable"]) == 1
    assert [problem.fatal for problem in problems] == [False]


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("terms", [("Название", "Вид", "Начало", "Конец"), ("1", "четверть", "25.10.2026", "01.09.2026")]),
        (
            "timetable",
            [("Класс", "День недели", "Урок", "Предмет", "Начало", "Конец"), ("7А", 1, 1, "Химия", "9:10", "8:30")],
        ),
        ("students", [(*STUDENTS[0], "Зачислен", "Выбыл"), (*STUDENTS[1], "01.09.2026", "01.09.2025")]),
    ],
)
def test_an_end_before_its_start_is_an_error(tmp_path: Path, sheet: str, rows: Rows) -> None:
    assert [(problem.row, problem.fatal) for problem in _wrong(tmp_path, rows, sheet)] == [(2, True)]


def test_a_bad_phone_costs_the_phone_only(tmp_path: Path) -> None:
    rows = [(*STUDENTS[0], "Телефон"), (*STUDENTS[1], "23-45"), (*STUDENTS[2], "8 912 345-67-89")]
    records, problems = read(open_workbook([write_csv(tmp_path / "students.csv", rows)], None))
    assert [getattr(student, "phone", "") for student in records["students"]] == [None, "+79123456789"]
    assert [(problem.row, problem.fatal) for problem in problems] == [(2, False)]


def test_homework_that_says_nothing_is_skipped_silently(tmp_path: Path) -> None:
    rows = [("Класс", "Предмет", "На дату", "Задание"), ("7А", "Химия", "01.09.2026", "не задано")]
    records, problems = read(open_workbook([write_csv(tmp_path / "homework.csv", rows)], None))
    assert (records["homework"], problems) == ([], [])


def test_a_class_list_may_be_empty_for_all(tmp_path: Path) -> None:
    rows = [("Название", "Вид", "Начало", "Конец", "Классы"), ("1", "четверть", "01.09.2026", "25.10.2026", "")]
    records, _ = read(open_workbook([write_csv(tmp_path / "terms.csv", rows)], None))
    assert records["terms"] == [TermRecord("1", "quarter", date(2026, 9, 1), date(2026, 10, 25))]


def test_text_with_an_unquoted_delimiter_is_told_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "homework.csv"
    path.write_text("Класс;Предмет;На дату;Задание\n7А;Химия;01.09.2026;§ 1; § 2\n", "utf-8")
    records, problems = read(open_workbook([path], None))
    assert (records["homework"], [problem.row for problem in problems]) == ([], [2])


def test_quoted_lines_and_excels_sep_line_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "homework.csv"
    path.write_text('sep=,\nКласс,Предмет,На дату,Задание\n7А,Химия,01.09.2026,"§ 1, ""а""\nи § 2"\n', "utf-8")
    records, problems = read(open_workbook([path], None))
    assert problems == []
    assert [getattr(each, "text", "") for each in records["homework"]] == ['§ 1, "а"\nи § 2']


def test_formula_errors_and_booleans_are_problems(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Оценки")
        sheet.write_row(0, 0, MARKS[0])
        sheet.write_row(1, 0, MARKS[1])
        sheet.write_formula(1, 1, "=A99", None, "#REF!")
        sheet.write_row(2, 0, MARKS[2])
        sheet.write_boolean(2, 3, True)
        sheet.write_row(3, 0, MARKS[2])
        sheet.write_formula(3, 3, "=2+2", None, 4)
    records, problems = read(open_workbook([path], None))
    assert [(problem.row, problem.column) for problem in problems] == [(2, "Предмет"), (3, "Оценка")]
    assert "#REF!" in problems[0].wrong
    assert [getattr(mark, "value", "") for mark in records["marks"]] == ["4"]


def test_a_formula_that_nobody_counted_is_not_an_empty_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as book:
        sheet = book.add_worksheet("Представительство")
        sheet.write_row(0, 0, ("Код родителя", "Код ученика", "Ограничение"))
        for row in range(1, 30_001):
            sheet.write_row(row, 0, (f"G{row}", "2001"))
        for row in (1, 15_000, 30_000):
            sheet.write_formula(row, 2, '="Решение суда № " & 2', value="")
        sheet.write_formula(2, 2, '="Решение"', value="Решение")
    records, problems = read(open_workbook([tmp_path / "b.xlsx"], None))
    assert [(problem.row, problem.column, problem.fatal) for problem in problems] == [
        (2, "Ограничение", True),
        (15_001, "Ограничение", True),
        (30_001, "Ограничение", True),
    ]
    assert "формула не посчитана" in problems[0].wrong
    assert records["guardianships"][0].restriction == "Решение"


def test_an_empty_text_that_a_formula_counted_is_an_empty_cell(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "b.xlsx", {"Оценки": [*MARKS, ("2001", "Алгебра", "02.09.2026", "5", "=вес")]})
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    counted = re.subn(rb'<c r="E4"[^>]*>.*?</c>', b'<c r="E4" t="str"><f>IF(1,"")</f><v></v></c>', parts[sheet])
    assert counted[1] == 1
    records, problems = read(open_workbook([write_zip(book, parts | {sheet: counted[0]})], None))
    assert (len(records["marks"]), problems) == (3, [])
