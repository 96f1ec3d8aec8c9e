"""The two ways to see the demo: open it to visitors on a page, or play its story in the terminal."""

import asyncio
import signal
import time
from pathlib import Path

import aiohttp

from bot.demo.cast import CAST, Consent
from bot.demo.house import House, open_house
from bot.demo.people import ARTYOM, MARIA, PETR, SONYA
from bot.demo.stage import Missed, Stage
from bot.demo.story import STEPS
from bot.demo.transcript import Transcript
from school.messenger import Channel

ON_FILE = (
    Consent("Р1", MARIA, Channel.TELEGRAM, "17"),
    Consent("Р1", PETR, Channel.TELEGRAM, "18"),
    Consent("Р1", PETR, Channel.VK, "19", student_access=True),
    Consent("Р3", SONYA, Channel.TELEGRAM, "20"),
    Consent("Р4", ARTYOM, Channel.VK, "21"),
)
"""What the families have signed when visitors come; Сергей has signed nothing."""

STAFF = ("krylova", "belova", "ilyina")


async def open_to_visitors(folder: Path, port: int) -> bool:
    """Serve the page until cancelled, or told to end."""
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    print("Открываем школу… (несколько секунд)", flush=True)
    async with open_house(folder, port) as house:
        for paper in ON_FILE:
            await house.consent(paper)
        await _hand_out_codes(house)
        print(f"\n  {house.sandbox.url}/\n\n{WELCOME}\n\n{_console(house)}", flush=True)
        await house.running
    return True


WELCOME = """Откройте этот адрес в браузере. Слева мама: нажмите «Начать по ссылке с кодом», рядом завуч — «Одобрить».
Потом спросите «оценки» и пустите время кнопками сверху. Остановить — Ctrl+C."""


def _console(house: House) -> str:
    """Where the console is, and how to come in."""
    address = house.app.console.address if house.app.console else ""
    return (
        f"Консоль школы: {address}\nТабельный номер С1 — завуч; ссылка для входа придёт в чат Ольги Крыловой, "
        "откройте её в том же браузере.\nС3 — классный руководитель."
    )


async def _hand_out_codes(house: House) -> None:
    """Staff are in already; the others have a start link to press."""
    for who, actor in CAST.items():
        code = "".join(filter(str.isalnum, await house.invite(who))) if actor.code else None
        if who in STAFF:
            await house.sandbox.start(actor.platform, house.people[who], code)
            await house.sandbox.hear(actor.platform, house.people[who], seconds=30)
        else:
            house.sandbox.suggest(actor.platform, house.people[who], code=code)


async def play_story(folder: Path) -> bool:
    """Play every step over HTTP; did all of them happen?"""
    shown, begun = Transcript(), time.monotonic()
    shown.say("История «Родника» на вымышленной школе: настоящий бот, местные Telegram и VK.")
    async with open_house(folder) as house, aiohttp.ClientSession() as http:
        shown.clock = lambda: house.now
        people = {who: (actor.platform, house.people[who]) for who, actor in CAST.items()}
        happened = await _steps(Stage(http, house.sandbox.url, people, shown.told), house, shown)
    if happened:
        shown.say(f"\n[bold green]Всё случилось: {len(STEPS)} шагов за {time.monotonic() - begun:.0f} с.[/bold green]")
    return happened


async def _steps(stage: Stage, house: House, shown: Transcript) -> bool:
    for number, (title, step) in enumerate(STEPS, start=1):
        shown.step(number, title)
        try:
            await step(stage, house)
            await stage.quiet()
        except Missed as missed:
            shown.missed(number, title, missed)
            return False
    return True
