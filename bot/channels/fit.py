"""The one place for degrading: a Message becomes parts that a platform can show, and nothing is lost on the way.

Long text → parts cut between blocks, then lines, then words. Tables and lists → lines. A style that a platform lacks →
bare text, struck text → its `was` before it. Buttons: too long a label is shortened with «…», a long row wraps, buttons
beyond what one message carries go under a message of their own («⋯»); where there are no buttons at all they become
numbered lines. Pictures and files that can't be carried → their text alternative.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from bot.channels.attachments import has_attachments
from bot.channels.buttons import keyboards, numbered
from bot.channels.letters import clean, is_odd, is_visible, units
from bot.channels.pages import Lines, Pages, text_of
from school.message import (
    Block,
    Button,
    File,
    Footnote,
    Heading,
    Line,
    Listing,
    Message,
    Picture,
    Span,
    Style,
    Table,
    Text,
)
from school.messenger import Limits

BARE = (Span("⋯"),)  # under what buttons hang that found no place, and what an empty message shows
_BLANK = Span("\n\n")
Attachment = Picture | File


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform can show, beside its Limits: styles, and how many buttons one message carries in all."""

    styles: frozenset[Style]
    buttons: int


@dataclass(frozen=True, slots=True)
class Part:
    """One message on a platform: text, one attachment at most, buttons. Line breaks are inside the spans."""

    spans: Line = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None

    @property
    def text(self) -> str:
        """The text without its styles."""
        return text_of(self.spans)


class _Laid(NamedTuple):
    """A block as lines, and what one page of it would be."""

    is_heading: bool
    lines: Lines
    spans: Line
    units: int
    is_visible: bool


def fit(message: Message, limits: Limits, can: Abilities) -> tuple[Part, ...]:
    """The message as one or more parts; buttons are on the last, the text under an attachment is its caption."""
    laid = [one for block in message.blocks if (one := _laid(block, can.styles))]
    simple = limits.button_rows and not has_attachments(message)
    if simple and sum([one.units + 2 for one in laid]) - 2 <= limits.characters and any(one.is_visible for one in laid):
        boards = keyboards(message.buttons, limits, can.buttons) or [()]
        return (Part(_one_page(laid), boards[0]), *[Part(BARE, board) for board in boards[1:]])
    return _fit(message, limits, can)


def _fit(message: Message, limits: Limits, can: Abilities) -> tuple[Part, ...]:
    """However long it is, whatever it carries."""
    attachments = [block for block in message.blocks if isinstance(block, Attachment)] if limits.caption else []
    written = [block for block in message.blocks if block not in attachments]
    if not limits.button_rows:
        written += numbered(message.buttons)
    caption = limits.caption if attachments else limits.characters
    pages = Pages(lambda number: limits.characters if number else caption)
    laid = [one for block in written if (one := _laid(block, can.styles))]
    for lines in _glued((one.is_heading, one.lines) for one in laid):
        pages.add(lines)
    return _with_buttons(_parts(attachments, pages.finish()), keyboards(message.buttons, limits, can.buttons))


def _parts(attachments: list[Attachment], pages: list[Lines]) -> list[Part]:
    parts = [Part(attachment=attachment) for attachment in attachments]
    if parts:  # the caption goes with the last attachment, so that the text comes right below
        parts[-1] = replace(parts[-1], spans=_one_text(pages[0]))
    return parts + [Part(_one_text(page)) for page in pages[len(parts) and 1 :] if page]


def _with_buttons(parts: list[Part], boards: list[tuple[tuple[Button, ...], ...]]) -> tuple[Part, ...]:
    parts = parts or [Part(BARE)]
    if boards:
        parts[-1] = replace(parts[-1], buttons=boards[0])
    return (*parts, *(Part(BARE, board) for board in boards[1:]))


def _glued(blocks: Iterable[tuple[bool, Lines]]) -> Iterator[Lines]:
    """A heading stays with what it heads."""
    held: Lines = []
    for is_heading, lines in blocks:
        held = [*held, *([()] if held else []), *lines]
        if not is_heading:
            yield held
            held = []
    if held:
        yield held


