"""The messengers that the settings ask for. Their libraries are loaded aside: the others work meanwhile."""

import asyncio
from importlib import import_module
from typing import Any

from bot.settings import Settings

COMMANDS = (
    ("marks", "оценки"),
    ("homework", "домашнее задание"),
    ("timetable", "расписание"),
    ("changes", "замены"),
    ("results", "результаты"),
    ("forecast", "прогноз оценок"),
    ("attendance", "пропуски"),
    ("works", "контрольные"),
    ("calendar", "каникулы и календарь"),
    ("children", "дети"),
    ("settings", "настройки"),
    ("consent", "мои согласия"),
    ("help", "помощь"),
    ("stop", "стоп"),
)


async def vk_of(settings: Settings) -> Any:
    """VK's messenger; None without a token."""
    if not settings.vk_token or not settings.vk_group_id:
        return None
    vk = await asyncio.to_thread(import_module, "bot.channels.vk.adapter")
    token, position = settings.vk_token.get_secret_value(), settings.data_dir / "vk.position"
    return vk.Vk(token, settings.vk_group_id, settings.vk_api_url, position=position)


async def telegram_of(settings: Settings) -> Any:
    """Telegram's, whose library takes seconds to load; None without a token."""
    if not settings.telegram_token:
        return None
    telegram = await asyncio.to_thread(import_module, "bot.channels.telegram.adapter")
    token, url = settings.telegram_token.get_secret_value(), settings.telegram_api_url
    paid = settings.telegram_paid_broadcast
    return telegram.Telegram(token, url, settings.telegram_proxy, commands=COMMANDS, paid=paid)
