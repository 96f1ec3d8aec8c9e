"""What `check` finds: one thing looked at, how it stands, and in words what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a thing stands; only `broken` fails the check."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `message` is Russian and holds no secrets and no names of people."""

    check: str  # settings | data_dir | disk | secret_key | database | audit | school | staff | telegram | vk | clock …
    state: Standing
    message: str


def ok(check: str, message: str) -> Finding:
    """As it should be."""
    return Finding(check, Standing.OK, message)


def warning(check: str, message: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(check, Standing.WARNING, message)


def broken(check: str, message: str) -> Finding:
    """It does not work until this is mended."""
    return Finding(check, Standing.BROKEN, message)
