"""Half letters (lone surrogates) and NUL: no database takes them, so an import refuses the row instead of breaking."""

from dataclasses import fields
from typing import Any

from journal.records import Problem, Sheet


def without_broken(sheet: Sheet, records: list[Any]) -> tuple[list[Any], list[Problem]]:
    """The records whose texts are whole, and a problem for each of the others."""
    if not records or _are_whole(text for record in records for text in _texts(record).values()):
        return records, []
    whole: list[Any] = []
    problems: list[Problem] = []
    for record in records:
        broken = [name for name, text in _texts(record).items() if not _are_whole([text])]
        if broken:
            wrong = f"повреждённые символы в тексте ({', '.join(broken)})"
            problems.append(Problem(sheet.file, sheet.title, record.row, "", wrong, "текст в кодировке UTF-8"))
        else:
            whole.append(record)
    return whole, problems


def _texts(record: Any) -> dict[str, str]:
    names = _NAMES.get(type(record)) or _NAMES.setdefault(type(record), [field.name for field in fields(record)])
    return {name: value for name in names if isinstance(value := getattr(record, name), str)}


def _are_whole(texts: Any) -> bool:
    joined = "\n".join(texts)
    try:
        joined.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in joined


_NAMES: dict[type, list[str]] = {}
