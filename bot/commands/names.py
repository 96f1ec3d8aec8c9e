"""What our bot and community are called, for start links: as set, as remembered from the last run, or as Telegram says.

Remembered in data_dir/names.json, with the bot's number: after a change of token the old name counts no more.
"""

import json
import os
from pathlib import Path
from typing import Any

from bot.settings import Settings

FILE = "names.json"
PATIENCE = 2  # seconds that an invitation waits for Telegram


def telegram_name(settings: Settings) -> str | None:
    """The bot's username without @, or None when nobody can tell. Never raises; asks Telegram only if it must."""
    if settings.telegram_bot_name:
        return settings.telegram_bot_name
    remembered = _remembered(settings.data_dir)
    name, owner = remembered.get("telegram"), remembered.get("telegram_id")
    if name and (owner is None or _bot_number(settings) in (None, owner)):
        return str(name)
    return _asked(settings) if settings.telegram_token else None


def vk_name(settings: Settings) -> str | None:
    """The community's short name, or None when no community is set."""
    return settings.vk_group_name or _remembered(settings.data_dir).get("vk")


def remember_names(settings: Settings, *, telegram: str | None = None, vk: str | None = None) -> None:
    """Keep names for links of tomorrow. Never raises: a name can be asked again."""
    names = _remembered(settings.data_dir)
    if telegram:
        names |= {"telegram": telegram, "telegram_id": _bot_number(settings)}
    if vk:
        names["vk"] = vk
    part = settings.data_dir / f".{FILE}.{os.getpid()}"
    try:
        part.write_text(json.dumps(names), encoding="utf-8")
        part.replace(settings.data_dir / FILE)
    except OSError:
        part.unlink(missing_ok=True)


def _remembered(data_dir: Path) -> dict[str, Any]:
    try:
        names = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return names if isinstance(names, dict) else {}


def _bot_number(settings: Settings) -> str | None:
    """The public half of the token."""
    return settings.telegram_token.get_secret_value().partition(":")[0] if settings.telegram_token else None


def _asked(settings: Settings) -> str | None:
    from bot.commands.asking import Unanswered, ask_telegram

    try:
        name = ask_telegram(settings, "getMe", PATIENCE).result.get("username")
    except Unanswered:
        return None
    if name:
        remember_names(settings, telegram=str(name))
    return str(name) if name else None
