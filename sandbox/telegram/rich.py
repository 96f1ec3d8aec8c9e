"""Rich messages as the Bot API takes them, as far as a school needs them; anything else is refused by name."""

from collections.abc import Iterator
from typing import Any

from sandbox.telegram.html import units
from sandbox.telegram.params import Params
from sandbox.telegram.refusal import bad
from sandbox.world import Json

MOST_LETTERS, MOST_BLOCKS, MOST_COLUMNS, DEEPEST = 32_768, 500, 20, 16
STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "marked")


def rich_of(params: Params) -> tuple[list[Json], str]:
    """The blocks of `rich_message` and their bare text; raises Refusal for what the Bot API would not take."""
    given = params.structure("rich_message", "rich message")
    if not isinstance(given, dict) or sum(name in given for name in ("html", "markdown", "blocks")) != 1:
        raise bad("exactly one of html, markdown and blocks must be used in a rich message")
    blocks = given.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        raise bad("rich message must be non-empty; this sandbox reads blocks only")
    count, lines = _read(blocks, 1)
    text = "\n".join(lines)
    if count > MOST_BLOCKS or units(text) > MOST_LETTERS:
        raise bad("rich message is too long")
    if not text.strip():
        raise bad("rich message must be non-empty")
    return blocks, text


def _read(blocks: list[Json], depth: int) -> tuple[int, list[str]]:
    """How many blocks, and their text line by line."""
    if depth > DEEPEST:
        raise bad("rich message is nested too deep")
    count, lines = 0, list[str]()
    for block in blocks:
        inner, said = _block(block, depth)
        count, lines = count + 1 + inner, lines + said
    return count, lines


def _block(block: Json, depth: int) -> tuple[int, list[str]]:
    match block:
        case {"type": "heading", "text": text, "size": 1 | 2 | 3 | 4 | 5 | 6}:
            return 0, [_text(text)]
        case {"type": "paragraph" | "footer", "text": text}:
            return 0, [_text(text)]
        case {"type": "divider"}:
            return 0, []
        case {"type": "list", "items": [_, *_] as items}:
            read = [_read(item["blocks"], depth + 1) for item in items]
            return sum(count for count, _ in read), [line for _, said in read for line in said]
        case {"type": "details", "summary": text, "blocks": [_, *_] as inner}:
            count, said = _read(inner, depth + 1)
            return count, [_text(text), *said]
        case {"type": "table", "cells": [_, *_] as rows}:
            return 0, list(_table(rows))
    raise bad(f"can't parse rich message: wrong block {str(block.get('type'))[:40]!r}")


def _table(rows: list[list[Json]]) -> Iterator[str]:
    for row in rows:
        if not 1 <= len(row) <= MOST_COLUMNS:
            raise bad("wrong number of table columns")
        for cell in row:
            sides, levels = ("left", "center", "right"), ("top", "middle", "bottom")
            if cell.get("align") not in sides or cell.get("valign") not in levels:
                raise bad("wrong table cell alignment")
        yield " · ".join(_text(cell.get("text", "")) for cell in row)


def _text(value: Any) -> str:
    """RichText without its styles."""
    match value:
        case str():
            return value
        case list():
            return "".join(map(_text, value))
        case {"type": str(kind), "text": inner} if kind in STYLES:
            return _text(inner)
    raise bad("can't parse rich message: wrong rich text")
