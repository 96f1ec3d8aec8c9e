"""Lists as workbooks, for staff: every text stays a text, so that no cell is ever taken for a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
WIDEST, LONGEST = 60, 32_000  # characters of a column, of a cell
Cell = str | int | float | date | None


def harmless(text: str) -> str:
    """The text; one that begins like a formula gets an apostrophe before it: a copy as CSV is harmless too."""
    kept = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")[:LONGEST]
    return f"'{kept}" if kept.startswith(FORMULAS) else kept


def sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: a header that stays in view, then the rows. Dates are local dates."""
    import xlsxwriter

    kept, never = BytesIO(), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, {"in_memory": True, **never}) as book:
        page, bold = book.add_worksheet(_title(name)), book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.freeze_panes(1, 0)
        widths = [len(title) for title in header]
        for column, title in enumerate(header):
            page.write_string(0, column, harmless(title), bold)
        for place, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], len(str(cell or "")))
                if isinstance(cell, int | float):
                    page.write_number(place, column, cell)
                elif isinstance(cell, date) and not isinstance(cell, datetime):
                    page.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif cell is not None:
                    page.write_string(place, column, harmless(str(cell)))
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width + 2, WIDEST))
    return kept.getvalue()


def _title(name: str) -> str:
    """A sheet's title as Excel allows it."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in name)[:31].strip() or "1"
