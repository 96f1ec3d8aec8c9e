"""docs/reliability.md names a test for every fault; the tests are there."""

import re
from pathlib import Path

from tests.house import ROOT

PLACES = {"F/": "tests/faults/", "C/": "tests/channels/", "S/": "tests/scheduler/", "W/": "tests/watching/"}
PLACES |= {"tests/flows/": "tests/flows/"}


def named() -> list[tuple[Path, str]]:
    """Every `file::test` of the document; "" where only the file is named."""
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    found = re.findall(r"`(F/|C/|S/|W/|tests/flows/)(test_\w+\.py)(?:::(test_\w+))?`", text)
    return [(ROOT / PLACES[place] / file, test) for place, file, test in found]


def test_every_test_that_the_table_names_is_there() -> None:
    missing = [
        f"{path.name}::{test}"
        for path, test in named()
        if not path.is_file() or (test and f"def {test}(" not in path.read_text(encoding="utf-8"))
    ]
    assert missing == []
    assert len(named()) > 50


def test_every_test_of_faults_is_in_the_table() -> None:
    mine = {test for path in Path(__file__).parent.glob("test_*.py") for test in _tests(path)}
    assert mine - {test for _, test in named()} <= ALLOWED


ALLOWED = {
    "test_every_test_that_the_table_names_is_there",
    "test_every_test_of_faults_is_in_the_table",
    "test_a_first_start_and_another_database_are_no_loss",
}


def _tests(path: Path) -> list[str]:
    return re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
