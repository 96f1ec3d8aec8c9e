"""The demo: a made-up school, live on this machine, to play with on a page or to watch in the terminal.

May import everything but bot.commands. Nothing here is used by the service.
"""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from bot.demo.play import open_to_visitors, play_story


def main(story: bool = False, port: int | None = None) -> None:
    """Run the demo until Ctrl+C, or play its story. Leaves the process with 1 when the story went wrong."""
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s %(message)s", force=True)
    logging.getLogger("scheduler.leases").setLevel(logging.CRITICAL)  # it warns of a clock that jumps: ours is meant to
    with tempfile.TemporaryDirectory(prefix="rodnik-demo-", ignore_cleanup_errors=True) as name:
        try:
            happened = asyncio.run(play_story(Path(name)) if story else open_to_visitors(Path(name), port or 0))
        except (KeyboardInterrupt, asyncio.CancelledError):
            print("\nДемо закрыто, временные файлы удалены.")
            return
    if not happened:
        sys.exit(1)
