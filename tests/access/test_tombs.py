"""An old journal file does not bring back who was erased; and the commands that erase, prove and export."""

import json
from pathlib import Path

from tests.commands.conftest import school
from tests.commands.shell import SCHOOL, Shell

__all__ = ["school"]


def codes(shell: Shell) -> set[str]:
    return {one["code"] for one in shell("people", "--json").json}


def test_an_import_of_the_same_file_leaves_out_the_erased(school: Shell, tmp_path: Path) -> None:
    act = tmp_path / "act.pdf"
    kept = tmp_path / "kept.json"
    assert school("people", "export", "s1", "--out", str(kept)).code == 0
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert [row["code"] for row in found["people"]] == ["s1"]
    assert kept.stat().st_mode & 0o077 == 0
    before = codes(school)
    done = school("people", "erase", "s1", "--yes", "--out", str(act), "--json").json
    assert done["act"] == 1
    assert act.read_bytes().startswith(b"%PDF")
    assert codes(school) == before - {"s1"}
    again = school("import", school.write(SCHOOL))
    assert again.code == 0, again.err
    assert codes(school) == before - {"s1"}
    assert school("people", "readmit", "s1").code == 0
    assert school("import", school.write(SCHOOL)).code == 0
    assert codes(school) == before


def test_a_journal_without_people_is_taken_in_after_an_erasure(school: Shell) -> None:
    school("people", "erase", "s1", "--yes")
    marks = "student;subject;date;value\ns1;Алгебра;20.11.2026;5\n"
    taken = school("import", school.write({"marks": marks}, "marks"))
    assert taken.code == 0, taken.err


def test_an_act_can_be_printed_again_and_no_other(school: Shell, tmp_path: Path) -> None:
    school("people", "erase", "g1", "--yes", "--guardian")
    assert school("people", "act", "1", "--out", str(tmp_path / "a.pdf")).code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert school("people", "act", "2", "--out", str(tmp_path / "b.pdf")).code == 1


def test_erasing_asks_first(school: Shell) -> None:
    before = codes(school)
    assert school.process("-m", "bot", "people", "erase", "s1").code == 1  # nobody answers
    assert codes(school) == before
