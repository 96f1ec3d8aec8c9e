"""Web addresses in what people write, whole, as they stand: nothing is hidden behind words. No I/O."""

import re

_REST = r"[^\s<>«»\"']"
_LINK = re.compile(
    rf"(?:https?://|www\.){_REST}+|(?<![@/\w.-])(?:[\w-]+\.)+(?:ru|рф|com|org|net|me)\b(?:/{_REST}*)?", re.IGNORECASE
)


def links_in(text: str) -> tuple[str, ...]:
    """The addresses in a text, each once, without the punctuation that follows them."""
    return tuple(dict.fromkeys(found.rstrip(".,;:!?)") for found in _LINK.findall(text)))


def without_links(text: str) -> str:
    """The text with a space in the place of every address."""
    return _LINK.sub(" ", text)
