"""Rows of a table to records: the hot loop of an import, about a microsecond a cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from journal import moments
from journal.cells import Cell, Wrong, shown
from journal.checks import Checks
from journal.headers import Found, match
from journal.records import Problem, Record
from journal.sheets import Form, Parser
from journal.tables import Table, Unreadable

_MOST_REMEMBERED = 4096
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class _Step:
    """How one cell of a row becomes one field of the record."""

    place: int
    slot: int
    parse: Parser
    required: bool
    title: str
    remembered: dict[Any, object]  # cells repeat a lot: dates, subjects, classes are parsed once


class _Row:
    """Turns the cells of one row into a record; what is wrong with it gathers in `problems`."""

    def __init__(self, form: Form, table: Table, found: list[Found], zone: ZoneInfo | None) -> None:
        names = [field for field in fields(form.record) if field.name != "row"]  # type: ignore[arg-type]
        slots = {field.name: slot for slot, field in enumerate(names)}
        self.blank: list[Any] = [field.default for field in names]
        self.steps = [
            _Step(
                each.place,
                slots[each.column.field],
                partial(moments.instant, zone=zone) if each.column.parse is moments.instant else each.column.parse,
                each.column.required,
                each.title,
                {},
            )
            for each in found
        ]
        self.make, self.table = form.record, table
        self.problems: list[Problem] = []

    def read(self, row: int, cells: Sequence[Cell]) -> Record | None:
        """The record of this row; None when something in it is fatal or there is nothing to keep."""
        values = self.blank.copy()
        width, good = len(cells), True
        for step in self.steps:
            cell = cells[step.place] if step.place < width else None
            # True would be found as the 1 that was remembered
            value = _UNKNOWN if type(cell) is bool else step.remembered.get(cell, _UNKNOWN)
            if value is _UNKNOWN:
                value = self._parsed(step, row, cell)
                if value is _UNKNOWN:
                    good = False
                    continue
            if value is not None:
                values[step.slot] = value
            elif step.required:
                good = False
        return self.make(*values, row) if good else None

    def _parsed(self, step: _Step, row: int, cell: Cell) -> object:
        """The value of a cell; None when it is empty or dropped; _UNKNOWN when it is fatally wrong."""
        if cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\xa0\u200b\ufeff")):
            return self._empty(step, row)
        try:
            value = step.parse(cell)
        except Wrong as wrong:
            text = f"{shown(cell)} — {wrong.what}"
            self.problems.append(
                Problem(self.table.file, self.table.title, row, step.title, text, wrong.expected, wrong.fatal)
            )
            return _UNKNOWN if wrong.fatal else None
        if len(step.remembered) >= _MOST_REMEMBERED:
            step.remembered.clear()
        if type(cell) is not bool:
            step.remembered[cell] = value
        return value

    def _empty(self, step: _Step, row: int) -> object:
        if not step.required:
            step.remembered[""] = step.remembered[None] = None
            return None
        self.problems.append(
            Problem(self.table.file, self.table.title, row, step.title, "пустая ячейка", "обязательное значение")
        )
        return _UNKNOWN


def read_table(form: Form, table: Table, zone: ZoneInfo | None, checks: Checks) -> Iterator[Record | Problem]:
    """The records and problems of a table, in its order; never raises."""
    try:
        rows = enumerate(table.rows(), start=1)
        row, header = next(((row, cells) for row, cells in rows if _filled(cells)), (0, ()))
        if not row:
            yield Problem(
                table.file,
                table.title,
                0,
                "",
                "пустой лист: нет строки заголовков",
                "строка заголовков и записи под ней",
            )
            return
        found, problems = match(form, table, row, header)
        yield from problems
        if not any(problem.fatal for problem in problems):
            yield from _records(_Row(form, table, found, zone), rows, _width(table, header), checks)
    except Unreadable as wrong:
        yield wrong.problem(table.file, table.title)


def _records(
    reader: _Row, rows: Iterator[tuple[int, Sequence[Cell]]], width: int, checks: Checks
) -> Iterator[Record | Problem]:
    table = reader.table
    for row, cells in rows:
        if not _filled(cells):
            continue
        if len(cells) > width and _filled(cells[width:]):
            wrong = f"в строке {len(cells)} ячеек, а в заголовке {width}"
            yield Problem(table.file, table.title, row, "", wrong, "текст с разделителем взят в кавычки")
            continue
        record = reader.read(row, cells)
        if reader.problems:
            yield from reader.problems
            reader.problems.clear()
        if record is not None:
            problems = checks.problems(table, record)
            yield from problems or (record,)


def _width(table: Table, header: Sequence[Cell]) -> int:
    return len(header) if table.extra_cells_are_wrong else 1 << 30


def _filled(cells: Sequence[Cell]) -> bool:
    return any(cell not in ("", None) and (not isinstance(cell, str) or not cell.isspace()) for cell in cells)
