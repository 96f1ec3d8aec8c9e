"""`check`: what is wrong with the set-up, in plain words."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.commands.printing import AsJson, complain, print_json, print_table

if TYPE_CHECKING:
    from bot.commands.findings import Finding

MARKS = {"ok": "✓", "warning": "!", "broken": "✗"}


def check(as_json: AsJson = False) -> None:
    """Проверить установку: настройки, папку, ключ, базу, школу, токены мессенджеров, часы. Ничего не отправляет.

    Код выхода 1, если что-то сломано; предупреждения его не меняют.
    """
    findings = list(_findings())
    bad = [finding for finding in findings if finding.state == "broken"]
    if as_json:
        print_json({"ok": not bad, "findings": findings})
    else:
        print_table(("", "Что", "Как"), [(MARKS[one.state], one.check, one.message) for one in findings])
    if bad:
        complain(f"Сломано: {len(bad)}. {bad[0].message}")
        sys.exit(1)


def _findings() -> "Iterator[Finding]":
    from bot.commands import platforms, premises
    from bot.commands.findings import broken, ok
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        yield broken("settings", str(error))
        return
    yield ok("settings", "настройки читаются")
    yield from premises.look(settings)
    yield from platforms.look(settings)
