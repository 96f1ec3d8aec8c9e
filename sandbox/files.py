"""Files that went through the sandbox, kept in memory."""

import secrets
import struct
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import quote

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; `picture` says how it was sent, `mime` is told from the bytes for pictures, never from the name."""

    id: int
    name: str
    content: bytes = field(repr=False)
    picture: bool
    key: str

    @property
    def mime(self) -> str:
        """image/png, image/jpeg or image/gif when the bytes say so, else application/octet-stream."""
        return next((m for magic, m in PICTURES.items() if self.content.startswith(magic)), "application/octet-stream")

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def path(self) -> str:
        """Where the sandbox serves it, from the root; the key makes it unguessable, as the platforms' links are."""
        return f"/files/{self.id}/{self.key}/{quote(self.name)}"

    def as_json(self) -> dict[str, object]:
        """What the page needs to show it."""
        return {"kind": "picture" if self.picture else "file", "name": self.name, "size": self.size, "url": self.path}

    def dimensions(self) -> tuple[int, int]:
        """Width and height in pixels; (320, 240) where the format hides them."""
        if self.mime == "image/png" and self.size > 24:
            width, height = struct.unpack(">II", self.content[16:24])
            return int(width), int(height)
        return 320, 240


class FileStore:
    """Keeps files by number."""

    def __init__(self) -> None:
        self._files: dict[int, StoredFile] = {}

    def put(self, name: str, content: bytes, *, picture: bool) -> StoredFile:
        """Keep a file; its name loses any folders."""
        clean = PurePath(name.replace("\\", "/")).name or "file"
        number = len(self._files) + 1
        stored = StoredFile(number, clean, content, picture, secrets.token_hex(8))
        self._files[number] = stored
        return stored

    def get(self, number: int, key: str) -> StoredFile | None:
        """The file with that number and key, or None."""
        stored = self._files.get(number)
        return stored if stored and stored.key == key else None
