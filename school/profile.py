"""A school's regulation profile: how soon, at what time, when not. Data, never code (R18 differs: 24 h or 3 days)."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from school.clock import instant
from school.grading import Rule


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` local; may span midnight; equal ends mean never."""

    start: time
    end: time

    def cover(self, local: time) -> bool:
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What `school set` changes. Durations are timedeltas, times of day the school's local ones."""

    digest_time: time = time(18, 0)
    quiet_hours: QuietHours = QuietHours(time(21, 0), time(7, 0))
    results_within: timedelta = timedelta(hours=24)
    finals_within: timedelta = timedelta(hours=24)
    settle_minutes: int = 20
    marks_within: timedelta = timedelta(days=2)  # R20; remarks and moved works too
    marks_pause: int = 120  # minutes between two messages about new marks of one child
    student_first: int = 0  # minutes by which a student of 14 hears of a mark before the guardians
    journal_by: time = time(16, 0)  # the hour by which the journal answers on a school day; 00:00 = nobody watches
    forecast_day: int = 20  # of the month (R17)
    operator_address: str = ""  # as the consent form names the operator (152-FZ art. 9)
    operator_inn: str = ""
    responsible: str = ""  # for personal data: a name or a post, and a phone
    correspondence: bool = False  # families may answer an announcement in the messenger
    homework_entered: timedelta = timedelta(hours=1)  # after the lesson's end it is in the journal (R21)
    marks_entered: timedelta = timedelta(days=2)  # after the lesson's day a mark is in the journal (R20)
    terms_entered: timedelta = timedelta(days=2)  # after the term's last day its marks are in the journal (R22)
    weighted: bool = True  # averages by weight
    rounding: float = 0.5  # the remainder from which an average is rounded up

    @property
    def grading(self) -> Rule:
        """How the school counts marks."""
        return Rule(self.weighted, Fraction(str(self.rounding)))


REGULATIONS: dict[str, dict[str, Any]] = {
    "24h": {"results_within": timedelta(hours=24), "finals_within": timedelta(hours=24)},
    "3d": {"results_within": timedelta(days=3), "finals_within": timedelta(days=3)},
}
"""The two shipped regulations: Kremyanovo 2018 and school 289 (24 hours), Pushkin gymnasium (3 days)."""


class WrongValue(ValueError):
    """A profile value that can't be. `expected` is said to the person, in Russian."""

    def __init__(self, key: str, value: str, expected: str) -> None:
        super().__init__(f"{key}: «{value}» не подходит, нужно: {expected}")
        self.expected = expected


def change_profile(profile: Profile, key: str, value: str) -> Profile:
    """The profile with one key set from text. Raises WrongValue; KeyError for an unknown key."""
    if key == "regulation":
        if value not in REGULATIONS:
            raise WrongValue(key, value, " или ".join(REGULATIONS))
        return replace(profile, **REGULATIONS[value])
    change: dict[str, Any] = {key: _PARSERS[key](key, value)}
    return replace(profile, **change)


def profile_text(profile: Profile) -> dict[str, str]:
    """The profile as texts that `change_profile` reads back; what is stored and what `school show` prints."""
    return {field.name: _show(getattr(profile, field.name)) for field in fields(profile)}


def profile_from(texts: dict[str, str]) -> Profile:
    """The profile from stored texts; unknown keys are passed over (an older process may read a newer row)."""
    profile = Profile()
    for key, value in texts.items():
        if key in _PARSERS:
            profile = change_profile(profile, key, value)
    return profile


def after_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo, send_by: datetime | None = None) -> datetime:
    """The instant (UTC) at which something for `at` may be sent: the end of quiet hours, never past its deadline.

    When waiting would miss `send_by` the answer is `at` itself: being told in time outweighs a quiet night.
    """
    local = at.astimezone(zone)
    if not quiet.cover(local.time()):
        return at
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    morning = instant(day, quiet.end, zone)
    return at if send_by is not None and morning >= send_by else morning


