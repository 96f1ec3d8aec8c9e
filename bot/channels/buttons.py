"""Buttons as a platform can carry them."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from bot.channels.letters import is_visible, shorten
from school.message import Button, Listing, Span
from school.messenger import Limits

Row = tuple[Button, ...]
Board = tuple[Row, ...]


def keyboards(rows: Board, limits: Limits, most: int) -> list[Board]:
    """Keyboards that hold all buttons in order, one per message; [] when there are none or the platform has no such.

    Rows longer than allowed wrap; too many rows are packed tighter; what still finds no place goes to a next keyboard.
    """
    if not limits.button_rows:
        return []
    wrapped = list(_wrapped(rows, limits))
    if _hold(wrapped, limits, most):
        return [tuple(wrapped)] if wrapped else []
    tight = list(_wrapped((tuple(chain.from_iterable(rows)),), limits))
    return [tuple(tight)] if _hold(tight, limits, most) else list(_dealt(wrapped, limits, most))


def numbered(rows: Board) -> list[Listing]:
    """The buttons as numbered lines, for a platform without buttons."""
    labels = [button.text for row in rows for button in row]
    lines = tuple((Span(f"{number}. {label}"),) for number, label in enumerate(labels, start=1))
    return [Listing(lines, marker="")] if lines else []


@lru_cache(maxsize=1024)  # most messages of a kind carry the same buttons
def label(text: str, room: int) -> str:
    """The words on a button: one line of at most `room` units, never empty."""
    short = shorten(text, room)
    return short if is_visible(short) else "…"


def _wrapped(rows: Board, limits: Limits) -> Iterator[Row]:
    for row in rows:
        shown = [Button(label(button.text, limits.button_text), button.choice) for button in row]
        for begin in range(0, len(shown), limits.buttons_per_row):
            yield tuple(shown[begin : begin + limits.buttons_per_row])


def _hold(rows: list[Row], limits: Limits, most: int) -> bool:
    return len(rows) <= limits.button_rows and sum(map(len, rows)) <= most


def _dealt(rows: list[Row], limits: Limits, most: int) -> Iterator[Board]:
    board: list[Row] = []
    for row in rows:
        if not _hold([*board, row], limits, most):
            yield tuple(board)
            board = []
        board.append(row)
    yield tuple(board)
