"""How commands print: tables and sentences for people, pure JSON for scripts, complaints on stderr."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON и больше ничего.")]

WIDE = 200  # columns, where nobody watches: a file or a pipe has no width


def print_json(value: Any) -> None:
    """The value as JSON on stdout: dataclasses as objects, dates and instants in ISO 8601."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def put(text: str) -> None:
    """A sentence on stdout."""
    print(clean(text))


def complain(text: str) -> None:
    """A sentence on stderr."""
    print(clean(text), file=sys.stderr)


def ask(question: str) -> None:
    """Go on only after «да». Raises Refused."""
    from actions.refusal import Refused

    print(f"{clean(question)} Наберите «да»: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("да", "д", "yes", "y"):
        raise Refused("Ничего не изменено.")


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[str] = ()) -> None:
    """A table on stdout; columns whose title is in `numbers` are set to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, show_header=any(titles))
    for title in titles:
        table.add_column(title, justify="right" if title in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else clean(str(cell)) for cell in row))
    _console().print(table)


def clean(text: str) -> str:
    """The text without control characters: a name from a file must not steer the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def duration(seconds: float) -> str:
    """«2 дн 3 ч», «5 ч 20 мин», «12 мин»; what is over has a minus."""
    minutes = int(abs(seconds) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = (f"{days} дн {hours} ч" if days else "", f"{hours} ч {minutes} мин" if hours else "", f"{minutes} мин")
    return ("−" if seconds < 0 else "") + next(filter(None, parts))


def mend_streams() -> None:
    """Russian must come out whatever the locale: UTF-8, and a letter that can't be is a question mark, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


@cache
def _console() -> "Console":
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDE
    return Console(width=width, markup=False, emoji=False, highlight=False)


def plain(value: object) -> object:
    """What JSON has no form for, as it prints it."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return str(value)
