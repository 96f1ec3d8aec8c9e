"""Coming in: by a link that only the asking browser can use, or by a password with a one-time password; going out."""

from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest

from actions.signing_in import IDLE, LINK_LIVES, LONGEST
from console.cookies import BROWSER, SESSION
from handlers.answering import answer
from handlers.desk import Desk
from school.incoming import Incoming, SharedFile
from school.message import say_plainly
from storage.audit import first_break, rows_about
from tests.console.browser import Browser
from tests.console.conftest import KEY, Console
from tests.world import CHATS

NUMBER = "T2"  # of ilina, an administrator
PASSWORD = "четыре слова подряд тут"


async def ask(browser: Browser, number: str = NUMBER) -> str:
    """Ask for a link; the code on the waiting page."""
    form = await browser.get("/sign-in")
    await browser.post("/sign-in", form.csrf, number=number, next="")
    page = await browser.get("/sign-in/wait")
    return page.text.partition('class="code">')[2][:4]


async def come_in(console: Console) -> Browser:
    """A browser that came in by the link."""
    browser = console.browser()
    await ask(browser)
    link = await console.link()
    await browser.post(link, (await browser.get(link)).csrf)
    return browser


async def test_it_lets_the_asking_browser_in_by_the_link(console: Console) -> None:
    browser = console.browser()
    await ask(browser)
    link = await console.link()
    page = await browser.get(link)
    assert page.status == 200
    assert (await browser.get("/")).location == "/sign-in"  # looking at the link does nothing: previews look too
    done = await browser.post(link, page.csrf)
    assert (done.status, done.location) == (303, "/")
    assert "Ильина Вера" in (await browser.get("/")).words


async def test_it_writes_to_every_approved_messenger_of_the_person_and_to_nobody_else(console: Console) -> None:
    await ask(console.browser())
    await console.link()
    assert {(to.channel, to.chat) for to, _ in console.posted} <= {("telegram", "1006"), ("vk", "2006")}


async def test_a_link_opens_nothing_in_another_browser(console: Console) -> None:
    asking, thief = console.browser(), console.browser()
    await ask(asking)
    link = await console.link()
    page = await thief.get(link)
    assert "Код с экрана" in page.words
    for code in ("0000", "", "99999"):
        assert (await thief.post(link, page.csrf, code=code)).status == 403
    assert (await thief.get("/")).location == "/sign-in"
    assert (await asking.get(link)).status == 410  # three wrong codes end it for everybody
    assert (await asking.get("/sign-in/wait")).status == 200


async def test_a_phone_confirms_with_the_code_and_only_the_asking_browser_gets_in(console: Console) -> None:
    desk, phone = console.browser(), console.browser()
    code = await ask(desk)
    link = await console.link()
    done = await phone.post(link, (await phone.get(link)).csrf, code=code)
    assert "Подтверждено" in done.words
    assert (await phone.get("/")).location == "/sign-in"
    assert (await desk.get("/sign-in/wait")).location == "/"
    assert (await desk.get("/")).status == 200


async def test_a_link_works_once(console: Console) -> None:
    browser = await come_in(console)
    link, again = await console.link(), console.browser()
    for one in (browser, again):
        assert (await one.get(link)).status == 410
        assert (await one.post(link, (await one.get("/sign-in")).csrf or None)).status in (403, 410)


async def test_a_link_is_over_after_ten_minutes(console: Console) -> None:
    browser = console.browser()
    await ask(browser)
    link = await console.link()
    page = await browser.get(link)
    console.clock.at += LINK_LIVES
    assert (await browser.get(link)).status == 410
    assert (await browser.post(link, page.csrf)).status == 410


async def test_unknown_people_hear_what_known_ones_hear(console: Console) -> None:
    seen = []
    for number in (NUMBER, "T404", "G1", "S1", "T9", "' OR 1=1 --", ""):
        browser = console.browser()
        form = await browser.get("/sign-in")
        done = await browser.post("/sign-in", form.csrf, number=number, next="")
        page = await browser.get("/sign-in/wait")
        code = page.text.partition('class="code">')[2][:4]
        seen.append((done.status, done.location, page.status, page.text.replace(code, "")))
    assert len(set(seen)) == 1
    await console.link()
    assert {to.chat for to, _ in console.posted} <= {"1006", "2006"}


