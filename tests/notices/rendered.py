"""`python -m tests.notices.rendered --write`: every notice of tests.texts.telling as it leaves for each platform."""

import sys
from pathlib import Path

from bot.channels.fit import fit
from bot.channels.telegram.adapter import ABILITIES as TELEGRAM
from bot.channels.telegram.adapter import LIMITS as TELEGRAM_LIMITS
from bot.channels.telegram.markup import html
from bot.channels.vk.adapter import ABILITIES as VK
from bot.channels.vk.adapter import LIMITS as VK_LIMITS
from bot.channels.vk.markup import worded
from locales import LANGUAGES, voice
from school.message import Message
from tests.texts.telling import TEXTS

HOME = Path(__file__).parent / "rendered"
CHANNELS = ("telegram", "vk")


def rendered(channel: str, language: str) -> str:
    """All notices in one page, parts and rows of buttons below each other."""
    said = voice(language)
    return "\n".join(f"=== {name}\n{_shown(channel, word(said))}\n" for name, word in TEXTS.items())


def _shown(channel: str, message: Message) -> str:
    telegram = channel == "telegram"
    parts = fit(message, TELEGRAM_LIMITS, TELEGRAM) if telegram else fit(message, VK_LIMITS, VK)
    lines = []
    for part in parts:
        lines.append(html(part.spans) if telegram else str(worded(part.spans)["message"]))
        lines += [" ".join(f"[{button.text}]" for button in row) for row in part.buttons]
    return "\n".join(lines)


def main() -> int:
    """0 when written; 2 without `--write`."""
    if sys.argv[1:] != ["--write"]:
        print(__doc__, file=sys.stderr)
        return 2
    HOME.mkdir(exist_ok=True)
    for channel in CHANNELS:
        for language in LANGUAGES:
            (HOME / f"{channel}.{language}.txt").write_text(rendered(channel, language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
