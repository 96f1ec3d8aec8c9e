"""Lines of a message laid onto as many pages as they need, cut between blocks, else lines, else words; none is lost."""

from collections.abc import Callable

from bot.channels.letters import cut_at, is_visible, units
from school.message import Line, Span

Lines = list[Line]
_TINY = 32  # a rest of a page not worth beginning a long line on


def text_of(line: Line) -> str:
    """The line without its styles."""
    return line[0].text if len(line) == 1 else "".join([span.text for span in line])


def size(lines: Lines) -> int:
    """UTF-16 units of these lines with the breaks between them."""
    return units("".join(map(text_of, lines))) + max(0, len(lines) - 1)


def split(line: Line, room: int) -> tuple[Line, Line]:
    """The line's beginning within `room` units and the rest; the space between them is dropped."""
    end, begin = cut_at(text_of(line), room)
    return _slice(line, 0, end), _slice(line, begin, len(text_of(line)))


class Pages:
    """Takes blocks in order; `room(n)` tells how many units page n holds (a caption holds less than a message)."""

    def __init__(self, room: Callable[[int], int]) -> None:
        self._room = room
        self._done: list[Lines] = []
        self._page: Lines = []

    def add(self, block: Lines) -> None:
        """Lay a block: here if it fits, whole onto the next page if it fits there, else line by line."""
        whole = [*self._page, *([()] if self._page else []), *block]
        if size(whole) <= self._here:
            self._page = whole
        elif size(block) <= self._next:
            self._turn()
            self._page = list(block)
        else:
            self._page += [()] if self._page else []
            for line in block:
                self._add_line(line)

    def finish(self) -> list[Lines]:
        """All pages, without blank edges; a page on which nothing would be seen is an empty list."""
        self._turn()
        pages = [_without_blank_edges(page) for page in self._done]
        return [page if is_visible("".join(map(text_of, page))) else [] for page in pages]

    @property
    def _here(self) -> int:
        return self._room(len(self._done))

    @property
    def _next(self) -> int:
        return self._room(len(self._done) + 1)

    def _turn(self) -> None:
        self._done.append(self._page)
        self._page = []

    def _add_line(self, line: Line) -> None:
        while (wants := units(text_of(line))) > (free := self._free()):
            if self._page and (wants <= self._next or free < _TINY):
                self._turn()
                continue
            head, line = split(line, free)
            self._page.append(head)
            self._turn()
        self._page.append(line)

    def _free(self) -> int:
        return self._here - size(self._page) - (1 if self._page else 0)


def _without_blank_edges(lines: Lines) -> Lines:
    seen = [n for n, line in enumerate(lines) if text_of(line).strip()]
    return lines[seen[0] : seen[-1] + 1] if seen else []


def _slice(line: Line, begin: int, end: int) -> Line:
    kept, at = [], 0
    for span in line:
        if piece := span.text[max(0, begin - at) : max(0, end - at)]:
            kept.append(Span(piece, span.style))
        at += len(span.text)
    return tuple(kept)
