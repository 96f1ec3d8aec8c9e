"""Wrong usage in one Russian line: what the command line's library says in English, and where the help is."""

import re
from typing import Any

_SAID = (
    (r"Missing (?:option|argument) '(.+?)'\..*", r"не хватает \1"),
    (r"Option '(.+?)' requires an argument\.", r"после \1 нужно значение"),
    (r"Option '(.+?)' does not take a value\.", r"\1 пишут без значения"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"параметра \1 нет; есть \2"),
    (r"No such option: (\S+)", r"параметра \1 нет"),
    (r"No such command '(.+?)'\. Did you mean '(.+?)'\?", r"команды \1 нет; может быть, \2?"),
    (r"No such command '(.+?)'.*", r"команды \1 нет"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", r"лишнее: \1"),
    (r"Value error, '(.*?)' is not one of (.+)\.", r"«\1» не подходит, есть \2"),
    (r"Input should be a valid integer.*", r"нужно целое число"),
    (r"Input should be less than or equal to (\S+)", r"не больше \1"),
    (r"Input should be greater than or equal to (\S+)", r"не меньше \1"),
    (r"Invalid value: (.+)", r"\1"),
)


def in_words(error: Any) -> str:
    """One sentence about a usage error of the library; "" when it has shown the help already."""
    said = str(error.format_message()).strip()
    if not said:
        return ""
    about = re.fullmatch(r"Invalid value for '?(.+?)'?: (.+)", said, re.DOTALL)
    words = f"{about[1]}: {_translated(about[2])}" if about else _translated(said)
    path = error.ctx.command_path if getattr(error, "ctx", None) else "python -m bot"
    return f"{words[0].upper()}{words[1:]}{'' if words.endswith('?') else '.'} Подробнее: {path} --help"


def _translated(said: str) -> str:
    found = ((re.fullmatch(pattern, said, re.DOTALL), words) for pattern, words in _SAID)
    return next((match.expand(words) for match, words in found if match), said).replace("'", "").rstrip(".")
