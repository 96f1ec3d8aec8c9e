"""The audit as staff read it: acts in words, and a way to whom a row is about."""

import re
from pathlib import Path

from console.acts import act_words
from locales import voice
from locales.speech import LANGUAGES
from tests.console.conftest import Console
from tests.house import ROOT

WRITTEN = re.compile(
    r'(?:act=|"act": |\b_?(?:note|keep|record)\([^"]*?|(?:ACT|FOUND) = |act = )'
    r'"([a-z]+_[a-z_]+)"(?: if [^"]*? else "([a-z_]+)")?'
)


def acts() -> set[str]:
    """Every act that the code writes down by its name."""
    sources = [file for room in ("actions", "handlers", "console", "bot") for file in Path(ROOT, room).rglob("*.py")]
    found = {act for file in sources for pair in WRITTEN.findall(file.read_text(encoding="utf-8")) for act in pair}
    return found - {"", "a_check"}  # the latter is VK's


def test_every_act_that_is_written_down_has_words_in_both_languages() -> None:
    assert len(acts()) > 50
    for language in LANGUAGES:
        assert sorted(act for act in acts() if act_words(voice(language), act) == act) == []


def test_what_was_answered_about_a_child_has_words_whatever_was_asked() -> None:
    assert act_words(voice("ru"), "read_marks") == "получил(а) ответ о ребёнке"


async def test_the_audit_says_acts_in_words_and_leads_to_the_person(one_console: Console) -> None:
    browser, maria = await one_console.seat("ilina"), one_console.world.people["maria"]
    await browser.get(f"/people/{maria}")
    page = await browser.get("/audit?act=read_person")
    assert "открыл(а) страницу человека" in page.words
    assert f'<a href="/people/{maria}">person:{maria}</a>' in page.text
    assert '<option value="read_person" selected>' in page.text
    assert '<td data-label="Что"><span>вход по ссылке' not in page.text
