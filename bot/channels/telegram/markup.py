"""Parts as Telegram's HTML and keyboards. https://core.telegram.org/bots/api#html-style"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bot.channels.fit import BARE, Part
from school.message import Button, Line, Message, Style

_TAGS = {Style.BOLD: "b", Style.ITALIC: "i", Style.STRUCK: "s"}
Json = dict[str, Any]


class Laid(NamedTuple):
    """A part as the Bot API takes it."""

    part: Part
    html: str  # the text, or the caption
    board: Json | None


def html(spans: Line) -> str:
    """The spans as HTML text; every tag is closed, every `&`, `<`, `>` of a name or a comment is escaped."""
    return "".join([_span(_escaped(span.text), _TAGS.get(span.style)) for span in spans])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _span(text: str, tag: str | None) -> str:
    return f"<{tag}>{text}</{tag}>" if tag else text


def inline(rows: tuple[tuple[Button, ...], ...]) -> Json:
    """An inline keyboard; `callback_data` is the choice as given (1-64 bytes, already sealed)."""
    return {"inline_keyboard": [[{"text": one.text, "callback_data": one.choice} for one in row] for row in rows]}


def laid_out(parts: Sequence[Part], message: Message) -> list[Laid]:
    """Each part with its keyboard. A message on Telegram has one keyboard: buttons win over the standing keyboard.

    The standing one goes with the first part that has no buttons. If there is none, a phone button (without which a
    person can't go on) pushes the buttons under a message of their own; a menu waits for another message.
    """
    below = standing(message)
    if below and message.asks_phone and all(part.buttons for part in parts):
        parts = [replace(parts[0], buttons=()), Part(BARE, parts[0].buttons), *parts[1:]]
    free = next((number for number, part in enumerate(parts) if not part.buttons), None)
    boards = [inline(part.buttons) if part.buttons else below if n == free else None for n, part in enumerate(parts)]
    return [Laid(part, html(part.spans), board) for part, board in zip(parts, boards, strict=True)]


def standing(message: Message) -> Json | None:
    """The keyboard under the input box: the phone button, then the menu's words; None to leave the present one."""
    if message.menu is None and not message.asks_phone:
        return None
    rows: list[list[Json]] = [[{"text": word} for word in row] for row in message.menu or () if row]
    if message.asks_phone:
        rows.insert(0, [{"text": message.asks_phone, "request_contact": True}])
    if rows:
        return {"keyboard": rows, "resize_keyboard": True, "is_persistent": bool(message.menu)}
    return {"remove_keyboard": True}