def _laid(block: Block, styles: frozenset[Style]) -> _Laid | None:
    """A block's lines; None when nothing is to be seen. A list is often the same for a whole class: it is kept."""
    return _kept(block, styles) if isinstance(block, Listing) else _lay(block, styles)


@lru_cache(maxsize=512)
def _kept(block: Block, styles: frozenset[Style]) -> _Laid | None:
    return _lay(block, styles)


def _lay(block: Block, styles: frozenset[Style]) -> _Laid | None:
    if spans := _one_line(block, styles):
        text = text_of(spans)
        return _Laid(isinstance(block, Heading), [spans], spans, units(text), is_visible(text))
    lines = _lines(block, styles)
    if not lines:
        return None
    spans = _one_text(lines)
    text = text_of(spans)
    return _Laid(isinstance(block, Heading), lines, spans, units(text), is_visible(text))


def _one_line(block: Block, styles: frozenset[Style]) -> Line | None:
    """Most blocks are one line with nothing in it to be mended: the same as `_lines` of it, sooner."""
    style = _STYLE.get(type(block))
    if style is None:
        return None
    spans: Line = block.spans  # type: ignore[union-attr]
    text = text_of(spans) if spans else ""
    if "\n" in text or is_odd(text) or not text.strip():
        return None
    for span in spans:
        if not span.text or not (span.style in styles or span.style is Style.PLAIN):
            return None
    return spans if style is Style.PLAIN else _as(style, spans)


_STYLE = {Heading: Style.BOLD, Text: Style.PLAIN, Footnote: Style.ITALIC}
"""The style of what is plain, of blocks that are a paragraph."""


def _one_page(laid: Sequence[_Laid]) -> Line:
    """The blocks with blank lines between them."""
    spans: list[Span] = []
    for place, one in enumerate(laid):
        for span in (_BLANK, *one.spans) if place else one.spans:
            if spans and spans[-1].style is span.style:
                spans[-1] = Span(spans[-1].text + span.text, span.style)
            else:
                spans.append(span)
    return tuple(spans)


def _lines(block: Block, styles: frozenset[Style]) -> Lines:
    """Its lines without blank edges and double blanks."""
    lines = [line for spans in _spans(block) for line in _broken(_styled(spans, styles))]
    kept = [line for is_blank, run in groupby(lines, key=_is_blank) for line in ([()] if is_blank else run)]
    while kept and not kept[-1]:
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
    return kept


def _is_blank(line: Line) -> bool:
    return not text_of(line).strip()


def _spans(block: Block) -> list[Line]:
    match block:
        case Heading(spans) | Text(spans) | Footnote(spans):
            return [_as(_STYLE[type(block)], spans)]
        case Listing(items, title, marker):
            return [_as(Style.BOLD, title), *((Span(marker), *item) for item in items)]
        case Table(title=title, lines=rows):
            return [_as(Style.BOLD, title), *rows]
        case Picture(_, words) | File(_, words):
            return [(Span(words),)]


def _as(style: Style, spans: Line) -> Line:
    return tuple([Span(span.text, style) if span.style is Style.PLAIN else span for span in spans])


def _styled(spans: Line, styles: frozenset[Style]) -> Line:
    return tuple(_known(Span(clean(span.text), span.style, span.was), styles) for span in spans)


def _known(span: Span, styles: frozenset[Style]) -> Span:
    if span.style in styles or span.style is Style.PLAIN:
        return span
    if span.style is Style.STRUCK and span.text.strip():
        return Span(re.sub(r"\S", lambda first: f"{span.was} {first[0]}", span.text, count=1))
    return Span(span.text)


def _broken(spans: Line) -> Lines:
    """Lines at the line breaks inside spans; no spans give no line."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if "\n" not in span.text:
            lines[-1].append(span)
            continue
        first, *rest = span.text.split("\n")
        lines[-1].append(Span(first, span.style))
        lines += [[Span(text, span.style)] for text in rest]
    return [tuple(span for span in line if span.text) for line in lines] if spans else []


def _one_text(lines: Lines) -> Line:
    spans = [span for n, line in enumerate(lines) for span in ((Span("\n"), *line) if n else line)]
    runs = groupby(spans, key=attrgetter("style"))
    return tuple(Span("".join(span.text for span in run), style) for style, run in runs)
