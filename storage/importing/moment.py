"""When and for whom an import is made."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

HISTORY = timedelta(days=30)
"""Marks of older days and results received earlier are stored, not told."""


@dataclass(frozen=True, slots=True)
class Moment:
    school_id: int
    now: datetime  # UTC
    today: date  # the school's
    first: bool  # the first import of the school: everything is history
