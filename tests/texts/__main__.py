"""`python -m tests.texts --write`: write every golden text anew."""

import sys
from pathlib import Path

from locales import LANGUAGES, voice
from tests.texts.notices import TEXTS
from tests.texts.show import show

HOME = Path(__file__).parent


def main() -> int:
    """0 when written; 2 without `--write`, so that nobody overwrites by accident."""
    if sys.argv[1:] != ["--write"]:
        print(__doc__, file=sys.stderr)
        return 2
    for name, word in TEXTS.items():
        for language in LANGUAGES:
            (HOME / f"{name}.{language}.txt").write_text(show(word(voice(language))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
