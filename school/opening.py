"""How long a request to be linked may wait: access opens within ten days (R03)."""

from datetime import datetime, timedelta

WITHIN = timedelta(days=10)
NEAR = timedelta(days=7)  # from then on administrators are warned


def open_by(requested_at: datetime) -> datetime:
    """Until when a request must be decided (UTC)."""
    return requested_at + WITHIN


def is_near(requested_at: datetime, now: datetime) -> bool:
    """Has it waited for seven days or more?"""
    return now - requested_at >= NEAR
