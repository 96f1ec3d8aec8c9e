"""Files made to answer: a chart, a calendar. They hold facts of a child, so they are swept within the hour.

A file is named by a hash of what it holds: asked again it is the same file, which platforms keep by its path.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from storage.database import Database

HERE = Path(__file__).parent / "drawings"
KEPT = 3600  # seconds; an answer is sent at once, or not at all
PIXELS_PER_INCH = 160.0


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is to be there when the answer goes out."""

    path: Path
    make: Callable[[], bytes]

    def keep(self) -> None:
        """Write the file unless it is there, and sweep old ones. Blocks: call it in a thread."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(self.path.parent)
        if self.path.exists():
            self.path.touch()
        else:
            whole = self.path.with_suffix(f".{token_hex(4)}")
            whole.touch(mode=0o600)
            whole.write_bytes(self.make())
            whole.replace(self.path)  # who asks at the same time finds all of it, or nothing


def made_from(folder: Path, data: str, suffix: str, make: Callable[[], bytes]) -> Made:
    """The file that `make` gives of this data, below a folder of attachments."""
    return Made(folder / "made" / f"{sha256(data.encode()).hexdigest()[:32]}{suffix}", make)


def drawing(folder: Path, template: str, data: dict[str, Any]) -> Made:
    """A picture drawn by `drawings/TEMPLATE.typ` of its data; typst is loaded at the first one."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return made_from(folder, text, ".png", lambda: _drawn(template, text))


def _drawn(template: str, data: str) -> bytes:
    import typst

    drawn: bytes = typst.compile(
        HERE / f"{template}.typ",
        root=HERE,
        sys_inputs={"data": data},
        ignore_system_fonts=True,
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    return drawn


async def sweep_made(_: Database, _now: datetime, *, folder: Path) -> None:
    """Remove what was made an hour ago below a folder of attachments, also when nobody asks for another file."""
    await asyncio.to_thread(_sweep, folder / "made")


def _sweep(folder: Path) -> None:
    old = time.time() - KEPT
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # another answer sweeps as well
            if path.stat().st_mtime < old:
                path.unlink()
