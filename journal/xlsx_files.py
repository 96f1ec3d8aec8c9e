"""XLSX files through calamine; looked over first, for a far cell or a lying archive would cost it all memory."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from journal.archives import inflate, members
from journal.cells import NOT_COUNTED, Cell
from journal.tables import Table, Unreadable

WORKBOOK = "xl/workbook.xml"
_MOST_ROWS, _MOST_CELLS = 1_048_576, 27_000_000
_OVERLAP, _LONGEST_CELL = 32 * 1024, 32
# calamine keeps a sheet as a full rectangle, so one value far away makes it ask for the memory of all cells between.
# A sheet of plain cells (A1…Z999999) is bounded; any other is measured cell by cell.
_NOT_PLAIN = re.compile(rb"<c(?! r=\"[A-Z][0-9]{1,6}\")(?![\w:.-])|<\w+:c(?![\w:.-])")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?![\w:.-])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
_FORMULA_ERROR = re.compile(
    rb"<c [^<>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^<>]*\bt=\"e\"[^<>]*>.{0,400}?<v>([^<]{1,20})</v>", re.DOTALL
)

# A program that writes a formula and does not count it leaves no value; an empty text that Excel counted has t="str".
_NO_VALUE = re.compile(
    rb"<c (?![^<>]*\bt=\"str\")[^<>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^<>]*>\s*"
    rb"<f\b[^<>]*(?:/>|>[^<]{0,16000}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)

Errors = dict[int, dict[int, str]]  # row → column → "#REF!", both from 0


def xlsx_tables(path: Path) -> list[Table]:
    """The sheets of an XLSX file. Raises Unreadable when it is not one, or is not safe to open."""
    found = members(path)
    errors = {info.filename: _look_over(path, info) for info in found}
    book = _open(path)
    targets = _targets(path)
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [
        Table(
            path.name,
            sheet.name,
            _Rows(book, sheet.name, errors.get(targets.get(sheet.name, ""), {})),
            hidden=sheet.visible != SheetVisibleEnum.Visible,
        )
        for sheet in sheets
    ]


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as wrong:  # a panic inside the library is not an Exception
        raise Unreadable("книга Excel повреждена", "файл XLSX, сохранённый Excel или LibreOffice") from wrong


class _Rows:
    """Rows of one sheet, from the first, with formula errors put back, and formulas that nobody counted: calamine shows
    both as empty cells."""

    def __init__(self, book: CalamineWorkbook, name: str, errors: Errors) -> None:
        self.book, self.name, self.errors = book, name, errors

    def __call__(self) -> Iterator[Sequence[Cell]]:
        try:
            sheet = self.book.get_sheet_by_name(self.name)
            first_column = sheet.start[1] if sheet.start else 0
            for row, cells in enumerate(sheet.iter_rows()):
                yield self._with_errors(cells, self.errors[row], first_column) if row in self.errors else cells
        except (KeyboardInterrupt, SystemExit, GeneratorExit, Unreadable):
            raise
        except BaseException as wrong:
            raise Unreadable("лист не читается", "исправный лист XLSX") from wrong

    @staticmethod
    def _with_errors(cells: Sequence[Cell], errors: dict[int, str], first_column: int) -> list[Cell]:
        return [errors.get(column + first_column, cell) for column, cell in enumerate(cells)]


def _look_over(path: Path, info: zipfile.ZipInfo) -> Errors:
    """Inflates a member once: its true size, how far its cells lie, its formula errors."""
    is_plain, tail = True, b""
    errors: Errors = {}
    for chunk in inflate(path, info):  # any member: a sheet may lie anywhere in the archive
        window = tail + chunk
        strange = _NOT_PLAIN.search(window) if is_plain else None
        # a match at the very end may be a cell cut in two: the next window, or the last look, sees it whole
        is_plain = is_plain and (strange is None or strange.start() > len(window) - _LONGEST_CELL)
        if b't="e"' in window or b"<f" in window:
            _collect(window, errors)
        tail = window[-_OVERLAP:]
    if not is_plain or _NOT_PLAIN.search(tail):
        _measure(path, info)
    return errors


def _measure(path: Path, info: zipfile.ZipInfo) -> None:
    """Raises Unreadable when the rectangle of the sheet's cells is larger than memory should bear."""
    row = column = most_columns = most_rows = 0
    rest = b""
    for chunk in inflate(path, info):
        window, cut = rest + chunk, (rest + chunk).rfind(b"<")
        rest = window[max(cut, 0) :]
        for tag in _TAG.finditer(window, 0, max(cut, 0)):
            place = _PLACE.search(tag[2])
            if tag[1] == b"row":
                row, column = int(place[2][:12]) if place else row + 1, 0
                continue
            row, column = (int(place[2][:12]), _column(place[1])) if place else (row, column + 1)
            if not tag[2].endswith(b"/"):  # an empty formatted cell takes no memory
                most_rows, most_columns = max(most_rows, row), max(most_columns, column)
        if most_rows > _MOST_ROWS or most_rows * most_columns > _MOST_CELLS:
            raise Unreadable(
                "данные очень далеко от начала листа", "таблица с ячейки A1; удалите лишние строки и столбцы"
            )


def _collect(window: bytes, errors: Errors) -> None:
    for found in _FORMULA_ERROR.finditer(window):
        errors.setdefault(int(found[2]) - 1, {})[_column(found[1]) - 1] = found[3].decode("utf-8", "replace")
    for found in _NO_VALUE.finditer(window):
        errors.setdefault(int(found[2]) - 1, {})[_column(found[1]) - 1] = NOT_COUNTED


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + letter - 64
    return number


def _targets(path: Path) -> dict[str, str]:
    """Sheet name → the archive member that holds it; empty when the book does not say it plainly."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read(WORKBOOK))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except Exception:  # only the places of formula errors are lost
        return {}
    paths = {
        link.get("Id", ""): str(PurePosixPath("xl") / link.get("Target", "").lstrip("/").removeprefix("xl/"))
        for link in links
    }
    return {
        sheet.get("name", ""): paths.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""), "")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    }
