"""A message as a small document: blocks and buttons, before any platform has its say.

Wording builds it once; each adapter shows it as well as its platform can, degrading in `bot.channels.fit` only. A new
block or capability enters here together with its written fallback (docs/adding-a-channel.md).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Style(StrEnum):
    """How a span looks. Fallback on a platform without it: the bare text (struck text after its `was`)."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    STRUCK = "struck"


class Span(NamedTuple):
    """Words in one style. A tuple, as buttons are: every message makes a dozen, and these are made soonest."""

    text: str
    style: Style = Style.PLAIN
    was: str = ""  # struck: what is said before the text where it cannot be struck


Line = tuple[Span, ...]


def plain(text: str) -> Span:
    """A span as it is."""
    return Span(text)


def bold(text: str) -> Span:
    """A span that stands out."""
    return Span(text, Style.BOLD)


def italic(text: str) -> Span:
    """A span said aside."""
    return Span(text, Style.ITALIC)


def struck(text: str, was: str) -> Span:
    """A span that no longer holds; `was` says so in the reader's language where it cannot be struck: «было:»."""
    return Span(text, Style.STRUCK, was)


def line(*parts: Span | str) -> Line:
    """One line of spans; bare strings are plain. Empty parts are left out."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Heading:
    """Who and when this is about; one per message as a rule. Fallback: a bold line."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `\\n` inside a span is a line break."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of lines, each its own item. Fallback: lines that begin with `marker`."""

    items: tuple[Line, ...]
    title: Line = ()
    marker: str = "• "


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header. Fallback: the lines of `plain`; without them a line per row, its cells joined by ` · `.

    `folded`: closed until touched, where a platform has such; its title stays in sight.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    title: Line = ()
    plain: tuple[Line, ...] = ()
    folded: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """What stands below the title where there are no tables."""
        return self.plain or tuple(map(_one_line, self.rows))


@dataclass(frozen=True, slots=True)
class Footnote:
    """Where this comes from ("data as of …"). Fallback: an italic last line."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on disk with its text alternative. Fallback: the alternative as text."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class File:
    """A document on disk under the name the reader sees. Fallback: the name as text."""

    path: str
    name: str


Block = Heading | Text | Listing | Table | Footnote | Picture | File


class Button(NamedTuple):
    """A choice under a message. `choice` is `verb arg …` (school.choices); it is sealed to the chat before leaving."""

    text: str
    choice: str


@dataclass(frozen=True, slots=True)
class Message:
    """What we say at once: blocks top to bottom, then buttons row by row.

    `menu` is the standing keyboard under the input box (rows of words that a person may as well type); None leaves the
    present one. `asks_phone` adds a button that shares one's own phone, where the platform has such (Telegram); its
    fallback is the code from the paper, so the text must name both ways. `rich`: this reader chose real tables (only
    Telegram has them); the fallback is the text.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    menu: tuple[tuple[str, ...], ...] | None = None
    asks_phone: str | None = None  # the label of the phone button
    rich: bool = False
    occasion: int | None = None  # what many are told at once (an announcement's id): the same for each, on every try


def say_plainly(message: Message) -> str:
    """The message as bare text, for logs of the sandbox and golden texts; buttons in brackets."""
    lines = [text for block in message.blocks if (text := _plain_block(block))]
    if message.rich:  # whoever looks for what may not be said looks at the cells too
        lines += [
            _join(row) for block in message.blocks if isinstance(block, Table) for row in map(_one_line, block.rows)
        ]
    rows = [" ".join(f"[{button.text}]" for button in row) for row in message.buttons]
    return "\n".join(lines + rows)


def _join(spans: Line) -> str:
    return "".join(span.text for span in spans)


def _one_line(cells: tuple[Line, ...]) -> Line:
    return tuple(span for n, cell in enumerate(cells) for span in ((Span(" · "), *cell) if n else cell))


def _plain_block(block: Block) -> str:
    match block:
        case Heading(spans) | Text(spans) | Footnote(spans):
            return _join(spans)
        case Listing(items, title, marker):
            return "\n".join(([_join(title)] if title else []) + [marker + _join(item) for item in items])
        case Table(title=title, lines=rows):
            return "\n".join(([_join(title)] if title else []) + [_join(row) for row in rows])
        case Picture(_, alt):
            return alt
        case File(_, name):
            return name
