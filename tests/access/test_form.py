"""The consent form: all purposes, nothing ticked, a fresh code, and a version that changes with the words."""

from pathlib import Path

from bot.papers import consent_form
from bot.papers.press import HERE
from school.purposes import Purpose
from tests.commands.conftest import school

__all__ = ["school"]
PAPER = ("--channel", "vk", "--number", "12", "--date", "2026-09-01")


def test_a_form_is_printed_for_a_guardian_with_a_code_of_its_own(school, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "form.pdf"
    school("school", "set", "operator_inn=1101483733", "operator_address=г. Сыктывкар, ул. Советская, 14")
    said = school("consent", "form", "--student", "s1", "--guardian", "g1", "--out", str(out), "--json")
    assert said.json["version"] == consent_form.form_version()
    assert said.json["guardians"] == ["g1"]
    assert said.json["missing"] == ["responsible"]
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o077 == 0


def test_a_form_for_a_stranger_is_refused(school, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = school("consent", "form", "--student", "s1", "--guardian", "g9", "--out", str(tmp_path / "x.pdf"))
    assert said.code == 1
    assert not (tmp_path / "x.pdf").exists()


def test_an_operator_number_that_can_not_be_is_refused(school) -> None:  # type: ignore[no-untyped-def]
    assert school("school", "set", "operator_inn=12").code == 1


def test_every_purpose_has_a_page_of_its_own() -> None:
    assert set(consent_form.PURPOSES) == set(Purpose)


def test_nothing_is_ticked_beforehand() -> None:
    template = (HERE / "consent_form.typ").read_text(encoding="utf-8")
    assert template.count("[#square") == 2  # two empty squares in a channel's row, and nowhere a mark
    for mark in ("☑", "☒", "✓", "✔", "☐"):
        assert mark not in template


def test_the_version_of_a_form_is_looked_at(school) -> None:  # type: ignore[no-untyped-def]
    pair = ("consent", "record", "--guardian", "g1", "--student", "s1", *PAPER)
    assert school(*pair, "--form", "my paper").code == 2
    older = school(*pair, "--form", "0123456789ab")
    assert older.code == 0
    assert "другой версии" in older.err
    assert "версии" not in school(*pair, "--form", consent_form.form_version()).err