async def test_links_are_not_sent_without_end(console: Console) -> None:
    browser = console.browser()
    for _ in range(8):
        await ask(browser)
    await console.link()
    assert len(console.posted) <= 10  # five times, to two messengers


async def test_a_session_ends_when_nobody_uses_it(console: Console) -> None:
    browser = await console.seat("ilina")
    for _ in range(3):
        console.clock.at += IDLE - timedelta(minutes=1)
        assert (await browser.get("/")).status == 200
    console.clock.at += IDLE
    assert (await browser.get("/")).location == "/sign-in"


async def test_a_page_left_open_keeps_no_session_and_takes_no_notice(console: Console) -> None:
    browser = await console.seat("ilina")
    await browser.post("/audit/verify")
    for _ in range(2):
        console.clock.at += timedelta(minutes=10)
        assert (await browser.get("/live.json")).status == 200
    assert "Цел" in (await browser.get("/people")).words
    for _ in range(3):
        console.clock.at += IDLE / 3
        await browser.get("/live.json")
    assert (await browser.get("/live.json")).status == 401
    assert (await browser.get("/")).location == "/sign-in"


async def test_a_form_that_comes_too_late_is_told_so(console: Console) -> None:
    browser = await console.seat("ilina")
    csrf = (await browser.get("/account")).csrf
    console.clock.at += IDLE
    late = await browser.post("/audit/verify", csrf)
    assert late.status == 401
    assert "Вход закрыт, ничего не записано" in late.words
    assert 'href="/"' in late.text


async def test_a_session_ends_after_twelve_hours_whatever_is_done(console: Console) -> None:
    browser = await console.seat("ilina")
    left = LONGEST
    while left > timedelta(minutes=20):
        assert (await browser.get("/account")).status == 200
        console.clock.at += timedelta(minutes=20)
        left -= timedelta(minutes=20)
    console.clock.at += timedelta(minutes=20)
    assert (await browser.get("/account")).location.startswith("/sign-in")


async def test_signing_out_ends_the_session_and_everywhere_ends_all(console: Console) -> None:
    first, second = await console.seat("ilina"), await console.seat("ilina")
    token = {cookie.key: cookie.value for cookie in first.http.cookie_jar}[SESSION]
    await first.post("/sign-out")
    first.http.cookie_jar.update_cookies({SESSION: token})
    assert (await first.get("/")).location == "/sign-in"
    assert (await second.get("/")).status == 200
    third = await console.seat("ilina")
    await third.post("/sign-out", everywhere="yes")
    assert (await second.get("/")).location == "/sign-in"


async def test_who_loses_the_duty_loses_the_seat_at_once(console: Console) -> None:
    browser = await console.seat("deputy")
    assert (await browser.get("/rules")).status == 200
    async with console.database.write() as connection:
        await connection.exec_driver_sql("UPDATE people SET duties = '[\"teacher\"]' WHERE code = 'T3'")
    assert (await browser.get("/rules")).location.startswith("/sign-in")


async def test_a_password_needs_its_one_time_password_and_each_counts_once(console: Console) -> None:
    desk = await come_in(console)
    made = await desk.post("/account/password", password=PASSWORD)
    secret = made.text.partition('class="mono">')[2].partition("<")[0]
    totp = pyotp.TOTP(secret)
    now = int(console.clock.now().timestamp())
    wrong = await desk.post("/account/password/confirm", one_time="000000")
    assert wrong.status == 409
    assert 'id="one_time"' in wrong.text  # the picture was shown once: the next six digits are typed here
    assert (await desk.post("/account/password/confirm", one_time=totp.at(now))).status == 303

    async def enter(password: str, one_time: str) -> int:
        browser = console.browser()
        form = await browser.get("/sign-in/password")
        given = {"number": NUMBER, "password": password, "one_time": one_time}
        return (await browser.post("/sign-in/password", form.csrf, **given)).status

    assert await enter(PASSWORD, totp.at(now)) == 403  # spent
    console.clock.at += timedelta(minutes=1)
    now = int(console.clock.now().timestamp())
    assert await enter("another password entirely", totp.at(now)) == 403
    assert await enter(PASSWORD, "123456") == 403
    assert await enter(PASSWORD, totp.at(now)) == 303


