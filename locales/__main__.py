"""`python -m locales`: bring both catalogues in line with the code, compile them, and name what is still unsaid."""

import sys

from locales.catalogues import compile_catalogue, unsaid, updated_catalogue, write_catalogue
from locales.speech import LANGUAGES


def main() -> int:
    """0 when everything is said in every language; else 1, with the gaps on stderr."""
    gaps = 0
    for language in LANGUAGES:
        catalogue = updated_catalogue(language)
        write_catalogue(catalogue)
        compile_catalogue(language)
        for text in unsaid(catalogue):
            print(f"{language}: {text}", file=sys.stderr)
            gaps += 1
    return 1 if gaps else 0


if __name__ == "__main__":
    raise SystemExit(main())
