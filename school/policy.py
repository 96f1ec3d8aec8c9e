"""How much may be said on a channel: `off < ping < pseudonym < full`, per school and channel.

Public schools may not pass personal data through foreign messengers (149-FZ art. 10 p. 8, 41-FZ): Telegram is
by default at `ping` for a municipal or state school, everything else is at `full`. Raising a
level above the default needs a recorded decision (docs/access.md).
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class LegalForm(StrEnum):
    PRIVATE = "private"
    MUNICIPAL = "municipal"
    STATE = "state"


class Level(IntEnum):
    """How much may be said; a higher level includes the lower ones."""

    OFF = 0
    PING = 1  # one fixed sentence, the same for everyone
    PSEUDONYM = 2  # facts without names
    FULL = 3


FOREIGN = frozenset({"telegram"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The school's recorded decision that lets a channel say more than the default."""

    number: str
    day: date


@dataclass(frozen=True, slots=True)
class ChannelRule:
    level: Level
    decision: Decision | None = None


def default_level(legal_form: LegalForm, channel: str) -> Level:
    """What the law leaves to a channel when the school decided nothing."""
    if legal_form is not LegalForm.PRIVATE and channel in FOREIGN:
        return Level.PING
    return Level.FULL


def level_of(legal_form: LegalForm, rules: dict[str, ChannelRule], channel: str) -> Level:
    """The level in force. A rule above the default without a recorded decision does not count."""
    default = default_level(legal_form, channel)
    rule = rules.get(channel)
    if rule is None:
        return default
    return rule.level if rule.level <= default or rule.decision else default
