"""What somebody may try against the console and does not get: scripts in names, forms from elsewhere, bombs."""

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.lending import Lender, office
from bot.settings import Settings
from console.cookies import SESSION
from console.metrics import Readings
from console.routes import PAGES
from console.sheets import harmless
from school.seats import Seat
from tests.console.conftest import KEY, Console
from tests.console.test_roles import path_of

SCRIPT = "<script>alert('имя')</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
TAGS = ("<script>alert", "<img src=x", "49}}")


async def poison(console: Console) -> None:
    """Names, classes and texts that are scripts."""
    async with console.database.write() as connection:
        for statement in (
            "UPDATE people SET last_name = :bad, first_name = :bad, middle_name = :bad WHERE role <> 'staff'",
            "UPDATE people SET middle_name = :bad WHERE role = 'staff'",
            "UPDATE guardianships SET relation = :bad, document = :bad",
            "UPDATE classes SET title = :bad || id",
            "UPDATE schools SET name = :bad",
            "UPDATE consents SET number = :bad",
            "UPDATE contacts SET reason = :bad, state = 'waiting'",
        ):
            await connection.execute(text(statement), {"bad": SCRIPT})


async def test_names_are_never_markup(one_console: Console) -> None:
    await poison(one_console)
    browser = await one_console.seat("ilina")
    for page in PAGES:
        if page.method == "GET" and page.seats and Seat.ADMINISTRATOR in page.seats and "." not in page.path:
            seen = await browser.get(path_of(page, one_console) + "?q=" + SCRIPT)
            assert not any(tag in seen.text for tag in TAGS), page.path
    for place in ("/people", "/audit", "/consents"):
        seen = await browser.get(f"{place}?q={SCRIPT}&about={SCRIPT}&state={SCRIPT}&act={SCRIPT}")
        assert not any(tag in seen.text for tag in TAGS)


