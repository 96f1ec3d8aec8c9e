"""From a text or a choice to a route and its words: case, ё, punctuation, spaces and a slip or two do not matter."""

import re
from collections.abc import Sequence

from handlers.routes import ROUTES, Route, Who
from handlers.wishes import fold

_LONGEST = 3  # words in a command
_PART = re.compile(r"[\s,;!?«»\"()]+|(?<!\d):|:(?!\d)")
_SLASH = re.compile(r"/(\w+)(?:@\w+)?")
_QUESTION_WITHIN = 5  # words that may come before the word of a question: «а какие оценки у Пети»


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


_WORDS = {_bare(word): route for route in ROUTES for word in route.words}
_NAMES = {route.name: route for route in ROUTES}
_SHORTEST, _LONG_ENOUGH = 5, 8  # letters: of a word in which one slip is forgiven, and two
_LONG = [word for word, route in _WORDS.items() if route.who is Who.FAMILY and len(word) >= _SHORTEST]


def read_choice(choice: str) -> tuple[Route, tuple[str, ...]] | None:
    """The route of a button's choice; None when there is none (any more)."""
    verb, *words = choice.split() or [""]
    return (_NAMES[verb], tuple(words)) if verb in _NAMES else None


def read_text(text: str) -> tuple[Route, tuple[str, ...]] | None:
    """The route of what somebody typed, and the words around the command; None when no command is in it."""
    tokens = tokens_of(text)
    slash = _SLASH.fullmatch(tokens[0]) if tokens else None
    if slash:
        route = _NAMES.get(slash[1].lower())
        return (route, tuple(tokens[1:])) if route and route.words else None
    found = _command(tokens)
    if found and found[0].name == "start":  # «Привет! Что задали на завтра?»
        asked = _command(found[1])
        return asked if asked and asked[0].who is Who.FAMILY else found
    if found:
        return found
    if len(tokens) > 2 and tokens[0] in ("что", "как", "чего") and "по" in tokens:  # «что у Маши по алгебре»
        return _NAMES["marks"], tuple(tokens[1:])
    return _mistyped(tokens)


def _command(tokens: Sequence[str]) -> tuple[Route, tuple[str, ...]] | None:
    """The command that a text begins with, or the family's question within it."""
    for place in range(min(len(tokens), _QUESTION_WITHIN + 1)):
        route, used = _at(tokens, place)
        if route and (place == 0 or route.who is Who.FAMILY):
            return route, (*tokens[:place], *tokens[place + used :])
    return None


def _mistyped(tokens: list[str]) -> tuple[Route, tuple[str, ...]] | None:
    """The question whose word one of the tokens nearly is («растписание»); no command that does something."""
    for place, token in enumerate(tokens[: _QUESTION_WITHIN + 1]):
        near = {_WORDS[word].name for word in _LONG if slips(token, word) <= (1 if len(word) < _LONG_ENOUGH else 2)}
        if len(near) == 1:
            return _NAMES[near.pop()], (*tokens[:place], *tokens[place + 1 :])
    return None


def slips(typed: str, meant: str) -> int:
    """Letters to add, leave out, change or swap with a neighbour until both are the same; 3: more than two."""
    if abs(len(typed) - len(meant)) > 2:
        return 3
    before, row = [0] * (len(meant) + 1), list(range(len(meant) + 1))
    for i, a in enumerate(typed, start=1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(meant, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            swapped = i > 1 and j > 1 and a == meant[j - 2] and typed[i - 2] == b
            row.append(min(cost, older[j - 2] + 1) if swapped else cost)
    return min(3, row[-1])


def is_command(text: str) -> bool:
    """Is the text a command and nothing else? Only such a text leaves a dialog that waits for words."""
    tokens = tokens_of(text)
    return bool(tokens) and (tokens[0].startswith("/") or _bare("".join(tokens)) in _WORDS)


def tokens_of(text: str) -> list[str]:
    """The words of a text in small letters, bare of punctuation around them."""
    parts = (part.strip(".…*_`'-–—") for part in _PART.split(fold(text)[:200]))
    return [part for part in parts if _bare(part)]


def _at(tokens: Sequence[str], place: int) -> tuple[Route | None, int]:
    """The longest command that begins at a place, and how many tokens it takes."""
    for used in range(_LONGEST, 0, -1):
        found = _WORDS.get(_bare("".join(tokens[place : place + used])))
        if found and place + used <= len(tokens):
            return found, used
    return None, 0