async def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(one_console: Console) -> None:
    console = one_console
    desk = await come_in(console)
    made = await desk.post("/account/password", password=PASSWORD)
    totp = pyotp.TOTP(made.text.partition('class="mono">')[2].partition("<")[0])
    await desk.post("/account/password/confirm", one_time=totp.at(int(console.clock.now().timestamp())))
    console.clock.at += timedelta(minutes=1)

    async def enter(password: str) -> int:
        browser = console.browser()
        form = await browser.get("/sign-in/password")
        now = totp.at(int(console.clock.now().timestamp()))
        fields = {"number": NUMBER, "password": password, "one_time": now}
        return (await browser.post("/sign-in/password", form.csrf, **fields)).status

    assert [await enter("wrong") for _ in range(5)] == [403] * 5
    assert await enter(PASSWORD) == 403
    console.clock.at += timedelta(minutes=16)
    assert await enter(PASSWORD) == 303


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "password1234", "ильина123456", "x" * 200])
async def test_a_password_that_is_tried_first_is_refused(one_console: Console, password: str) -> None:
    desk = await come_in(one_console)
    assert (await desk.post("/account/password", password=password)).status == 409


async def test_an_administrator_resets_a_colleagues_password(one_console: Console) -> None:
    console = one_console
    desk = await come_in(console)
    await desk.post("/account/password", password=PASSWORD)
    other, ilina = await console.seat("second"), console.world.people["ilina"]
    assert (await other.post(f"/people/{ilina}/password")).status == 303
    assert (await desk.get("/")).location == "/sign-in"


async def test_behind_https_cookies_are_for_this_host_only(one_console: Console) -> None:
    page = await one_console.browser().get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    given = page.headers["Set-Cookie"]
    assert given.startswith(f"__Host-{BROWSER}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(given.split("; "))
    assert "Domain" not in given
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]


async def test_every_sign_in_is_in_the_audit(console: Console) -> None:
    await come_in(console)
    async with console.database.read() as connection:
        acts = [row.act async for row in rows_about(connection, [f"person:{console.world.people['ilina']}"])]
        assert (await first_break(connection, KEY))[1] is None
    assert acts[-2:] == ["ask_sign_in", "sign_in_by_link"]


async def test_where_no_link_can_be_opened_the_code_is_typed_into_the_chat(console: Console) -> None:
    desk = Desk(console.database, console.clock, KEY, console.office.folder, _no_file, console_url=console.url)

    async def says(text: str, chat: str) -> str:
        reply = await answer(desk, Incoming("telegram", chat, uuid4().hex, console.clock.now(), text))
        return "\n".join(map(say_plainly, reply.messages))

    assert console.url in await says("вход", CHATS["ilina", "telegram"])
    browser = console.browser()
    code = await ask(browser)
    assert "Код не подошёл" in await says(f"вход {int(code) + 1:04d}", CHATS["ilina", "telegram"])
    assert "Код не подошёл" in await says(f"вход {code}", CHATS["belova", "telegram"])
    assert "Подтверждено" not in await says(f"вход {code}", CHATS["anna", "telegram"])
    assert (await browser.get("/sign-in/wait")).status == 200
    assert "Подтверждено" in await says(f"вход {code}", CHATS["ilina", "telegram"])
    assert (await browser.get("/sign-in/wait")).location == "/"


async def _no_file(_file: SharedFile) -> bytes:
    return b""
