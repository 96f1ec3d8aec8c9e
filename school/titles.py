"""Class titles: one spelling for `7 "А"`, `7-а`, `7A` and `7 А класс`, so that a class is found however typed."""

import re

# Latin letters that look like Cyrillic ones: a title typed on the wrong keyboard is the same class.
_LOOK_ALIKES = str.maketrans("ABEKMHOPCTXY", "АВЕКМНОРСТХУ")
_NOISE = re.compile(r"(?<![А-Я]{3})КЛАСС[А-Я]*\b|(?<![А-Я])КЛ\b\.?|[\"'`«»“”„‟‘’]")
_TITLE = re.compile(r"(1[0-3]|0?[0-9])(?![0-9])[\s\-–—_./\\()]*(.*)", re.DOTALL)
_TOKEN = re.compile(r"[А-ЯЁA-Z]+[0-9]{0,2}|[0-9]{1,2}")
_SEPARATORS = re.compile(r"[\s\-–—_./\\()]+")
_LONGEST = 32
_LETTERS_IN_A_PARALLEL = 4


def fold_class(text: str) -> str:
    """The one spelling of a class title: `7А`, `10ФМ`, `11Б1`, `7-1`, `0 подготовительный`.

    Folding a folded title changes nothing. Raises ValueError when the text is not a class title.
    """
    title = _folded(text) if len(text) <= 2 * _LONGEST else None
    if title is None or len(title) > _LONGEST or _folded(title) != title:
        raise ValueError("not a class title")
    return title


def _folded(text: str) -> str | None:
    found = _TITLE.fullmatch(_NOISE.sub(" ", text.upper().translate(_LOOK_ALIKES)).strip())
    suffix = _suffix(found[2]) if found else None
    return None if found is None or suffix is None else f"{int(found[1])}{suffix}"


def _suffix(rest: str) -> str | None:
    tokens = [token for token in _SEPARATORS.split(rest) if token]
    if not all(_TOKEN.fullmatch(token) for token in tokens) or sum(map(str.isdigit, tokens)) > 1:
        return None
    return "".join(_joined(token, first=place == 0) for place, token in enumerate(tokens))


def _joined(token: str, *, first: bool) -> str:
    """A short token sticks to the number (`7А`); a word stands apart (`0 подготовительный`)."""
    if token.isdigit():  # `7-1` must not become class 71, nor `7А 1` lose its meaning
        return f"-{int(token)}" if first else token
    if len(token) <= _LETTERS_IN_A_PARALLEL + 2 and len(token.rstrip("0123456789")) <= _LETTERS_IN_A_PARALLEL:
        return token
    return f" {token.lower()}"
