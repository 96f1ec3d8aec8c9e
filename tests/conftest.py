"""Fixtures that every room of tests shares."""

import os
import shutil
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from storage.database import Database
from tests.canaries import CAGE, judge
from tests.databases import KINDS, open_database, stop_server


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests may take their time. Without Chromium those that drive it are left out, in words, but not under CI."""
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(0))
    if os.environ.get("CI") or shutil.which("chromium"):
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_report_header() -> str:
    """What runs without the tests that need a browser must say so."""
    return (
        "" if shutil.which("chromium") else "No Chromium here: tests marked `browser` need it (apt install chromium)."
    )


def pytest_sessionstart() -> None:
    """From now on every line that is logged is looked at: tests.canaries."""
    CAGE.open()


def pytest_sessionfinish() -> None:
    """No server outlives the tests, in any of their processes."""
    stop_server()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, "pytest.CallInfo[None]", None]:
    """No test passes that wrote a name, a phone or a token into a log."""
    outcome = yield
    judge(outcome.get_result())  # type: ignore[attr-defined]


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh, migrated database; the test runs once on SQLite and once on PostgreSQL."""
    async for database in open_database(request.param, tmp_path):
        yield database
