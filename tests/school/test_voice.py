"""The voice: counts, dates and numbers in each language; and that every sentence can be found for translation."""

import ast
import os
import re
from datetime import date, datetime, time
from pathlib import Path

import pytest

from locales import catalogues, voice
from locales.catalogues import ROOMS

THURSDAY = date(2026, 11, 26)
ROOT = Path(catalogues.HOME).parent


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "осталась 1 минута"), (2, "осталось 2 минуты"), (5, "осталось 5 минут"), (21, "осталась 21 минута")],
)
def test_it_counts_in_three_russian_forms(n: int, said: str) -> None:
    assert voice("ru").plural("осталась {n} минута", "осталось {n} минут", n) == said


def test_it_translates_into_english() -> None:
    assert voice("en").say("замена") == "substitution"
    assert voice("en").plural("{n} семья", "{n} семей", 27) == "27 families"


def test_it_speaks_russian_when_the_language_is_unknown() -> None:
    assert voice("tlh") is voice("ru")


def test_it_leaves_braces_in_what_people_wrote() -> None:
    assert voice("ru").say("«{text}»", text="{n} {}") == "«{n} {}»"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", ("четверг", "чт", "26 ноября", "Четверг, 26 ноября", "4,5", "5", "4,67")),
        ("en", ("Thursday", "Thu", "26 November", "Thursday, 26 November", "4.5", "5", "4.67")),
    ],
)
def test_it_says_days_and_numbers(language: str, said: tuple[str, ...]) -> None:
    v = voice(language)
    days = (v.weekday(THURSDAY), v.short_weekday(THURSDAY), v.day(THURSDAY), v.day_heading(THURSDAY))
    assert (*days, v.number(4.5), v.number(5.0), v.number(14 / 3)) == said


def test_it_names_the_year_only_when_it_is_another() -> None:
    assert voice("ru").day(THURSDAY, 2026) == "26 ноября"
    assert voice("ru").day(THURSDAY, 2027) == "26 ноября 2026"


def test_it_joins_days_into_a_range() -> None:
    v = voice("ru")
    assert v.days(date(2026, 11, 23), date(2026, 11, 28)) == "23–28 ноября"
    assert v.days(date(2026, 11, 30), date(2026, 12, 5)) == "30 ноября — 5 декабря"
    assert v.days(THURSDAY, THURSDAY) == "26 ноября"


def test_it_says_the_hour_alone_of_a_moment_today() -> None:
    moment = datetime.combine(THURSDAY, time(16, 40))
    assert voice("ru").moment(moment, THURSDAY) == "16:40"
    assert voice("ru").moment(moment, date(2026, 11, 27)) == "26 ноября, 16:40"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A house of catalogues with an English `.po` and nothing compiled."""
    po = catalogues.po_path("en", tmp_path)
    po.parent.mkdir(parents=True)
    po.write_bytes(catalogues.po_path("en").read_bytes())
    return tmp_path


def test_it_speaks_without_a_compiled_catalogue(home: Path) -> None:
    assert catalogues.translations("en", home).gettext("отмена") == "cancelled"
    assert not catalogues.po_path("en", home).with_suffix(".mo").exists()


def test_it_prefers_the_po_that_was_edited_after_compiling(home: Path) -> None:
    mo, po = catalogues.compile_catalogue("en", home), catalogues.po_path("en", home)
    po.write_text(po.read_text(encoding="utf-8").replace('"cancelled"', '"called off"'), encoding="utf-8")
    os.utime(mo, (0, 0))
    assert catalogues.translations("en", home).gettext("отмена") == "called off"


REFUSAL = ROOT / "actions" / "refusal.py"  # its sentences are collected where they are refused with


def _calls(tree: ast.AST) -> list[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [c for c in found if isinstance(c.func, ast.Attribute) and c.func.attr in ("say", "plural") and _voiced(c)]


def _voiced(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    return re.search(r"\b(voice|v)\b", ast.unparse(call.func.value)) is not None


@pytest.mark.parametrize("room", ROOMS)
def test_it_is_given_literal_sentences_outside_of_f_strings(room: str) -> None:
    """Extraction reads tokens: a computed msgid, or one inside an f-string, would stay Russian for ever."""
    wrong = []
    for path in sorted((ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hidden = [call for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for call in _calls(node)]
        loose = [c for c in _calls(tree) if not (c.args and isinstance(c.args[0], ast.Constant))]
        wrong += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in hidden + loose if path != REFUSAL]
    assert wrong == []
