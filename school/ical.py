"""iCalendar files (RFC 5545), written by hand: folded lines, escaped texts, times in UTC. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75  # octets in a line, without its end (section 3.1)
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something at a time (both aware), or on days, `first` to `last` included. Told anew, it has the same `uid`."""

    uid: str
    summary: str
    starts: datetime | None = None
    ends: datetime | None = None
    first: date | None = None
    last: date | None = None
    location: str = ""
    description: str = ""
    cancelled: bool = False


def calendar_text(name: str, events: Iterable[Event], stamp: datetime, *, refresh: timedelta | None = None) -> str:
    """The file: CRLF after every line. `stamp` (aware) is when the facts were last known to be so.

    With `refresh` (whole minutes), of a calendar that is read again and again (RFC 7986, section 5.7).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rodnik//School diary//RU",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        *(_often(refresh) if refresh else ()),
    ]
    for event in events:
        lines += _event(event, stamp)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def escaped(text: str) -> str:
    """A text value (section 3.3.11); control characters, which no calendar may hold, are left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPED.get(sign, sign) for sign in plain if sign >= " " or sign in "\n\t")


def folded(line: str) -> Iterator[str]:
    """A content line in parts of at most 75 octets, those after the first begun by a space; no letter is cut."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part


def _often(refresh: timedelta) -> tuple[str, str]:
    every = f"PT{int(refresh.total_seconds()) // 60}M"
    return f"REFRESH-INTERVAL;VALUE=DURATION:{every}", f"X-PUBLISHED-TTL:{every}"


def _event(event: Event, stamp: datetime) -> list[str]:
    optional = {"LOCATION": event.location, "DESCRIPTION": event.description}
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_instant(stamp)}",
        f"LAST-MODIFIED:{_instant(stamp)}",
        f"SEQUENCE:{int(stamp.timestamp()) // 60}",
        *_when(event),
        f"SUMMARY:{escaped(event.summary)}",
        *(f"{name}:{escaped(text)}" for name, text in optional.items() if text),
        *(["STATUS:CANCELLED"] if event.cancelled else []),
        *([] if event.starts and not event.cancelled else ["TRANSP:TRANSPARENT"]),
        "END:VEVENT",
    ]


def _when(event: Event) -> list[str]:
    if event.starts is not None and event.ends is not None:
        return [f"DTSTART:{_instant(event.starts)}", f"DTEND:{_instant(event.ends)}"]
    if event.first is None:
        raise ValueError("an event without a time")
    after = (event.last or event.first) + timedelta(days=1)  # the end of days is not included (section 3.6.1)
    return [f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
