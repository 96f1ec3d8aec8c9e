"""How much may be said on a channel: `off < ping < pseudonym < full`, per school, channel and kind of fact.

Public schools may not pass personal data through foreign messengers (149-FZ art. 10 p. 8, 41-FZ): Telegram is
by default at `ping` for a municipal or state school, everything else is at `full`. Raising a
level above the default needs a recorded decision, and ends with it (docs/access.md).
"""

from collections.abc import Mapping
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


class Fact(StrEnum):
    """Kinds of fact that a school may rule on by themselves; the first three are purposes of a consent too."""

    LESSONS = "lessons"
    RESULTS = "results"
    ANNOUNCEMENTS = "announcements"
    STAFF = "staff"  # cards of requests, lists of families, deadlines: what staff see in chat


FAMILY = (Fact.LESSONS, Fact.RESULTS, Fact.ANNOUNCEMENTS)
FOREIGN = frozenset({"telegram"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The school's recorded decision that lets a channel say more than the default."""

    number: str
    day: date
    until: date | None = None  # the last day it holds; None: until another one

    def holds(self, today: date) -> bool:
        """Is it in force on a day (the school's date)?"""
        return self.day <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True)
class ChannelRule:
    level: Level
    decision: Decision | None = None


Rules = Mapping[str, ChannelRule]
"""By `rule_name`: `telegram` for every kind of fact there, `telegram_results` for one."""


def rule_name(channel: str, fact: Fact | None = None) -> str:
    """What a rule is kept under."""
    return f"{channel}_{fact}" if fact else channel


def default_level(legal_form: LegalForm, channel: str) -> Level:
    """What the law leaves to a channel when the school decided nothing, whatever the facts."""
    if legal_form is not LegalForm.PRIVATE and channel in FOREIGN:
        return Level.PING
    return Level.FULL


def level_of(legal_form: LegalForm, rules: Rules, channel: str, today: date, fact: Fact | None = None) -> Level:
    """The level in force for a kind of fact: the kind's own rule, else the channel's, else the default.

    A rule above the default counts only while its decision holds. Without `fact`: what may be said whatever it is
    about, the least of the kinds that families are told at all.
    """
    if fact is None:
        levels = [level_of(legal_form, rules, channel, today, one) for one in FAMILY]
        return min((level for level in levels if level > Level.OFF), default=Level.OFF)
    default = default_level(legal_form, channel)
    for name in (rule_name(channel, fact), rule_name(channel)):
        rule = rules.get(name)
        if rule and (rule.level <= default or (rule.decision and rule.decision.holds(today))):
            return rule.level
    return default


def may_collect(level: Level) -> bool:
    """May a phone, free text or a file be taken from people on a channel at this level? What may not be said there may
    not be asked for there either (152-FZ art. 18 p. 5: collected data stay in the country)."""
    return level > Level.PING
