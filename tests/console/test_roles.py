"""Every page from every seat: what is not for a seat stays shut, and nobody sees past the own class or school.

The table of pages is the console's own: a page that is added is visited here without another word.
"""

import re

import pytest

from console.gate import Page
from console.routes import PAGES
from school.seats import Seat
from storage.audit import rows_about
from tests.console.browser import Browser, Seen
from tests.console.conftest import Console

SEATS = {"ilina": Seat.ADMINISTRATOR, "deputy": Seat.DEPUTY, "belova": Seat.TEACHER, "zueva": Seat.TEACHER}
OUTSIDE = ("anonymous", "anna", "petr", "stranger")  # nobody, a mother, a student, another school's administrator
OURS = ("Орлова Мария", "Орлов Пётр", "Лисин Олег", "Орлова Анна", "Школа № 7")


async def browser_of(console: Console, who: str) -> Browser:
    return console.browser() if who == "anonymous" else await console.seat(who)


def path_of(page: Page, console: Console) -> str:
    """The page's address about Мария of 7А, her mother and her class."""
    world = console.world
    ids = {"id": world.people["maria"], "student": world.people["maria"], "page": 1, "link": "nothing"}
    ids |= {"contact": world.contacts["anna", "telegram"]}
    if page.path.startswith("/classes"):
        ids["id"] = world.classes["7А"]
    if page.path.startswith(("/announcements", "/imports", "/cases", "/second-looks", "/requests")):
        ids["id"] = 1
    return re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), page.path)


async def visit(browser: Browser, page: Page, path: str, csrf: str | None = None) -> Seen:
    if page.method == "GET":
        return await browser.get(path)
    return await browser.post(path, csrf, **dict.fromkeys(page.fields, "1"))


@pytest.mark.parametrize("who", OUTSIDE)
async def test_who_has_no_seat_sees_no_page(console: Console, who: str) -> None:
    browser = await browser_of(console, who)
    for page in PAGES:
        if page.seats is None:
            continue
        seen = await visit(browser, page, path_of(page, console), "0" * 64)
        if page.method == "GET" and not page.path.endswith(".json"):
            assert (seen.status, seen.location.partition("?")[0]) == (303, "/sign-in"), page.path
        else:
            assert seen.status == 401, page.path
        assert not any(word in seen.text for word in OURS)


@pytest.mark.parametrize("who", SEATS)
async def test_a_seat_opens_its_pages_and_no_others(console: Console, who: str) -> None:
    browser = await console.seat(who)
    for page in PAGES:
        if page.seats is None or page.path == "/sign-out" or page.path.startswith("/account/"):
            continue
        path = path_of(page, console)
        if SEATS[who] not in page.seats:
            seen = await visit(browser, page, path, "0" * 64)
            assert seen.status == 403, (page.method, page.path)
            assert not any(word in seen.text for word in OURS[:4])
        elif page.method == "GET":
            assert (await browser.get(path)).status in (200, 303, 404, 409), page.path


async def test_a_deputy_changes_nothing(console: Console) -> None:
    changes = [page for page in PAGES if page.method == "POST" and page.seats]
    allowed = {page.path for page in changes if Seat.DEPUTY in (page.seats or ())}
    own = {"/account/password", "/account/password/confirm", "/account/password/forget", "/sign-out"}
    assert allowed == own | {"/audit/verify"}


async def test_a_class_teacher_sees_nobody_of_another_class(console: Console) -> None:
    browser = await console.seat("zueva")  # of 9Б: Пётр and, as his mother, Анна
    for page in PAGES:
        if page.method == "GET" and page.seats and Seat.TEACHER in page.seats:
            seen = await browser.get(path_of(page, console))
            text = seen.content.decode("utf-8", "ignore") if not page.path.endswith(".xlsx") else ""
            assert "Мария" not in text, page.path
            assert "Лисин" not in text, page.path
            if "{id}" in page.path:
                assert seen.status in (404, 409), page.path
    world = console.world
    mother = await browser.get(f"/people/{world.people['anna']}")
    assert mother.status == 200
    assert "Орлов Пётр" in mother.text
    for name in ("maria", "oleg", "viktor", "ilina", "stranger"):
        assert (await browser.get(f"/people/{world.people[name]}")).status == 404


async def test_a_class_teacher_cannot_reach_another_class_by_asking_for_it(one_console: Console) -> None:
    browser = await one_console.seat("zueva")
    for query in ("class=7А", "q=Мария", "q=S1", "role=student&class=7А", "class=7А&link=linked"):
        assert "Орлова Мария" not in (await browser.get(f"/people?{query}")).text
    sent = await browser.post("/announcements/new", text="Всем", chosen=str(one_console.world.classes["7А"]))
    assert sent.status == 409


async def test_people_of_another_school_are_not_there(one_console: Console) -> None:
    browser, world = await one_console.seat("ilina"), one_console.world
    assert "Чужова" not in (await browser.get("/people?role=staff")).text
    stranger = world.people["stranger"]
    assert (await browser.get(f"/people/{stranger}")).status == 404
    for path in ("invite", "password", "form"):
        assert (await browser.post(f"/people/{stranger}/{path}")).status == 404


async def test_reading_a_childs_page_and_taking_a_list_away_are_written_down(console: Console) -> None:
    browser, world = await console.seat("deputy"), console.world
    maria = world.people["maria"]
    for path in (f"/people/{maria}", f"/people/{maria}/proof.pdf", "/people.xlsx", f"/classes/{world.classes['7А']}"):
        assert (await browser.get(path)).status == 200
    async with console.database.read() as connection:
        found = [row async for row in rows_about(connection, [f"person:{world.people['deputy']}"])]
    acts = {row.act: row.subject for row in found}
    assert {"read_person", "make_proof", "export_list", "read_families"} <= set(acts)
    assert acts["read_person"] == f"person:{maria}"
    assert acts["make_proof"] == f"student:{maria}"
