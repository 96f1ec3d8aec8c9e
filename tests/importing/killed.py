"""A process that imports, to be killed at it: python -m tests.importing.killed URL."""

import asyncio
import sys

from journal.records import MarkRecord
from storage.database import Database
from tests.importing.source import TODAY, lay


async def main(url: str) -> None:
    """The first import, with 30,000 marks."""
    await lay(Database(url), marks=[MarkRecord("S1", "Алгебра", TODAY, "5")] * 30_000)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
