"""docs/security.md tells the truth about its tests; and what it says in passing."""

import re

from tests.console.conftest import Console
from tests.house import ROOT

NAMED = re.compile(r"`(test_\w+)`")


def test_every_test_that_the_paper_names_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "console").glob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", code))
    rows = [
        line for line in (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines() if "| `test_" in line
    ]
    assert len(rows) > 30
    for row in rows:
        named = NAMED.findall(row)
        assert named, row
        assert set(named) <= there, row


async def test_it_shows_no_door_of_its_makers(one_console: Console) -> None:
    browser = one_console.browser()
    for path in ("/docs", "/redoc", "/openapi.json", "/.git/config", "/static/../app.py", "/static/", "/console"):
        assert (await browser.get(path)).status == 404