async def test_every_answer_forbids_scripts_frames_and_guessing_of_types(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    for path in ("/", "/sign-in", "/people", "/nothing-like-this/x", "/people/999999", "/static/console.css"):
        headers = (await browser.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert (await browser.get("/people")).headers["Cache-Control"] == "no-store"


async def test_unknown_paths_and_methods_get_a_page_of_ours(one_console: Console) -> None:
    for browser in (await one_console.seat("ilina"), one_console.browser()):
        unknown = await browser.get("/nothing-like-this/x")
        assert unknown.status == 404
        assert "Такой страницы нет" in unknown.words
        assert (await browser.get("/people/")).status == 404
        assert 'href="/"' in unknown.text
        wrong = await browser.post("/people", "0" * 64)
        assert (wrong.status, wrong.headers["Allow"]) == (405, "GET")
        assert "так не открывают" in wrong.words
        assert "default-src 'none'" in wrong.headers["Content-Security-Policy"]
    stranger = await browser.get("/nothing", headers={"Host": "elsewhere.example"})
    assert stranger.status == 421
    assert "Консоль открывают по другому адресу" in stranger.words


async def test_a_lost_page_keeps_the_menu_and_takes_no_notice_away(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    await browser.post("/audit/verify")
    assert 'href="/people"' in (await browser.get("/apple-touch-icon.png")).text
    assert "Цел" in (await browser.get("/people")).words


async def test_what_is_refused_leads_back_to_its_form_and_nowhere_else(one_console: Console) -> None:
    browser, url = await one_console.seat("ilina"), one_console.url
    csrf = (await browser.get("/account")).csrf
    for came, back in (
        ("/people?q=a&role=staff", 'href="/people?q=a&amp;role=staff"'),
        ("/announcements/1/preview", 'href="/announcements/1/preview"'),
        ("/audit/verify", ""),  # it only takes forms
        ("//elsewhere.example/", ""),
        ("[", ""),
    ):
        refused = await browser.post("/imports", csrf, headers={"Referer": url + came})
        assert refused.status == 409
        assert back in refused.text
        assert ("Назад" in refused.words) == bool(back)
    for came in ("https://elsewhere.example/people", "https://[", ""):
        refused = await browser.post("/imports", csrf, headers={"Referer": came, "Origin": url})
        assert "Назад" not in refused.words
    assert (await browser.post("/imports", csrf, headers={"Origin": "https://["})).status == 403
    for came, back in (("/deadlines", True), ("/proof", False)):
        lost = await browser.get("/proof?code=nobody", headers={"Referer": url + came})
        assert lost.status == 409
        assert ("Назад" in lost.words) == back  # what can't be opened leads to itself no more


async def test_who_came_too_late_signs_in_and_goes_on_there(one_console: Console) -> None:
    browser = one_console.browser()
    late = await browser.post("/rules", "0" * 64, headers={"Referer": f"{one_console.url}/rules"})
    assert 'href="/sign-in?next=/rules"' in late.text
    assert (await browser.get("/deadlines?state=late")).location == "/sign-in?next=/deadlines%3Fstate%3Dlate"


async def test_pages_load_nothing_from_elsewhere_and_hold_no_script_of_their_own(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    for page in PAGES:
        if page.method == "GET" and page.seats and Seat.ADMINISTRATOR in page.seats and "." not in page.path:
            shown = (await browser.get(path_of(page, one_console))).text
            assert "style=" not in shown, page.path
            assert "onclick" not in shown, page.path
            assert shown.count("<script") == shown.count('<script src="/static/live.js'), page.path


@pytest.mark.parametrize("csrf", ["", "0" * 64, "не токен"])
async def test_a_form_without_our_token_changes_nothing(one_console: Console, csrf: str) -> None:
    browser = await one_console.seat("ilina")
    for page in PAGES:
        if page.method == "POST":
            seen = await browser.post(path_of(page, one_console), csrf, **dict.fromkeys(page.fields, "1"))
            assert seen.status == 403, page.path


async def test_the_token_of_another_session_is_no_good(one_console: Console) -> None:
    mine, other = await one_console.seat("ilina"), await one_console.seat("second")
    token = (await other.get("/account")).csrf
    assert (await mine.post("/audit/verify", token)).status == 403


async def test_a_form_from_another_site_is_refused_even_with_the_token(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert (await browser.post("/audit/verify", headers=headers)).status == 403
    assert (await browser.post("/audit/verify", headers={"Origin": one_console.url})).status == 303
    passed_on = {"Origin": one_console.url, "Host": "localhost"}  # by a web server that puts its own name there
    assert (await browser.post("/audit/verify", headers=passed_on)).status == 303


async def test_a_wrong_host_gets_nothing(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""):
        for path in ("/", "/people/", "/static/console.css/"):
            seen = await browser.get(path, headers={"Host": host})
            assert seen.status in (400, 421)
            assert not seen.location
            assert "Ильина" not in seen.text


async def test_it_leads_nowhere_else_after_signing_in(one_console: Console) -> None:
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        page = await one_console.browser().get(f"/sign-in?next={wanted}")
        assert "evil" not in page.text
        assert "javascript" not in page.text


async def test_a_session_is_kept_as_a_hash_only(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    token = next(cookie.value for cookie in browser.http.cookie_jar if cookie.key == SESSION)
    async with one_console.database.read() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM console_sessions")).all()
    assert rows
    assert token not in str(rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("journal.exe", b"MZ"),
        ("journal.xlsx", b"this is no workbook"),
        ("journal.xlsx", b""),
        ("../../evil.php", b"<?php"),
        ("journal.zip", b"PK\x03\x04broken"),
        ("journal", b"x"),
    ],
)
async def test_a_bad_file_is_refused_in_words(one_console: Console, name: str, content: bytes) -> None:
    browser = await one_console.seat("ilina")
    seen = await browser.upload("/imports", name, content)
    assert seen.status == 409
    assert "Не получилось" in seen.words
    left = one_console.office.folder / "uploads"
    assert not left.exists() or not [path for path in left.rglob("*") if path.is_file()]


async def test_a_bomb_and_a_strange_archive_are_reported_and_change_nothing(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("marks.csv", b"0" * (80 * 1024 * 1024))
    seen = await browser.upload("/imports", "bomb.zip", packed.getvalue())
    page = await browser.get(seen.location)
    assert "бомб" in page.words
    assert "так загрузить нельзя" in page.words
    assert "Загрузить в журнал" not in page.words


async def test_too_large_a_form_is_refused_before_it_is_read(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    assert (await browser.post("/audit/verify", "x" * 200_000)).status == 413
    assert (await browser.get("/account")).status == 200


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_a_sheet_holds_no_formula(text: str) -> None:
    assert harmless(text).lstrip("\t\r") == harmless(text)
    assert harmless(text)[0] not in "=+-@"


async def test_a_list_taken_away_holds_texts_only(one_console: Console) -> None:
    async with one_console.database.write() as connection:
        await connection.exec_driver_sql("UPDATE people SET last_name = '=cmd|calc' WHERE code = 'S1'")
    browser = await one_console.seat("ilina")
    for page in PAGES:
        if page.path.endswith(".xlsx") and page.path.count("{") == 0:
            seen = await browser.get(page.path)
            assert seen.status == 200, page.path
            (rows,) = seen.sheets.values()
            cells = [cell for row in rows for cell in row if cell != ""]
            assert cells, page.path
            assert all(isinstance(cell, str) for cell in cells), page.path
            assert seen.formulas == 0
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells), page.path


@pytest.mark.parametrize(
    ("host", "url", "address"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8080"),
        ("::1", None, "http://[::1]:8080"),
        ("0.0.0.0", None, "http://127.0.0.1:8080"),
        ("10.0.0.5", None, "http://127.0.0.1:8080"),
        ("10.0.0.5", "https://rodnik.example.org", "https://rodnik.example.org"),
    ],
)
async def test_on_a_network_it_answers_by_https_only(
    one_console: Console, tmp_path: Path, host: str, url: str | None, address: str
) -> None:
    settings = Settings(data_dir=tmp_path, http_host=host, console_url=url)
    lender = Lender(settings, one_console.database, one_console.clock, {}, KEY)
    made = office(lender, Readings(), 8080, lambda: None)
    assert made.address == address
    assert not made.knows_host("10.0.0.5:8080")
    assert made.secure == address.startswith("https")
