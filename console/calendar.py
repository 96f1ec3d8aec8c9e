"""The door of calendar links: a phone's calendar comes by itself, again and again; every refusal looks the same."""

from datetime import UTC
from email.utils import format_datetime

from fastapi import FastAPI, Request, Response

from handlers.feed import PATH
from handlers.fetching import Fetched, fetch_feed
from school.clock import Clock
from storage.database import Database

LONGEST = 64  # characters of a token; ours have 32
_ALWAYS = {"X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def add_calendar(app: FastAPI, database: Database, clock: Clock, key: bytes) -> None:
    """GET and HEAD of a link; 404 for one that is unknown or ended, or by which nothing may be told (any more)."""

    @app.api_route(PATH, methods=["GET", "HEAD"])
    async def calendar(token: str, request: Request) -> Response:
        found = await fetch_feed(database, clock, token, key=key) if len(token) <= LONGEST else None
        if found is None:
            return Response("not found\n", status_code=404, media_type="text/plain", headers=_ALWAYS)
        headers = _headers(found)
        if _same(request.headers.get("If-None-Match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(found.text, media_type="text/calendar; charset=utf-8", headers=headers)


def _headers(found: Fetched) -> dict[str, str]:
    return _ALWAYS | {
        "ETag": f'"{found.tag}"',
        "Last-Modified": format_datetime(found.changed_at.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="school.ics"',
    }


def _same(given: str, tag: str) -> bool:
    """Does the calendar have this one already? Weak tags (a proxy that packs makes them) count."""
    known = [one.strip().removeprefix("W/") for one in given.split(",")]
    return tag in known or known == ["*"]
