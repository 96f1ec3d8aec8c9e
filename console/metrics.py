"""`/metrics` in Prometheus' text format, written by hand: aggregates only, no ids of people, no names, no texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from scheduler.tally import BOUNDS, Histogram, Tally
from school.clock import Clock
from storage import gauges
from storage.database import Database

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], float]


@dataclass(slots=True)
class Readings:
    """What the process itself knows: counts by channel, handling times, and when each listener last heard."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    handling: Histogram = field(default_factory=Histogram)
    heard: dict[str, Callable[[], float | None]] = field(default_factory=dict)  # time.monotonic(), None: never

    def silent_for(self) -> dict[str, float]:
        """Seconds since each platform last answered a listener; those that never did are left out."""
        now = monotonic()
        return {channel: now - at for channel, heard in self.heard.items() if (at := heard()) is not None}


async def metrics(database: Database, clock: Clock, readings: Readings) -> str:
    """The whole page. Raises the database's own error."""
    now = clock.now()
    async with database.read() as connection:
        waiting = await gauges.waiting_rows(connection)
        oldest = await gauges.oldest_due(connection, now)
        deadlines = await gauges.nearest_deadlines(connection)
        updates = await gauges.waiting_updates_count(connection)
        listed = await gauges.listed_count(connection)
    queue = [({"channel": one.channel, "kind": one.kind, "state": one.state}, one.count) for one in waiting]
    parts = [
        _family("queue_rows", "gauge", "Rows that are not done, by channel, kind and state.", queue),
        _family("oldest_due_seconds", "gauge", "Age of the row that is due longest.", _ages(oldest, now)),
        _family("deadline_margin_seconds", "gauge", "Time to the nearest unmet deadline.", _margins(deadlines, now)),
        _family("last_mile_cases", "gauge", "Results that class teachers are to tell in person.", [({}, listed)]),
        _family("inbox_waiting", "gauge", "Updates that are not answered yet.", _by("channel", updates)),
        *_of_process(readings),
    ]
    return "".join(line for part in parts for line in part)


def _of_process(readings: Readings) -> Iterator[Iterable[str]]:
    sent = {channel: tally.sent for channel, tally in readings.tallies.items()}
    refused = [
        ({"channel": channel, "cause": cause}, count)
        for channel, tally in readings.tallies.items()
        for cause, count in sorted(tally.refused.items())
    ]
    silent = _by("channel", readings.silent_for())
    yield _family("sent_total", "counter", "Messages that a platform took.", _by("channel", sent))
    yield _family("refused_total", "counter", "Messages that a platform did not take, by cause.", refused)
    yield _family("listener_silent_seconds", "gauge", "Time since a platform last answered a listener.", silent)
    yield _histogram("handling_seconds", "From taking an update up to its answer sent.", readings.handling)


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [({label: key}, value) for key, value in sorted(values.items())]


def _ages(instants: Mapping[str, datetime], now: datetime) -> list[Sample]:
    return _by("channel", {key: (now - at).total_seconds() for key, at in instants.items()})


def _margins(instants: Mapping[str, datetime], now: datetime) -> list[Sample]:
    return _by("kind", {key: (at - now).total_seconds() for key, at in instants.items()})


def _family(name: str, kind: str, help_: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP rodnik_{name} {help_}\n# TYPE rodnik_{name} {kind}\n"
    for labels, value in samples:
        yield _line(name, labels, value)


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    return f"rodnik_{name}{_labels(labels)} {round(value, 6)}\n"


def _histogram(name: str, help_: str, seen: Histogram) -> Iterator[str]:
    yield f"# HELP rodnik_{name} {help_}\n# TYPE rodnik_{name} histogram\n"
    below = 0
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), seen.counts, strict=True):
        below += count
        yield _line(f"{name}_bucket", {"le": bound}, below)
    yield _line(f"{name}_sum", {}, seen.total)
    yield _line(f"{name}_count", {}, below)


def _labels(labels: Mapping[str, str]) -> str:
    quoted = (f'{key}="{_escaped(value)}"' for key, value in labels.items())
    return "{" + ",".join(quoted) + "}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
