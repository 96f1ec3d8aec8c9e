"""Are the catalogues complete: every text of the code has its English, every plural its three Russian forms.

    python -m tests.house.catalogues [--write]

Texts are found where the code calls say("…") or plural("…", "…", n). With --write they are collected into
locales/LANGUAGE/LC_MESSAGES/rodnik.po: translations are kept;
those that nothing asks for any more are printed, then dropped.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.house import PACKAGES, ROOT

KEYWORDS = {"say": None, "plural": (1, 2)}
LANGUAGES = ("en", "ru")
DOMAIN = "rodnik"

Text = str | tuple[str, ...]


def texts(root: Path = ROOT) -> Catalog:
    """Every text of the ten packages, with the files that use it, as an empty catalogue."""
    catalogue = Catalog(domain=DOMAIN, project=DOMAIN, charset="utf-8")
    for package in PACKAGES:
        for file, line, message, _, context in extract_from_dir(root / package, keywords=KEYWORDS):
            catalogue.add(message, None, [(f"{package}/{file}", line)], context=context)
    return catalogue


def po_file(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of that language lives."""
    return root / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def wanted(template: Catalog, language: str) -> dict[Text, Message]:
    """What that language must translate, by msgid: English all of it, Russian — the source — plurals only."""
    return {_key(m): m for m in template if m.id and (language != "ru" or m.pluralizable)}


def problems(root: Path = ROOT) -> Iterator[str]:
    """One line for each text that is missing, unfinished, obsolete, or whose {placeholders} differ."""
    template = texts(root)
    for language in LANGUAGES:
        path, needed = po_file(language, root), wanted(template, language)
        if not path.is_file():
            if needed:
                yield f"{language}: no {path.relative_to(root)} — run make catalogues"
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        have = {_key(m): m for m in catalogue if m.id}
        yield from (f"{language}: missing: {key!r}" for key in needed.keys() - have.keys())
        yield from (f"{language}: obsolete: {key!r}" for key in [*(have.keys() - needed.keys()), *catalogue.obsolete])
        for key in needed.keys() & have.keys():
            yield from (f"{language}: {what}: {key!r}" for what in _faults(have[key], catalogue.num_plurals))


def write(root: Path = ROOT) -> Iterator[str]:
    """Collect the texts into the catalogues; yields a line for each translation that was dropped."""
    template = texts(root)
    for language in LANGUAGES:
        path, needed = po_file(language, root), wanted(template, language)
        catalogue = Catalog(locale=language, domain=DOMAIN, project=DOMAIN, charset="utf-8", fuzzy=False)
        if path.is_file():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language, domain=DOMAIN)
        yield from (f"{language}: dropped {m.id!r} = {m.string!r}" for m in catalogue if m.id and _key(m) not in needed)
        fresh = Catalog(domain=DOMAIN, project=DOMAIN, charset="utf-8")
        for message in needed.values():
            fresh.add(message.id, None, message.locations)
        catalogue.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)


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
    lines = sorted(write() if "--write" in sys.argv else problems())
    print("\n".join(lines))
    sys.exit(bool(lines) and "--write" not in sys.argv)
