"""Keyboards as VK takes them, checked, turned into the sandbox's buttons."""

import json
from typing import Any

from sandbox.vk.refusal import Refusal
from sandbox.world import Button, Rows

MAX_LABEL, MAX_PAYLOAD = 40, 255
# rows, buttons in a row, buttons in all
LIMITS = {True: (6, 5, 10), False: (10, 5, 40)}
KINDS = {"text": "text", "callback": "callback", "open_link": "url"}
COLORS = {"primary", "secondary", "negative", "positive"}


def read(given: Any) -> tuple[Rows, bool, bool] | None:
    """Rows, whether inline, whether one-time; None without a keyboard. Raises Refusal 911."""
    if not given:
        return None
    try:
        board = json.loads(given) if isinstance(given, str) else given
        inline, one_time = bool(board.get("inline")), bool(board.get("one_time"))
        rows = tuple(tuple(_button(button) for button in row) for row in board["buttons"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(911, f"Keyboard is not valid JSON or lacks a field ({error})") from None
    _check_size(rows, inline)
    if inline and one_time:
        raise Refusal(911, "inline keyboard can not be one_time")
    return rows, inline, one_time


def _check_size(rows: Rows, inline: bool) -> None:
    most_rows, most_in_row, most = LIMITS[inline]
    if len(rows) > most_rows or sum(map(len, rows)) > most:
        raise Refusal(911, "too many buttons")
    if any(not 1 <= len(row) <= most_in_row for row in rows):
        raise Refusal(911, "a row holds 1 to 5 buttons")


def _button(given: dict[str, Any]) -> Button:
    action = given["action"]
    kind, label = KINDS.get(action["type"]), str(action.get("label", ""))
    if kind is None:
        raise Refusal(911, f"action type {action['type']} is not known here")
    if not 1 <= len(label) <= MAX_LABEL:
        raise Refusal(911, f"label must be 1 to {MAX_LABEL} characters")
    color = given.get("color", "secondary")
    if color not in COLORS:
        raise Refusal(911, f"unknown color {color}")
    if kind == "url":
        return Button(label, kind, data=_payload(action), url=str(action["link"]))
    return Button(label, kind, data=_payload(action), color=color)


def _payload(action: dict[str, Any]) -> str | None:
    payload = action.get("payload")
    if payload is None or payload == "":
        return None
    text = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    if len(text) > MAX_PAYLOAD:
        raise Refusal(911, f"payload is longer than {MAX_PAYLOAD}")
    json.loads(text)
    return text
