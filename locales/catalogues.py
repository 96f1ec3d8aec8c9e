"""Where the translations are: a `.po` per language, and a compiled `.mo` beside it that may be missing or stale."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

DOMAIN = "rodnik"
SOURCE = "ru"
HOME = Path(__file__).parent
ROOMS = ("school", "actions", "handlers", "scheduler", "console", "bot")  # where words for people are written
UNTRANSLATED = ("bot/demo", "bot/commands")  # a made-up Russian school; the command line, which speaks Russian
FORMS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"say": (1,), "plural": (1, 2), "Refused": (1,)}


def po_path(language: str, home: Path = HOME) -> Path:
    """Where the catalogue of a language is edited."""
    return home / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str, home: Path = HOME) -> Catalog:
    """The catalogue of a language as it is on disk; an empty one when there is none."""
    path = po_path(language, home)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def translations(language: str, home: Path = HOME) -> Translations:
    """What `Voice` speaks with: the `.mo` when it is there and fresh, else compiled in memory from the `.po`."""
    po = po_path(language, home)
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        with mo.open("rb") as file:
            return Translations(file, domain=DOMAIN)
    buffer = BytesIO()
    write_mo(buffer, read_catalogue(language, home))
    buffer.seek(0)
    return Translations(buffer, domain=DOMAIN)


def compile_catalogue(language: str, home: Path = HOME) -> Path:
    """Writes the `.mo` beside the `.po`; the path written."""
    path = po_path(language, home).with_suffix(".mo")
    with path.open("wb") as file:
        write_mo(file, read_catalogue(language, home))
    return path


def extracted(root: Path = HOME.parent) -> Catalog:
    """Every msgid that the code below `root` says, without places: they would make a diff of every moved line."""
    found = Catalog(domain=DOMAIN, fuzzy=False)
    for room in ROOMS:
        messages = extract_from_dir(root / room, method_map=FORMS, keywords=KEYWORDS)
        for file, _line, text, _comments, _context in messages:
            if not f"{room}/{file}".startswith(UNTRANSLATED):
                found.add(text)
    return found


def updated_catalogue(language: str) -> Catalog:
    """The catalogue on disk brought in line with the code: new msgids empty, translations kept, gone ones dropped."""
    old, fresh = read_catalogue(language), Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    fresh.header_comment = f"# Rodnik, {language}: `python -m locales` keeps the msgids, people write the rest."
    for message in extracted():
        known = old.get(message.id)
        if message.id:
            fresh.add(message.id, known.string if known and known.pluralizable == message.pluralizable else None)
    return fresh


def write_catalogue(catalogue: Catalog) -> None:
    """Writes the `.po`, sorted by msgid, without places and dates."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, no_location=True, sort_output=True, omit_header=True, ignore_obsolete=True)
    head = f'{catalogue.header_comment}\nmsgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n'
    head += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    path = po_path(str(catalogue.locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head.encode() + buffer.getvalue())


def unsaid(catalogue: Catalog) -> list[str]:
    """The msgids that still lack words: all of them in a translation, only the plurals in the source language."""
    plural_only = str(catalogue.locale) == SOURCE
    lacking = [m for m in catalogue if m.id and not (isinstance(m.id, str) and plural_only) and not _complete(m.string)]
    return [m.id if isinstance(m.id, str) else m.id[0] for m in lacking]


def _complete(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
