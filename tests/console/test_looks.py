"""How the console looks: readable contrast, no page wider than a phone, nothing that needs a script, two languages."""

import re
import shutil
from itertools import pairwise

import pytest
from playwright.async_api import async_playwright

from console.charts import Bar, bars
from console.cookies import SESSION
from console.rendering import HERE
from console.routes import PAGES
from school.outbox import State
from school.profile import Profile, profile_text
from school.seats import Seat
from storage import tables
from tests.console.conftest import Console
from tests.console.test_announcing import write
from tests.console.test_roles import path_of
from tests.console.test_story import ARGUMENTS
from tests.world import NOW, add

AA = 4.5  # the contrast that WCAG 2.2 asks of text
PAIRS = (
    *(
        ("ink", "ground"),
        ("ink", "paper"),
        ("soft", "ground"),
        ("soft", "paper"),
        ("brand", "paper"),
        ("brand", "ground"),
    ),
    *(
        ("brand-dark", "brand-tint"),
        ("good", "good-tint"),
        ("warn", "warn-tint"),
        ("bad", "bad-tint"),
        ("paper", "brand"),
    ),
    *(("paper", "brand-dark"), ("warn", "paper"), ("bad", "paper"), ("ink", "mute-tint")),
)


def luminance(colour: str) -> float:
    """Of #rrggbb, as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    style = (HERE / "static" / "console.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))
    light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= AA


async def test_it_speaks_the_language_of_the_person(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    assert "Заявки" in (await browser.get("/")).words
    async with one_console.database.write() as connection:
        await connection.exec_driver_sql("UPDATE accounts SET language = 'en' WHERE chat IN ('1006', '2006')")
    for page in PAGES:
        if page.method == "GET" and page.seats and Seat.ADMINISTRATOR in page.seats and "." not in page.path:
            seen = await browser.get(path_of(page, one_console))
            assert 'lang="en"' in seen.text or seen.status == 303, page.path
    assert "Requests" in (await browser.get("/")).words


async def test_headings_do_not_skip_and_every_field_has_a_name(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    for page in PAGES:
        if page.method == "GET" and page.seats and Seat.ADMINISTRATOR in page.seats and "." not in page.path:
            text = (await browser.get(path_of(page, one_console))).text
            if "<h1" not in text:
                continue
            levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
            assert levels[0] == 1, page.path
            assert levels.count(1) == 1, page.path
            assert all(after - before <= 2 for before, after in pairwise(levels)), page.path
            named = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
            for field in re.findall(r"<(?:input|select|textarea)[^>]*>", text):
                kind = re.search(r'type="(\w+)"', field)
                if kind and kind[1] in ("hidden", "checkbox"):
                    continue
                name = re.search(r'id="([^"]+)"', field)
                assert name, field
                assert name[1] in named, field


async def test_every_rule_of_the_school_has_a_name_in_words(one_console: Console) -> None:
    page = (await (await one_console.seat("ilina")).get("/rules")).text
    for key in profile_text(Profile()):
        name = re.search(f'<label for="k-{key}">([^<]+)<', page)
        assert name, key
        assert name[1] != key


async def test_a_wrong_rule_is_refused_in_words_of_the_reader(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    refused = await browser.post("/rules", digest_time="99")
    assert refused.status == 409
    assert "Вечерняя сводка, время: «99» не подходит, нужно: время вида 18:00." in refused.words
    async with one_console.database.write() as connection:
        await connection.exec_driver_sql("UPDATE accounts SET language = 'en' WHERE chat IN ('1006', '2006')")
    wrong = {name: "~" for name in profile_text(Profile()) if name not in ("operator_address", "responsible")}
    for name, value in wrong.items():
        words = (await browser.post("/rules", **{name: value})).words.partition("That did not work")[2]
        assert "“~” will not do" in words, name
        assert not re.search("[а-яё]", words.partition("needed:")[2].partition(".")[0]), words


async def test_a_person_without_messengers_says_what_this_seat_can_do(one_console: Console) -> None:
    path = f"/people/{one_console.world.people['maria']}"
    assert "Выдайте код" in (await (await one_console.seat("ilina")).get(path)).words
    teacher = (await (await one_console.seat("belova")).get(path)).words
    assert "выдаёт администратор" in teacher
    assert "Выдайте код" not in teacher


async def test_nothing_is_said_of_an_empty_queue(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    page = (await browser.get(f"/people/{one_console.world.people['anna']}")).words
    assert "Отключить мессенджер" in page
    assert "В очереди" not in page


def test_a_name_that_a_chart_has_no_room_for_is_visibly_cut() -> None:
    drawn = bars("Кто", [Bar("Константинопольская", (("good", 1),), "1"), Bar("Белова", (("good", 1),), "1")])
    assert "Константинопольск…" in drawn
    assert ">Белова<" in drawn


@pytest.mark.browser
async def test_no_page_is_wider_than_a_phone_and_none_needs_a_script(one_console: Console) -> None:
    chromium = shutil.which("chromium")
    assert chromium, "this test drives Debian's Chromium, and there is none: apt-get install chromium"
    seat = await one_console.seat("ilina")
    await write(one_console, seat, text=f"Смотрите https://museum.example/{'long' * 20}")
    token = next(cookie.value for cookie in seat.http.cookie_jar if cookie.key == SESSION)
    wide: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = await browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
        await context.add_cookies([{"name": SESSION, "value": token, "url": one_console.url}])
        view = await context.new_page()
        for page in PAGES:
            if page.method == "GET" and page.seats and Seat.ADMINISTRATOR in page.seats and "." not in page.path:
                await view.goto(one_console.url + path_of(page, one_console).replace("/proof", "/deadlines"))
                if await view.evaluate("document.documentElement.scrollWidth") > 360:
                    wide.append(page.path)
        await browser.close()
    assert wide == []


async def test_what_is_stuck_is_said_in_words_and_an_update_can_only_be_struck_off(one_console: Console) -> None:
    async with one_console.database.write() as connection:
        came = {"channel": "telegram", "event_id": "1", "chat": "1001", "received_at": NOW, "attempts": 6}
        await add(connection, tables.inbox, **came, done_at=NOW, trouble="poisoned")
        whose = {"school_id": one_console.world.school, "contact_id": one_console.world.contacts["anna", "telegram"]}
        held = {"channel": "telegram", "kind": "exam_result", "dedupe_key": "x", "urgency": 20, "state": State.HELD}
        await add(
            connection,
            tables.outbox,
            **whose,
            **held,
            reason="maybe_sent",
            not_before=NOW,
            created_at=NOW,
            settled_at=NOW,
        )
    browser = await one_console.seat("ilina")
    page = await browser.get("/system")
    assert "обращение · шесть раз прервало работу" in page.words
    assert "результаты экзаменов · неизвестно, дошло ли" in page.words
    assert page.words.count("Отправить ещё раз") == 1
