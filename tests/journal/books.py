"""Builders of workbooks for the tests: XLSX files, folders and zips of CSV, and how to read them all through."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from journal.records import Problem, Record, Source

Rows = Sequence[Sequence[Any]]

STUDENTS: Rows = (
    ("Код", "Фамилия", "Имя", "Класс"),
    ("2001", "Кузнецова", "Мария", "7А"),
    ("2002", "Кузнецов", "Пётр", "5Б"),
)
MARKS: Rows = (
    ("Код ученика", "Предмет", "Дата", "Оценка", "Вес"),
    ("2001", "Алгебра", "01.09.2026", "5", "1,5"),
    ("2001", "Русский язык", "2026-09-02", "4-", "2"),
)


def csv_text(rows: Rows, delimiter: str = ";") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> Path:
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
    return path


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def read(source: Source) -> tuple[dict[str, list[Record]], list[Problem]]:
    """All records by sheet, and all problems: of the files first, then of the rows."""
    records: dict[str, list[Record]] = {}
    problems = list(source.problems)
    for sheet in source.sheets:
        records[sheet.key] = []
        for each in sheet.read():
            if isinstance(each, Problem):
                problems.append(each)
            else:
                records[sheet.key].append(each)
    return records, problems
