"""Jobs that need what only the process has: its key, its folder, its readings, its clock. The rest: scheduler.jobs."""

from functools import partial
from pathlib import Path

from actions.announcing import post_scheduled
from actions.confirming import doubt_silent
from actions.erasing import erase_left
from actions.uploading import drop_old_uploads
from console.metrics import Readings
from handlers.made import sweep_made
from scheduler.evenings import Evenings
from scheduler.health import AuditWatch, ChannelWatch
from scheduler.jobs import Job
from scheduler.timekeeping import KeptClock, Timekeeper
from school.clock import Clock


def own_jobs(folder: Path, key: bytes, readings: Readings, clock: Clock) -> tuple[Job, ...]:
    """Name, seconds between ticks, what is done. Only a clock that is kept has somebody to look after it."""
    keeper: tuple[Job, ...] = ()
    if isinstance(clock, KeptClock):
        keeper = (("watch_clock", 5.0, Timekeeper(clock).look),)
    return (
        *keeper,
        ("note_missed", 60.0, Evenings(folder / "looked").note_missed),
        ("post_scheduled", 10.0, partial(post_scheduled, key=key)),
        ("watch_channels", 30.0, ChannelWatch(readings).look),
        ("watch_audit", 600.0, AuditWatch(key).look),
        ("erase_left", 600.0, partial(erase_left, folder=folder, key=key)),
        ("sweep_made", 600.0, partial(sweep_made, folder=folder / "files")),
        ("doubt_silent", 3600.0, partial(doubt_silent, key=key)),
        ("drop_uploads", 3600.0, partial(drop_old_uploads, folder=folder)),
    )
