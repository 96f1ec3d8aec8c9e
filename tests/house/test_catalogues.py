"""The catalogue check, on a small house of its own: what is missing, unfinished, obsolete or has other placeholders."""

import ast
from itertools import chain
from pathlib import Path

import pytest

from tests.house import PACKAGES, ROOT
from tests.house.catalogues import po_file, problems

CODE = """
def greet(voice, n):
    voice.say("Здравствуйте, {name}!")
    voice.plural("{n} оценка", "{n} оценок", n)
"""
GREETING = 'msgid "Здравствуйте, {name}!"\nmsgstr "%s"\n'
MARKS = 'msgid "{n} оценка"\nmsgid_plural "{n} оценок"\n'
ENGLISH = GREETING % "Hello, {name}!" + "\n" + MARKS + 'msgstr[0] "{n} mark"\nmsgstr[1] "{n} marks"\n'
RUSSIAN = MARKS + 'msgstr[0] "{n} оценка"\nmsgstr[1] "{n} оценки"\nmsgstr[2] "{n} оценок"\n'
RUSSIAN_FORMS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "handlers" / "greet.py").write_text(CODE, encoding="utf-8")
    catalogue(tmp_path, "en", ENGLISH)
    catalogue(tmp_path, "ru", RUSSIAN)
    return tmp_path


def catalogue(house: Path, language: str, entries: str) -> None:
    forms = RUSSIAN_FORMS if language == "ru" else "nplurals=2; plural=(n != 1);"
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {forms}\\n"\n\n'
    po_file(language, house).parent.mkdir(parents=True, exist_ok=True)
    po_file(language, house).write_text(head + entries, encoding="utf-8")


def test_it_is_content_with_complete_catalogues(house: Path) -> None:
    assert list(problems(house)) == []


@pytest.mark.parametrize(
    ("language", "entries", "problem"),
    [
        ("en", ENGLISH.replace(GREETING % "Hello, {name}!", ""), "missing"),
        ("en", ENGLISH.replace("Hello, {name}!", ""), "not translated"),
        ("en", ENGLISH.replace("Hello, {name}!", "Hello, {nmae}!"), "other {placeholders} than the source"),
        ("en", ENGLISH.replace("Hello, {name}!", "Hello, {name!"), "other {placeholders} than the source"),
        ("en", "#, fuzzy\n" + ENGLISH, "fuzzy"),
        ("en", ENGLISH + '\nmsgid "Пока"\nmsgstr "Bye"\n', "obsolete"),
        ("en", ENGLISH + '\n#~ msgid "Пока"\n#~ msgstr "Bye"\n', "obsolete"),
        ("ru", "", "missing"),
        ("ru", RUSSIAN.replace('msgstr[2] "{n} оценок"', 'msgstr[2] ""'), "not translated"),
        ("ru", RUSSIAN.replace('msgstr[1] "{n} оценки"', 'msgstr[1] "оценки"'), "other {placeholders} than the source"),
    ],
)
def test_it_finds(house: Path, language: str, entries: str, problem: str) -> None:
    catalogue(house, language, entries)
    (found,) = problems(house)
    assert found.startswith(f"{language}: {problem}: ")


def test_it_finds_a_source_text_with_open_braces(house: Path) -> None:
    (house / "handlers" / "bye.py").write_text('say("Пока, {name")\n', encoding="utf-8")
    catalogue(house, "en", ENGLISH + '\nmsgid "Пока, {name"\nmsgstr "Bye, {name"\n')
    assert list(problems(house)) == ["en: braces that do not match: 'Пока, {name'"]


def test_it_asks_for_a_catalogue_that_is_not_there(house: Path) -> None:
    po_file("en", house).unlink()
    assert list(problems(house)) == ["en: no locales/en/LC_MESSAGES/rodnik.po: run make catalogues"]


def test_it_lets_a_russian_sentence_be_its_own_translation(house: Path) -> None:
    catalogue(house, "ru", RUSSIAN + "\n" + GREETING % "")
    assert list(problems(house)) == []


def test_every_refusal_is_a_sentence_that_can_be_translated() -> None:
    """A sentence put together before it is refused with would be collected by nobody and stay Russian."""
    rooms = (ROOT / room for room in ("actions", "handlers", "console", "bot"))
    for file in chain.from_iterable(room.rglob("*.py") for room in rooms):
        if not file.is_relative_to(ROOT / "bot" / "commands") and not file.is_relative_to(ROOT / "bot" / "demo"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refused":
                    assert not isinstance(call.args[0], ast.JoinedStr), f"{file.name}:{call.lineno}"
