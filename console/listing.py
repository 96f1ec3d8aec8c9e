"""A list as staff look at it: the same rows become a table on a page, cards on a phone, and a sheet to take away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "good", "warn", "bad", "mute"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place; `href` leads on, `tone` colours (the words alone say the same)."""

    text: str
    href: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """`name` becomes the name of the file. Cells are texts; nothing in them is markup or a formula."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def row(*cells: Cell | str | int | None) -> tuple[Cell, ...]:
    """A row of cells; bare values are plain, None is empty."""
    return tuple(cell if isinstance(cell, Cell) else Cell("" if cell is None else str(cell)) for cell in cells)


def listing(name: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Listing:
    """A list with titles over its columns."""
    return Listing(name, tuple(columns), tuple(rows))
