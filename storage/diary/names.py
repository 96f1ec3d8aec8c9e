"""A teacher's name as rows of several queries carry it: columns last_name, first_name, middle_name, all may be NULL."""

from typing import Any


def brief_name(row: Any) -> str | None:
    """«Белова И. П.»; None without a last name."""
    if not row.last_name:
        return None
    initials = " ".join(f"{name[0]}." for name in (row.first_name, row.middle_name) if name)
    return f"{row.last_name} {initials}".strip()


def whole_name(row: Any) -> str | None:
    """«Белова Ирина Павловна»; None without a last name."""
    names = (row.last_name, row.first_name, row.middle_name)
    return " ".join(name for name in names if name) if row.last_name else None
