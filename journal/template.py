"""An empty school workbook: every sheet with its headers, one example row, drop-downs for closed lists."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from journal import moments, words
from journal.cells import Cell
from journal.sheets import FORMS, Column, Form, Parser

_LAST_ROW = 5000  # formats and drop-downs reach this far
_NARROWEST, _WIDEST = 10, 40
_FORMATS: dict[Any, str] = {
    moments.day: "dd.mm.yyyy",
    moments.instant: "dd.mm.yyyy hh:mm",
    moments.time_of_day: "hh:mm",
}
_LISTS: dict[Any, tuple[str, ...]] = {words.weekday: words.WEEKDAYS_OFFERED}


def write_template(path: Path) -> None:
    """Writes the template, which `open_workbook` reads without a single problem. Raises OSError."""
    try:
        with xlsxwriter.Workbook(str(path)) as book:
            styles = _Styles(book)
            for form in FORMS:
                _sheet(book.add_worksheet(form.russian), form, styles)
    except xlsxwriter.exceptions.FileCreateError as wrong:
        raise OSError(str(wrong)) from wrong


class _Styles:
    def __init__(self, book: Any) -> None:
        plain = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.required = book.add_format(plain | {"bold": True, "bg_color": "#CFE8D5"})
        self.optional = book.add_format(plain | {"bg_color": "#F0F0F0"})
        self.text = book.add_format({"num_format": "@"})
        self.general = book.add_format()
        self.moments = {pattern: book.add_format({"num_format": pattern}) for pattern in _FORMATS.values()}

    def of(self, column: Column) -> Any:
        """Codes and names are text, so that Excel keeps 00123; numbers stay numbers."""
        if column.parse in _FORMATS:
            return self.moments[_FORMATS[column.parse]]
        return self.general if isinstance(column.example, int | float) else self.text


def _sheet(sheet: Any, form: Form, styles: _Styles) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, _width(column), styles.of(column))
        sheet.write_string(0, place, column.russian, styles.required if column.required else styles.optional)
        sheet.write_comment(0, place, _note(column), {"x_scale": 1.6})
        _drop_down(sheet, place, column.parse)
        _example(sheet, place, column, styles)


def _width(column: Column) -> int:
    longest = max(len(column.russian), len(str(column.example or "")))
    return min(max(longest + 3, _NARROWEST), _WIDEST)


def _note(column: Column) -> str:
    parts = ["Обязательный столбец." if column.required else "Можно оставить пустым."]
    parts += [f"Английское имя: {column.english.split()[0]}."]
    if column.example is not None:
        parts.append(f"Пример: {column.example}")
    return "\n".join(parts)


def _offered(parse: Parser) -> tuple[str, ...]:
    return parse.offered if isinstance(parse, words.Words) else _LISTS.get(parse, ())


def _drop_down(sheet: Any, place: int, parse: Parser) -> None:
    offered = _offered(parse)
    if offered:
        # Only a warning: the reader accepts more words than the list shows.
        rule = {"validate": "list", "source": list(offered), "error_type": "warning"}
        sheet.data_validation(1, place, _LAST_ROW, place, rule)


def _example(sheet: Any, place: int, column: Column, styles: _Styles) -> None:
    value = _excel_value(column)
    if isinstance(value, datetime | date | time):
        sheet.write_datetime(1, place, value, styles.of(column))
    elif value is not None:
        sheet.write(1, place, value, styles.of(column))


def _excel_value(column: Column) -> Cell:
    if column.example is None or column.parse not in _FORMATS:
        return column.example  # type: ignore[no-any-return]
    if column.parse is moments.instant:
        return datetime.strptime(column.example, "%d.%m.%Y %H:%M")  # noqa: DTZ007 - Excel knows no zones
    return column.parse(column.example)  # type: ignore[return-value]
