"""File names that every phone and computer keeps as they are. No I/O."""

import re

_DASHED = re.compile(r"\s*[/\\|]\s*")
_DROPPED = re.compile(r'[<>&":*?\x00-\x1f\x7f]')


def file_name(name: str) -> str:
    """The name without the signs that a file system or a browser takes for its own; «7А/7Б» becomes «7А-7Б»."""
    plain = re.sub(r"\s+", " ", _DROPPED.sub(" ", _DASHED.sub("-", name)))
    return re.sub(r" (?=\.\w+$)", "", plain.strip(" .-")) or "file"
