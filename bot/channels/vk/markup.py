"""Parts as VK's text, format_data and keyboards. https://dev.vk.com/ru/api/bots/development/keyboard"""

from typing import Any

import orjson

from bot.channels.buttons import label
from bot.channels.fit import Part
from bot.channels.letters import units
from school.message import Button, Line, Message, Style

_STYLES = {Style.BOLD: "bold", Style.ITALIC: "italic"}
LABEL, PER_ROW, ROWS = 40, 5, 10
Json = dict[str, Any]


def worded(spans: Line) -> Json:
    """`message`, and `format_data` where something is bold or italic; offsets count UTF-16 units."""
    items, at = [], 0
    for span in spans:
        length = units(span.text)
        if span.style in _STYLES and span.text.strip():
            items.append({"type": _STYLES[span.style], "offset": at, "length": length})
        at += length
    text = {"message": "".join(span.text for span in spans)}
    return text | ({"format_data": _dumps({"version": "1", "items": items})} if items else {})


def keyboards(parts: tuple[Part, ...], message: Message) -> list[Json]:
    """For each part `keyboard`, if it has one. A message in VK has one: buttons win over the menu.

    The menu goes with the first part that has no buttons; if there is none, it waits for another message.
    """
    free = next((number for number, part in enumerate(parts) if not part.buttons), None)
    boards = [
        _inline(part.buttons) if part.buttons else _menu(message) if n == free else {} for n, part in enumerate(parts)
    ]
    return [{"keyboard": _dumps(board)} if board else {} for board in boards]


def _inline(rows: tuple[tuple[Button, ...], ...]) -> Json:
    return {"inline": True, "buttons": [[_callback(button) for button in row] for row in rows]}


def _callback(button: Button) -> Json:
    return {"action": {"type": "callback", "label": button.text, "payload": _dumps({"c": button.choice})}}


def _menu(message: Message) -> Json:
    if message.menu is None:
        return {}
    rows = [
        [{"action": {"type": "text", "label": label(word, LABEL)}} for word in row[:PER_ROW]] for row in message.menu
    ]
    return {"one_time": False, "buttons": [row for row in rows if row][:ROWS]}


def _dumps(value: Json) -> str:
    return orjson.dumps(value).decode()
