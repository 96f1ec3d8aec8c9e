"""Keyboards as Telegram takes them, checked, turned into the sandbox's buttons."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.refusal import bad
from sandbox.world import Button, Rows

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64


def inline(markup: dict[str, Any] | None) -> Rows:
    """The buttons under a bubble; raises Refusal for what the Bot API would not show."""
    rows = _rows(markup, "inline_keyboard", _inline)
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return rows


def keyboard(markup: dict[str, Any]) -> Rows:
    """The buttons of a reply keyboard."""
    return _rows(markup, "keyboard", _key)


def _rows(markup: dict[str, Any] | None, name: str, read: Callable[[Any], Button]) -> Rows:
    try:
        return tuple(tuple(read(button) for button in row) for row in (markup or {}).get(name, ()))
    except (TypeError, AttributeError):
        raise bad("object expected as reply markup") from None


def _inline(button: dict[str, Any]) -> Button:
    text = str(button.get("text") or "")
    if not text.strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if "callback_data" in button:
        data = str(button["callback_data"])
        if not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
        return Button(text, "callback", data=data)
    if "url" in button:
        url = str(button["url"])
        if urlsplit(url).scheme not in ("http", "https", "tg"):
            raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
        return Button(text, "url", url=url)
    raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _key(button: dict[str, Any] | str) -> Button:
    if isinstance(button, str):
        return Button(button, "text")
    if not str(button.get("text") or "").strip():
        raise bad('can\'t parse keyboard button: Field "text" must be non-empty')
    return Button(str(button["text"]), "contact" if button.get("request_contact") else "text")
