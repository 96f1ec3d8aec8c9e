"""Russian names as people write them in Latin letters: «Алёна» is Alyona and Alena, «Юлия» is Yulia and Iuliia."""

_USUAL = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    *("a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f"),
    *("kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"),
), strict=True))  # fmt: skip
_PASSPORT = _USUAL | {"ё": "e", "й": "i", "ю": "iu", "я": "ia", "ъ": "ie"}
_PLAIN = _USUAL | {"ё": "e", "х": "h", "ц": "c", "щ": "sch", "й": "i"}


def latin(name: str) -> tuple[str, ...]:
    """The usual ways, in small letters: as English does, as passports do, as chats do; each once."""
    ways = ("".join(table.get(sign, sign) for sign in name.lower()) for table in (_USUAL, _PASSPORT, _PLAIN))
    return tuple(dict.fromkeys(ways))
