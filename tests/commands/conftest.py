"""A shell in a folder of its own, and a school already taken in."""

from pathlib import Path

import pytest

from tests.commands.shell import SCHOOL, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def school(shell: Shell) -> Shell:
    """The shell after the first import of a small school."""
    taken = shell("import", shell.write(SCHOOL))
    assert taken.code == 0, taken.err
    return shell
