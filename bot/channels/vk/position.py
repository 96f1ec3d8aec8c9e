"""Where we stopped listening. VK keeps events for a while, but it is the reader who must know its place (`ts`)."""

import os
from pathlib import Path


class Position:
    """The last `ts` whose events were all received, kept in a file over restarts; None keeps it in memory only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> str | None:
        """The `ts` to go on from, or None at the very first start (or when the file can't be read)."""
        try:
            return (self._path.read_text("ascii").strip() or None) if self._path else None
        except (OSError, ValueError):
            return None

    def keep(self, ts: str) -> None:
        """Remember it. Lost on a power cut, some events come again, which the inbox notices."""
        if self._path:
            fresh = self._path.with_suffix(".new")
            fresh.write_text(ts, "ascii")
            os.replace(fresh, self._path)
