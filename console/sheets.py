"""Lists as XLSX: every cell a text, and nothing that a table calculator would take for a formula."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from console.listing import Listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60  # characters of a column
LONGEST = 32_000  # characters of a cell


def harmless(text: str) -> str:
    """The text; one that begins like a formula gets an apostrophe before it, so that a copy as CSV is harmless too."""
    kept = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")[:LONGEST]
    return f"'{kept}" if kept.startswith(FORMULAS) else kept


def sheet_of(listing: Listing) -> bytes:
    """One list as a workbook of one sheet."""
    rows = ([cell.text for cell in row] for row in listing.rows)
    return workbook({listing.name: (listing.columns, rows)})


def workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook: for each sheet its titles and its rows."""
    import xlsxwriter

    kept = BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, {"in_memory": True, **never}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (titles, rows) in sheets.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            widths = [len(title) for title in titles]
            for column, title in enumerate(titles):
                sheet.write_string(0, column, harmless(title), bold)
            for place, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    text = harmless("" if value is None else str(value))
                    widths[column] = max(widths[column], len(text))
                    sheet.write_string(place, column, text)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(width + 2, WIDEST))
    return kept.getvalue()
