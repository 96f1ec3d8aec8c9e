"""Pictures and files on disk, read when they are sent."""

import os
from dataclasses import replace

from school.file_names import file_name
from school.message import Block, File, Message, Picture, Span, Text


def without_missing(message: Message) -> Message:
    """The message with attachments that can't be read replaced by their text alternative, the others well named."""
    if not has_attachments(message):
        return message
    return replace(message, blocks=tuple(_present(block) for block in message.blocks))


def has_attachments(message: Message) -> bool:
    """Whether a picture or a file is in it."""
    return any(isinstance(block, Picture | File) for block in message.blocks)


def _present(block: Block) -> Block:
    if isinstance(block, Picture | File) and not os.access(block.path, os.R_OK):
        return Text((Span(block.alt if isinstance(block, Picture) else block.name),))
    return replace(block, name=file_name(block.name)) if isinstance(block, File) else block


class Uploaded:
    """What a platform calls a file that it already has, so that 27 families cost one upload. Forgets the oldest."""

    def __init__(self, room: int = 256) -> None:
        self._room = room
        self._known: dict[tuple[str, int, int], str] = {}

    def get(self, path: str) -> str | None:
        """The platform's word for this very version of the file."""
        return self._known.get(_version(path))

    def keep(self, path: str, word: str) -> None:
        """Remember it."""
        while len(self._known) >= self._room:
            del self._known[next(iter(self._known))]
        self._known[_version(path)] = word

    def forget(self, path: str) -> None:
        """The platform no longer knows it."""
        self._known.pop(_version(path), None)


def _version(path: str) -> tuple[str, int, int]:
    stat = os.stat(path)
    return path, stat.st_mtime_ns, stat.st_size
