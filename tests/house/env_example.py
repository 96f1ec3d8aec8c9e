""".env.example is written from Settings: a comment from each field's description, then the variable and its default.

python -m tests.house.env_example [--write]
"""

import sys
import textwrap
from collections.abc import Iterator

from bot.settings import Settings, variable
from tests.house import ROOT

EXAMPLE = ROOT / ".env.example"
HEAD = (
    "Настройки Родника: скопируйте этот файл в .env и впишите нужное. Пустое — не задано; переменные окружения главнее."
)


def expected() -> str:
    """The whole text that .env.example should have."""
    return "\n\n".join([_comment(HEAD), *_settings()]) + "\n"


def _settings() -> Iterator[str]:
    for field, info in Settings.model_fields.items():
        default = "" if info.default_factory or info.default is None else str(info.default)
        yield f"{_comment(info.description or '')}\n{variable(field)}={default}"


def _comment(text: str) -> str:
    lines = [piece for line in text.splitlines() for piece in textwrap.wrap(line, 118, break_on_hyphens=False)]
    return "\n".join(f"# {line}" for line in lines)


def main(arguments: list[str]) -> int:
    """0 if the file is as expected, or was written; else 1 with what to do."""
    if "--write" in arguments:
        EXAMPLE.write_text(expected(), encoding="utf-8")
    elif not EXAMPLE.is_file() or EXAMPLE.read_text(encoding="utf-8") != expected():
        print(".env.example differs from bot/settings.py: run python -m tests.house.env_example --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
