"""The whole path in a real browser: the sandbox's phones on one page, the console on another.

A teacher announces, three families acknowledge, others can't be reached; results come, the teacher tells the last
family in person, and the administrator takes the proof away.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Locator, Page, async_playwright, expect

from actions.inviting import invite_person
from bot.demo.cast import CAST, Consent
from bot.demo.house import House, open_house
from bot.demo.people import ARTYOM, MARIA
from scheduler.watching import watch
from school.messenger import Channel

pytestmark = pytest.mark.browser
TEXT = "Родительское собрание в среду в 18:30, кабинет 24."
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
THIRD = "Р7"  # Павел Зайцев; his son is У705
PATIENCE = 30_000  # milliseconds that a page may take on a busy machine


@dataclass
class Street:
    """The school at work, the sandbox's page with everybody's phone, and a way to new browsers."""

    house: House
    phones: Page
    contexts: list[BrowserContext]
    console: str

    def phone(self, name: str) -> Locator:
        """Somebody's phone on the sandbox's page."""
        return self.phones.locator(".phone", has=self.phones.locator(".name", has_text=name))

    async def sit_down(self, place: int, number: str, name: str) -> Page:
        """Sign in at the console of a browser of one's own, by the link that comes to the phone."""
        page = await self.contexts[place].new_page()
        await page.goto(f"{self.console}/sign-in")
        await page.fill("#number", number)
        await page.click("main button")
        link = self.phone(name).locator("a[href*='/enter/']").last
        await link.wait_for(state="attached", timeout=PATIENCE)
        await page.goto(await link.get_attribute("href") or "")
        await page.click("main button")
        await expect(page.locator("h1")).to_contain_text("ноября")
        return page


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    chromium = shutil.which("chromium")
    assert chromium, "this test drives Debian's Chromium, and there is none: apt-get install chromium"
    async with open_house(tmp_path) as house, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        contexts = [await browser.new_context(locale="ru-RU") for _ in range(3)]
        for context in contexts:
            context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        phones = await contexts[0].new_page()
        assert house.app.console is not None
        await people_come(house)
        await phones.goto(house.sandbox.url)
        yield Street(house, phones, contexts[1:], house.app.console.address)
        await browser.close()


async def people_come(house: House) -> None:
    """Staff are in; three families with a signature have sent their codes and wait."""
    for guardian, pupil, channel, number in (
        ("Р1", MARIA, Channel.TELEGRAM, "17"),
        ("Р4", ARTYOM, Channel.VK, "21"),
        (THIRD, "У705", Channel.TELEGRAM, "22"),
    ):
        await house.consent(Consent(guardian, pupil, channel, number))
    house.people["third"] = house.sandbox.add_person("telegram", "Павел Зайцев", role="папа")
    code = (await invite_person(house.app.database, THIRD, key=house.app.key, now=house.now)).code
    codes = {who: await house.invite(who) for who in ("krylova", "belova", "anna", "elena")} | {"third": code}
    for who, code in codes.items():
        platform = CAST[who].platform if who in CAST else "telegram"
        await house.sandbox.start(platform, house.people[who], "".join(filter(str.isalnum, code)))
        await house.sandbox.hear(platform, house.people[who], seconds=30)


async def test_from_an_announcement_to_the_proof(street: Street) -> None:
    administrator = await street.sit_down(0, "С1", "Ольга Крылова")
    await administrator.click("nav.main a[href='/requests']")
    for _ in range(3):
        await administrator.locator("button", has_text="Одобрить").first.click()
        await expect(administrator.locator(".notice")).to_contain_text("Одобрено")
    await expect(administrator.locator(".empty").first).to_contain_text("Заявок нет")

    teacher = await street.sit_down(1, "С3", "Ирина Белова")
    await expect(teacher.locator(".need b").first).to_have_text("3/8")
    await teacher.click("a[href='/announcements/new']")
    await teacher.fill("#text", TEXT)
    await teacher.click("main form button")
    await expect(teacher.locator("main")).to_contain_text("Не дойдёт до 5")
    await teacher.locator("button", has_text="Отправить").click()
    status = teacher.url

    for name in ("Анна Орлова", "Елена Громова", "Павел Зайцев"):
        phone = street.phone(name)
        await expect(phone).to_contain_text(TEXT)
        await phone.locator("button", has_text="Ознакомлен").last.dispatch_event("click")
        await expect(phone).to_contain_text("Спасибо")
    await teacher.goto(status)
    counts = teacher.locator(".need b")
    await expect(counts.nth(0)).to_have_text("3/8")
    await expect(counts.nth(1)).to_have_text("3")
    await expect(teacher.locator("table")).to_contain_text("Ершова Полина")

    await street.house.bring_results()
    await watch(street.house.app.database, street.house.now)  # the minute's job, now
    await teacher.goto(f"{street.console}/cases")
    assert await teacher.locator("button", has_text="Сообщил(а) лично").count()
    while await teacher.locator("button", has_text="Сообщил(а) лично").count():
        await teacher.locator("button", has_text="Сообщил(а) лично").first.click()
        await expect(teacher.locator(".notice")).to_contain_text("лично")
    await expect(teacher.locator(".empty")).to_contain_text("Никому")

    await administrator.goto(f"{street.console}/deadlines?state=told")
    await expect(administrator.locator("table")).to_contain_text("сообщено лично")
    row = administrator.locator("tr", has_text="сообщено лично").first
    await row.locator("a").first.click()
    async with administrator.expect_download() as download:
        await administrator.locator("a[href$='/proof.pdf']").click()
    proof = await (await download.value).path()
    assert await asyncio.to_thread(_begins, proof) == b"%PDF-"


def _begins(path: Path) -> bytes:
    return path.read_bytes()[:5]
