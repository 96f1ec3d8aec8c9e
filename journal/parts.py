"""Paths given by a user to tables: a workbook, a folder of CSV files, a zip of them, or CSV files one by one."""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from journal.archives import members, name_of
from journal.csv_files import csv_table, opener
from journal.tables import Table, Unreadable
from journal.xlsx_files import WORKBOOK, xlsx_tables

_EXPECTED = "файл XLSX, файлы CSV, папка или ZIP с ними"


def tables_of(path: Path) -> list[Table]:
    """The tables that a path holds, not yet read. Raises Unreadable when there are none or they can't be opened."""
    try:
        if path.is_dir():
            return _folder(path)
        return _file(path)
    except (OSError, ValueError) as wrong:  # ValueError: a NUL in the path
        raise Unreadable("файл или папка не открывается", _EXPECTED) from wrong


def _folder(path: Path) -> list[Table]:
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
    tables = [csv_table(file.name, file.stem, opener(file)) for file in files if not file.name.startswith(".")]
    if not tables:
        raise _no_csv("в папке", (file.name for file in path.iterdir()))
    return tables


def _no_csv(where: str, names: Iterable[str]) -> Unreadable:
    """Nor is a workbook within looked for: which of several would be meant?"""
    if any(name.lower().endswith((".xlsx", ".xlsm")) for name in names):
        return Unreadable(f"{where} лежит книга Excel", "сама книга XLSX, без папки и архива")
    return Unreadable(f"{where} нет файлов CSV", "файлы с именами листов: marks.csv или Оценки.csv")


def _file(path: Path) -> list[Table]:
    if not path.exists():
        raise Unreadable("такого файла нет", _EXPECTED)
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Unreadable("файл пуст", _EXPECTED)
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(path)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(
            "это старый формат XLS или книга с паролем", "книга XLSX без пароля (в Excel: «Сохранить как»)"
        )
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        wrong = "это веб-страница или XML, хотя файл и открывается в Excel"
        raise Unreadable(wrong, "книга XLSX (откройте в Excel и выберите «Сохранить как»)")
    if path.suffix.lower() in (".xlsx", ".xlsm", ".zip"):
        raise Unreadable("это не книга Excel и не архив ZIP, хотя так назван", _EXPECTED)
    if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        raise Unreadable("неизвестный вид файла", _EXPECTED)
    return [csv_table(path.name, path.stem, opener(path))]


def _archive(path: Path) -> list[Table]:
    found = members(path)
    names = {info.filename for info in found}
    if WORKBOOK in names:
        return xlsx_tables(path)
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("это книга XLSB или ODS", "книга XLSX («Сохранить как»)")
    tables = [
        csv_table(f"{path.name}/{name}", PurePosixPath(name).stem, opener(path, info))
        for info in found
        if _is_csv(name := name_of(info).replace("\\", "/"))
    ]
    if not tables:
        raise _no_csv("в архиве", map(name_of, found))
    return tables


def _is_csv(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() == ".csv" and "__MACOSX" not in path.parts and not path.name.startswith(".")


def once_each(paths: Iterator[Path]) -> Iterator[tuple[Path, bool]]:
    """Each path with whether it was already given: a file given twice would double its marks."""
    seen: set[str] = set()
    for path in paths:
        real = str(path.absolute())
        yield path, real in seen
        seen.add(real)
