"""Are the catalogues complete: every text of the code has its English, every plural its three Russian forms.

    python -m tests.house.catalogues

Texts are found where the code calls say("…") or plural("…", "…", n). `make catalogues` collects them for translation.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from locales.catalogues import DOMAIN, SOURCE, extracted
from locales.speech import LANGUAGES
from tests.house import ROOT

Text = str | tuple[str, ...]


def texts(root: Path = ROOT) -> Catalog:
    """Every text for people in the code, as an empty catalogue."""
    return extracted(root)


def po_file(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of that language lives."""
    return root / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def problems(root: Path = ROOT) -> Iterator[str]:
    """One line for each text that is missing, unfinished, obsolete, or whose {placeholders} differ."""
    template = texts(root)
    for language in LANGUAGES:
        path = po_file(language, root)
        if not path.is_file():
            yield f"{language}: no {path.relative_to(root)}: run make catalogues"
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        yield from (f"{language}: {problem}" for problem in _compare(template, catalogue, language == SOURCE))


def _compare(template: Catalog, catalogue: Catalog, is_source: bool) -> Iterator[str]:
    """In the source language a text is its own translation; only plurals must be there."""
    said = {_key(message) for message in template if message.id}
    needed = {_key(message) for message in template if message.id and (message.pluralizable or not is_source)}
    have = {_key(message): message for message in catalogue if message.id}
    yield from (f"missing: {key!r}" for key in needed - have.keys())
    yield from (f"obsolete: {key!r}" for key in [*(have.keys() - said), *catalogue.obsolete])
    for key in needed & have.keys():
        yield from (f"{what}: {key!r}" for what in _faults(have[key], catalogue.num_plurals))


def _key(message: Message) -> Text:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else message.id


def _faults(message: Message, plural_forms: int) -> Iterator[str]:
    source, *_ = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    done = [string for string in strings if string]
    if message.fuzzy:
        yield "fuzzy"
    if len(done) != (plural_forms if message.pluralizable else 1):
        yield "not translated"
    if _placeholders(source) is None:
        yield "braces that do not match"
    elif any(_placeholders(string) != _placeholders(source) for string in done):
        yield "other {placeholders} than the source"


def _placeholders(text: str) -> frozenset[str] | None:
    """The names in braces; None for braces that do not match."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


if __name__ == "__main__":
    lines = sorted(problems())
    print("\n".join(lines))
    sys.exit(bool(lines))
