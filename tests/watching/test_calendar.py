"""The door of calendar links, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from actions.feeding import close_feeds, open_feed
from console.calendar import add_calendar
from storage.database import Database
from tests.databases import open_database
from tests.watching.test_metrics import Page, serving
from tests.world import NOW, FrozenClock, build_world

KEY, TOKEN = b"a key of the tests", "t" * 32
LINK = f"/calendar/{TOKEN}.ics"
Door = tuple[Page, Database, tuple[int, int]]


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """A server with one link, of Anna's about Maria."""
    async for database in open_database("sqlite", tmp_path):
        world, app = await build_world(database), FastAPI()
        pair = (world.contacts["anna", "telegram"], world.people["maria"])
        await open_feed(database, *pair, TOKEN, key=KEY, now=NOW)
        add_calendar(app, database, FrozenClock(), KEY)
        async with serving(app) as page:
            yield page, database, pair


async def test_a_phone_gets_the_calendar_and_is_told_when_nothing_changed(door: Door) -> None:
    page = door[0]
    async with page.http.get(page.url + LINK) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert (await answer.text()).startswith("BEGIN:VCALENDAR\r\n")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Last-Modified"] == "Mon, 23 Nov 2026 11:40:00 GMT"
        tag = answer.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        async with page.http.get(page.url + LINK, headers={"If-None-Match": known}) as answer:
            assert (answer.status, await answer.text(), answer.headers["ETag"]) == (304, "", tag)
    async with page.http.get(page.url + LINK, headers={"If-None-Match": '"other"'}) as answer:
        assert answer.status == 200


async def test_it_can_be_asked_for_the_head_alone(door: Door) -> None:
    page = door[0]
    async with page.http.head(page.url + LINK) as answer:
        assert (answer.status, await answer.read()) == (200, b"")


async def test_an_ended_link_and_one_that_never_was_get_the_same_answer(door: Door) -> None:
    page, database, pair = door
    await close_feeds(database, [pair], key=KEY, now=NOW)
    seen = set()
    for path in (LINK, "/calendar/" + "u" * 32 + ".ics", "/calendar/x.ics", f"/calendar/{'v' * 5000}.ics"):
        async with page.http.get(page.url + path) as answer:
            kept = {name: value for name, value in answer.headers.items() if name.lower() != "date"}
            seen.add((answer.status, await answer.text(), tuple(sorted(kept.items()))))
    assert len(seen) == 1
    assert seen.pop()[:2] == (404, "not found\n")
