"""How a story is printed: who wrote what to whom, where and when. Colours on a terminal, plain lines in a file."""

import sys
import textwrap
from collections.abc import Callable
from datetime import datetime

from rich.console import Console
from rich.markup import escape

from bot.demo.cast import CAST
from bot.demo.stage import Missed

INDENT = 13
PLATFORMS = {"telegram": "Telegram", "vk": "VK"}


class Transcript:
    """Prints as it goes. `clock` gives the demo's time once there is a demo."""

    def __init__(self) -> None:
        width = None if sys.stdout.isatty() else 110
        self._console = Console(width=width, emoji=False, highlight=False)
        self.clock: Callable[[], datetime] | None = None

    def step(self, number: int, title: str) -> None:
        """A new step begins."""
        self._console.print(f"\n[bold]{number}. {escape(title)}[/bold]")

    def told(self, source: str, target: str, text: str) -> None:
        """Somebody wrote something; without a source, time passed."""
        if not source:
            self._console.print(f"   {self._time()}  [magenta]⏩ {escape(text)}[/magenta]")
        elif target == "bot":
            self._console.print(f"   {self._time()}  [cyan]{escape(_who(source))}:[/cyan] {escape(text)}")
        else:
            self._console.print(f"   {self._time()}  [green]Родник → {escape(_who(target))}:[/green]")
            for line in text.splitlines():
                for part in textwrap.wrap(line, self._console.width - INDENT) or [""]:
                    self._console.print(" " * INDENT + escape(part) if part else "")

    def say(self, text: str) -> None:
        """A line about the story itself."""
        self._console.print(text)

    def missed(self, number: int, title: str, missed: Missed) -> None:
        """A step did not happen."""
        self._console.print(f"\n[bold red]Шаг {number} не случился: {escape(title)}[/bold red]")
        self._console.print(escape(f"  Ожидалось: {missed.expected}\n  Увидели:   {missed.seen}"))

    def _time(self) -> str:
        return f"[dim]{self.clock():%H:%M}[/dim]" if self.clock else "     "


def _who(key: str) -> str:
    actor = CAST[key]
    return f"{actor.name} ({PLATFORMS[actor.platform]})"
