"""Every page from every seat: what is not for a seat stays shut, and nobody sees past the own class or school.

The table of pages is the console's own: a page that is added is visited here without another word.
"""

import re

import pytest

from console.gate import Page
from console.routes import PAGES
from console.sheets import XLSX
from school.seats import Seat
from storage import tables
from storage.audit import rows_about
from tests.console.browser import Browser, Seen
from tests.console.conftest import Console
from tests.world import NOW, add

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
            text = str(seen.sheets) if seen.headers["Content-Type"] == XLSX else seen.text
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


async def test_a_class_teacher_changes_nothing_of_another_class(console: Console) -> None:
    world, seventh = console.world, str(console.world.classes["7А"])
    own, other = await console.seat("belova"), await console.seat("zueva")
    await own.post("/announcements/new", text="Завтра в музей", chosen=seventh)
    await own.post("/announcements/1/send")
    case = {"key": "1", "kind": "exam_result", "ref_id": 1, "guardian_id": world.people["anna"], "reason": "no_contact"}
    case |= {"school_id": world.school, "student_id": world.people["maria"]}
    case |= {"since": NOW, "listed_at": NOW, "send_by": NOW}
    async with console.database.write() as connection:
        assert await add(connection, tables.cases, **case) == 1
    places = ("/announcements/{id}", "/cases/{id}", "/classes/{id}")
    for page in PAGES:
        if page.seats and Seat.TEACHER in page.seats and page.path.startswith(places):
            seen = await visit(other, page, path_of(page, console))
            assert seen.status in (404, 409), (page.method, page.path)
            assert "музей" not in seen.text
    assert "Завтра в музей" in (await own.get("/announcements/1")).words
    assert "Орлова Мария" in (await own.get("/cases")).words


async def test_a_class_that_was_given_up_is_seen_no_more_through_its_announcements(one_console: Console) -> None:
    browser, world = await one_console.seat("belova"), one_console.world
    seventh = str(world.classes["7А"])
    for _ in range(2):
        await browser.post("/announcements/new", text="Завтра в музей", chosen=seventh)
    await browser.post("/announcements/1/send")
    assert (await browser.get("/announcements/1")).status == 200
    async with one_console.database.write() as connection:
        led = tables.classes.update().values(homeroom_teacher_id=world.people["belova"])
        await connection.execute(led.where(tables.classes.c.title == "9Б"))
        await connection.execute(led.values(homeroom_teacher_id=None).where(tables.classes.c.title == "7А"))
    for place in ("1", "1/families.xlsx", "2/preview", "2/edit"):
        assert (await browser.get(f"/announcements/{place}")).status == 409, place
    for change in ("1/remind", "1/recall", "1/correct", "2/send"):
        assert (await browser.post(f"/announcements/{change}", text="Иначе")).status == 409, change


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
