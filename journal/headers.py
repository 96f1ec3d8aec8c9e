"""The header row of a table against the form of its sheet: which column lies where, what is wrong with the titles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journal.cells import Cell, Wrong, line, shown
from journal.records import Problem
from journal.sheets import FORMS, Column, Form
from journal.tables import Table
from journal.words import fold_word

_BY_TITLE = {fold_word(title): form for form in FORMS for title in (form.key, form.russian)}
# `marks_2026-09`, `Оценки 7А`, `Оценки (2)`: a known title, then a number or a class.
_WITH_SUFFIX = re.compile(r"(\D*?[^\W\d_])[\s_\-–.()]+\d[\d\s_\-–.()]*[^\W\d_]{0,2}[\s)]*(?:класс)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A column of the form found in the header: its place in the row and its title there."""

    column: Column
    place: int
    title: str


def form_of(title: str) -> Form | None:
    """The form of a sheet or CSV file with this title; None when it is not one of the workbook."""
    exact = _BY_TITLE.get(fold_word(title))
    suffixed = _WITH_SUFFIX.fullmatch(title.strip().casefold())
    if exact is not None or suffixed is None:
        return exact
    form = _BY_TITLE.get(fold_word(suffixed[1]))
    return None if form is None or form.key == "school" else form


def match(form: Form, table: Table, row: int, header: Sequence[Cell]) -> tuple[list[Found], list[Problem]]:
    """The columns found in a header row, and the problems of it: unknown, repeated and missing titles."""
    known = {fold_word(title): column for column in form.columns for title in column.titles}
    found: dict[str, Found] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(header):
        title = _title(cell)
        column = known.get(fold_word(title))
        if not title:
            continue
        if column is None:
            wrong = f"неизвестный столбец {shown(title)}: он пропущен"
            problems.append(Problem(table.file, table.title, row, title, wrong, _titles(form), fatal=False))
        elif column.field in found:
            wrong = f"столбец {shown(title)} повторяется"
            problems.append(Problem(table.file, table.title, row, title, wrong, "каждый столбец один раз"))
        else:
            found[column.field] = Found(column, place, title)
    if not found:
        wrong = "в первой заполненной строке нет ни одного известного заголовка"
        return [], [Problem(table.file, table.title, row, "", wrong, _titles(form))]
    return list(found.values()), problems + _missing(form, table, row, found)


def _title(cell: Cell) -> str:
    try:
        return "" if cell is None else line(cell).rstrip("*").strip()
    except Wrong:
        return shown(cell)


def _missing(form: Form, table: Table, row: int, found: dict[str, Found]) -> list[Problem]:
    return [
        Problem(
            table.file, table.title, row, column.russian, f"нет обязательного столбца «{column.russian}»", _titles(form)
        )
        for column in form.columns
        if column.required and column.field not in found
    ]


def _titles(form: Form) -> str:
    return "столбцы: " + ", ".join(column.russian + ("*" if column.required else "") for column in form.columns)
