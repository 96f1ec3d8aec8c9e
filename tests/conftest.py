"""Fixtures that every room of tests shares."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.databases import KINDS, open_database


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh, migrated database; the test runs once on SQLite and once on PostgreSQL."""
    async for database in open_database(request.param, tmp_path):
        yield database
