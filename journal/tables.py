"""A table as it lies in a file: rows of cells, not yet understood; and what to say when it cannot be read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from journal.cells import Cell
from journal.records import Problem


class Unreadable(Exception):
    """A file, or the rest of a table, cannot be read: what is wrong and what is expected, in Russian."""

    def __init__(self, wrong: str, expected: str, row: int = 0) -> None:
        super().__init__(wrong)
        self.wrong, self.expected, self.row = wrong, expected, row

    def problem(self, file: str, sheet: str = "") -> Problem:
        """The same as a fatal problem of that file and sheet."""
        return Problem(file, sheet, self.row, "", self.wrong, self.expected)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of one file. `rows` starts anew at each call, yields every row from the first, blank ones too."""

    file: str
    title: str
    rows: Callable[[], Iterator[Sequence[Cell]]]
    extra_cells_are_wrong: bool = False  # True for CSV, where they betray an unquoted delimiter
    hidden: bool = False
