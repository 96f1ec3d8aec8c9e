"""The desks, the posts and the shell that these tests share with their neighbours."""

from pathlib import Path

import pytest

from tests.commands.shell import Shell
from tests.handlers.conftest import both, municipal, office
from tests.scheduler.conftest import post

__all__ = ["both", "municipal", "office", "post"]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)