def quiet_from(kept: dict[str, str], local: datetime) -> tuple[QuietHours, ...]:
    """Of a person's quiet hours by weekday ("1" = Monday), those that may cover a local time: today's, and the part
    of yesterday's that is after midnight."""
    found = []
    if hours := kept.get(str(local.isoweekday())):
        own = _quiet("quiet", hours)
        night = own.end <= own.start and local.time() < own.start
        found += [] if night else [own]
    if hours := kept.get(str((local - timedelta(days=1)).isoweekday())):
        own = _quiet("quiet", hours)
        found += [own] if own.end <= own.start and local.time() < own.end else []
    return tuple(found)


def quiet_text(text: str) -> str:
    """«22-7», «22:00–07:00» as it is kept. Raises WrongValue."""
    spread = re.sub(r"\b(\d{1,2})(?![\d:])", r"\1:00", text) if ":" not in text else text
    return str(_quiet("quiet", spread))


def _clock_time(key: str, value: str) -> time:
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value.strip()):
        raise WrongValue(key, value, "время вида 18:00")
    hours, minutes = value.strip().split(":")
    return time(int(hours), int(minutes))


def _quiet(key: str, value: str) -> QuietHours:
    start, dash, end = value.replace("–", "-").replace("—", "-").partition("-")
    if not dash:
        raise WrongValue(key, value, "промежуток вида 21:00-07:00")
    return QuietHours(_clock_time(key, start), _clock_time(key, end))


def _duration(key: str, value: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,3})\s*([hdчд])", value.strip().lower())
    if not match or int(match[1]) == 0:
        raise WrongValue(key, value, "срок вида 24h или 3d")
    return timedelta(hours=int(match[1])) if match[2] in "hч" else timedelta(days=int(match[1]))


def _minutes(key: str, value: str) -> int:
    if not re.fullmatch(r"\d{1,4}", value.strip()):
        raise WrongValue(key, value, "число минут")
    return int(value)


def _month_day(key: str, value: str) -> int:
    if not re.fullmatch(r"\d{1,2}", value.strip()) or not 1 <= int(value) <= 28:
        raise WrongValue(key, value, "число месяца от 1 до 28")
    return int(value)


def _switch(key: str, value: str) -> bool:
    words = {"yes": True, "no": False, "да": True, "нет": False}
    if value.strip().lower() not in words:
        raise WrongValue(key, value, "yes или no")
    return words[value.strip().lower()]


def _rounding(key: str, value: str) -> float:
    found = re.fullmatch(r"0[.,](\d{1,2})", value.strip())
    if not found or not int(found[1]):
        raise WrongValue(key, value, "граница вида 0.5 или 0.65")
    return float(f"0.{found[1]}")


def _words(key: str, value: str) -> str:
    if len(value) > 300 or not value.isprintable():
        raise WrongValue(key, value[:40], "одна строка до 300 знаков")
    return value.strip()


def _inn(key: str, value: str) -> str:
    if not re.fullmatch(r"\d{10}|\d{12}|", value.strip()):
        raise WrongValue(key, value, "10 или 12 цифр")
    return value.strip()


_PARSERS = {
    "operator_address": _words,
    "operator_inn": _inn,
    "responsible": _words,
    "digest_time": _clock_time,
    "quiet_hours": _quiet,
    "results_within": _duration,
    "finals_within": _duration,
    "settle_minutes": _minutes,
    "marks_within": _duration,
    "marks_pause": _minutes,
    "student_first": _minutes,
    "journal_by": _clock_time,
    "forecast_day": _month_day,
    "correspondence": _switch,
    "homework_entered": _duration,
    "marks_entered": _duration,
    "terms_entered": _duration,
    "weighted": _switch,
    "rounding": _rounding,
}


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        hours = int(value.total_seconds() // 3600)
        return f"{hours // 24}d" if hours % 24 == 0 and hours > 24 else f"{hours}h"
    return str(value)
