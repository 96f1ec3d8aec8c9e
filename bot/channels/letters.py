"""Letters as messengers count them: UTF-16 units, and places where a text may be cut."""

import re
from unicodedata import category, combining

# Line separators become line breaks; control characters, lone surrogates and unclosed direction overrides go: Telegram
# drops them by itself (so offsets would shift), an override would turn the rest of the message around.
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff\ufffe\uffff]")  # any of these
_NOT_SEEN = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
_SPACE = re.compile(r"[^\S\u00a0\u202f]")  # where a line may break: no-break spaces are not such places
_JOINER = "\u200d"


def clean(text: str) -> str:
    """The text without what no messenger shows; a tab becomes a space. Everything that can be seen stays."""
    if not is_odd(text):
        return text
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text).replace("\t", " "))


def is_odd(text: str) -> bool:
    """Whether there is a letter in it that `clean` may mend; a line break is none."""
    return _ODD.search(text) is not None


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram and VK count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_visible(text: str) -> bool:
    """Whether anything would be seen; a message of spaces and zero-width characters is refused as empty."""
    return any(category(letter)[0] not in "ZCM" and letter not in _NOT_SEEN for letter in text)


def cut_at(text: str, room: int) -> tuple[int, int]:
    """Where to end the first piece of at most `room` units and where to begin the next; between words if possible."""
    end = _prefix(text, room)
    if end == len(text):
        return end, end
    spaces = [found.start() for found in _SPACE.finditer(text, 1, end + 1)]
    if spaces:
        return spaces[-1], spaces[-1] + 1
    end = _before_cluster(text, end)
    return end, end


def shorten(text: str, room: int) -> str:
    """The text on one line in at most `room` units, ending with «…» when something was left out."""
    text = " ".join(clean(text).split())
    if units(text) <= room:
        return text
    return text[: _before_cluster(text, _prefix(text, room - 1))].rstrip() + "…"


def _prefix(text: str, room: int) -> int:
    """How many characters of it fit; at least one, so that cutting always gets on."""
    end = min(len(text), room)
    while end > 1 and units(text[:end]) > room:
        end -= max(1, (units(text[:end]) - room) // 2)
    return max(end, 1)


def _before_cluster(text: str, end: int) -> int:
    """Not between a letter and its accent or inside a joined emoji, if that costs at most 16 characters."""
    for back in range(end, max(end - 16, 0), -1):
        if not (combining(text[back]) or category(text[back]) in ("Mn", "Me", "Sk") or _joined(text, back)):
            return back
    return end


def _joined(text: str, at: int) -> bool:
    return text[at] == _JOINER or text[at - 1] == _JOINER
