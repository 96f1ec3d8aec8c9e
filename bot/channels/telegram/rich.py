"""A message as Telegram's rich blocks: real tables, headings, parts that open. https://core.telegram.org/bots/api

Old clients show nothing of it and the sender is not told, so it is a person's own choice (docs/decisions/0008).
"""

from typing import Any

from bot.channels.letters import clean
from school.message import Block, File, Footnote, Heading, Line, Listing, Message, Picture, Span, Style, Table, Text

Json = dict[str, Any]
MOST_LETTERS, MOST_BLOCKS, MOST_COLUMNS = 32_768, 500, 20
_TYPES = {Style.BOLD: "bold", Style.ITALIC: "italic", Style.STRUCK: "strikethrough"}


def rich_blocks(message: Message) -> list[Json] | None:
    """The blocks of `sendRichMessage`; None when the message does not fit into one, or carries a picture or file."""
    blocks = [drawn for block in message.blocks for drawn in _drawn(block)]
    if any(isinstance(block, Picture | File) for block in message.blocks) or not blocks:
        return None
    wide = any(len(block.header) > MOST_COLUMNS for block in message.blocks if isinstance(block, Table))
    return None if wide or _letters(blocks) > MOST_LETTERS or _count(blocks) > MOST_BLOCKS else blocks


def _drawn(block: Block) -> list[Json]:
    match block:
        case Heading(spans):
            return [{"type": "heading", "size": 4, "text": _text(spans)}]
        case Text(spans):
            return [{"type": "paragraph", "text": _text(spans)}]
        case Footnote(spans):
            return [{"type": "footer", "text": _text(spans)}]
        case Listing(items, title, marker):
            return [*_titled(title), *_items(items, marker)]
        case Table(title=title) as table:
            grid = {"type": "table", "is_striped": True, "is_compact": True, "cells": _cells(table)}
            if table.folded:
                return [{"type": "details", "summary": _text(title), "blocks": [grid]}]
            return [*_titled(title), grid]
        case _:
            return []


def _titled(title: Line) -> list[Json]:
    return [{"type": "heading", "size": 6, "text": _text(title)}] if title else []


def _items(items: tuple[Line, ...], marker: str) -> list[Json]:
    paragraphs = [{"type": "paragraph", "text": _text(item)} for item in items]
    return [{"type": "list", "items": [{"blocks": [one]} for one in paragraphs]}] if marker else paragraphs


def _cells(table: Table) -> list[list[Json]]:
    place = {"align": "left", "valign": "top"}
    head = [{"text": clean(name) or " ", "is_header": True, **place} for name in table.header]
    return [*([head] if head else []), *([{"text": _text(cell), **place} for cell in row] for row in table.rows)]


def _text(spans: Line) -> Any:
    """RichText: a string, or strings and styled strings in a list; a space where there is nothing."""
    found = [_span(span) for span in spans if clean(span.text)]
    return found[0] if len(found) == 1 else found or " "


def _span(span: Span) -> Any:
    kind = _TYPES.get(span.style)
    return {"type": kind, "text": clean(span.text)} if kind else clean(span.text)


def _letters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(
            _letters(one) for name, one in value.items() if name in ("text", "summary", "blocks", "cells", "items")
        )
    return sum(map(_letters, value)) if isinstance(value, list) else 0


def _count(blocks: list[Json]) -> int:
    """Blocks with those inside them; a row of a table counts as one (the Bot API does not say)."""
    inner = (
        _count(block.get("blocks", []))
        + sum(_count(item["blocks"]) for item in block.get("items", []))
        + len(block.get("cells", []))
        for block in blocks
    )
    return len(blocks) + sum(inner)
