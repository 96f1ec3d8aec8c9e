"""Arguments that several commands take, and how they are read; what can't be read is wrong usage (exit code 2)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer


def day_of(text: str) -> date:
    """`01.09.2026` or `2026-09-01`. Raises BadParameter."""
    day: date | None
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip())
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise typer.BadParameter(f"«{text}» — не дата: нужно ДД.ММ.ГГГГ или ГГГГ-ММ-ДД")
    return day


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """`KEY=VALUE` texts as a dictionary. Raises BadParameter."""
    for text in texts:
        if not re.match(r"\w+=", text):
            raise typer.BadParameter(f"«{text}» — нужно KEY=VALUE, например digest_time=18:30")
    return {name: value.strip() for name, _, value in (text.partition("=") for text in texts)}


GuardianCode = Annotated[str, typer.Option("--guardian", metavar="ID", help="Код родителя, как в журнале.")]
StudentCode = Annotated[str, typer.Option("--student", metavar="ID", help="Код ученика, как в журнале.")]
