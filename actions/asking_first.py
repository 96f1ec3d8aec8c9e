"""What is asked before an announcement goes out: is it late, was it said already."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from school.clock import instant

EVENING, MORNING = time(19), time(8)  # local: between them nothing is sent without saying so


class Guard(StrEnum):
    """Why «Отправить» asks again."""

    NIGHT = "night"
    REPEAT = "repeat"


def hush(now: datetime, zone: ZoneInfo) -> datetime | None:
    """The morning (UTC) that an announcement had better wait for; None by day."""
    local = now.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return None
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return instant(day, MORNING, zone)
