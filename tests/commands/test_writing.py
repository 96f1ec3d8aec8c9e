"""Files that commands write: nobody else may read them, and a place that takes none is said in one sentence."""

import stat

import pytest

from tests.commands.shell import Shell

WRITING = [
    ("deadlines", "--journal", "--xlsx", "kept.xlsx"),
    ("people", "export", "s1", "--out", "kept.json"),
    ("consent", "form", "--student", "s1", "--out", "kept.pdf"),
    ("proof", "--student", "s1", "--out", "kept.json"),
]


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_a_file_with_personal_data_is_its_owners_alone(school: Shell, command: tuple[str, ...]) -> None:
    *words, name = command
    path = school.folder / name
    path.write_text("what was there before")
    path.chmod(0o644)
    said = school(*words, str(path))
    assert said.code == 0, said.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"before" not in path.read_bytes()


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_a_place_that_takes_no_file_is_refused(school: Shell, command: tuple[str, ...]) -> None:
    *words, name = command
    said = school(*words, str(school.folder / "nowhere" / name))
    assert said.code == 1
    assert "не записывается" in said.err
    assert "Traceback" not in said.err
