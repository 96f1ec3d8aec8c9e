"""kill -9 at any moment: after a restart no result is lost, and VK shows nothing twice."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from actions.consenting import record_consent
from actions.importing import import_source
from actions.regulating import set_school
from bot.demo import days
from bot.demo.files import write_sheet
from bot.settings import Settings, secret_key_of
from journal.workbook import open_workbook
from sandbox.server import Sandbox
from sandbox.world import Platform
from school.clock import SystemClock
from school.messenger import Channel
from storage import tables
from storage.database import Database
from tests.databases import KINDS, new_address
from tests.house import ROOT
from tests.world import add

PUPILS = 50
TODAY = f"{SystemClock().now():%d.%m.%Y}"
LATE = {"platform": "vk", "fault": "latency", "seconds": 60, "method": "execute|messages.send", "ms": 150}


class Service:
    """`python -m bot run` as a process of its own, against a sandbox in this one. VK only: it starts in a second."""

    def __init__(self, box: Sandbox, folder: Path, url: str, channels: tuple[Channel, ...]) -> None:
        self.box, self.folder, self.database = box, folder, Database(url)
        self.people: dict[str, int] = {}
        self.key = secret_key_of(Settings(data_dir=folder, secret_key=None))
        self._environment = {name: text for name, text in os.environ.items() if not name.startswith("RODNIK_")}
        self._environment |= {
            "RODNIK_DATABASE_URL": url,
            "RODNIK_DATA_DIR": str(folder),
            "RODNIK_HTTP_PORT": "0",
            "RODNIK_LOG_LEVEL": "ERROR",
        }
        if Channel.VK in channels:
            self._environment |= {"RODNIK_VK_TOKEN": box.vk_token, "RODNIK_VK_API_URL": box.url}
            self._environment |= {"RODNIK_VK_GROUP_ID": str(box.vk_group_id)}
        if Channel.TELEGRAM in channels:
            self._environment |= {"RODNIK_TELEGRAM_TOKEN": box.telegram_token, "RODNIK_TELEGRAM_API_URL": box.url}

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        """The process runs inside the block; it is killed -9 at its end."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment
        )
        try:
            yield
        finally:
            assert process.returncode is None, "the service ended by itself"
            process.send_signal(signal.SIGKILL)
            await process.wait()

    async def until(self, test: Callable[[], bool], seconds: float = 40) -> None:
        """Until what happens on the platforms makes it true."""
        assert await self.box.world.bell.until(test, seconds)

    def heard(self, word: str) -> Counter[int]:
        """How often each person's chat shows a message with this word."""
        return Counter(
            message.user
            for chat in self.box.world.chats.values()
            for message in chat
            if message.who == "bot" and word in message.text
        )

    async def import_sheets(self, **sheets: list[dict[str, object]]) -> None:
        """Take a folder of files in, as `python -m bot import` does."""
        folder = self.folder / "-".join(sheets)
        for name, rows in sheets.items():
            write_sheet(folder, name, rows)
        source, now = open_workbook([folder], days.ZONE.key), SystemClock().now()
        report = await import_source(self.database, source, key=self.key, now=now)
        assert report.applied, report.problems


@pytest.fixture(params=KINDS)
async def service(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Service]:
    """Fifty families in VK, and a school that has no quiet hours."""
    async with Sandbox() as box:
        service = Service(box, tmp_path, await new_address(request.param, tmp_path), (Channel.VK,))
        await _found_school(service, "vk")
        yield service
        await service.database.close()


async def _found_school(service: Service, platform: Platform) -> None:
    codes = range(PUPILS)
    await service.import_sheets(
        school=[{"Название": "Школа", "Часовой пояс": days.ZONE.key, "Форма": "частная", "Регламент": "24h"}],
        students=[{"Код": f"У{n}", "Фамилия": f"Фамилия{n}", "Имя": "Ян", "Класс": "9Б"} for n in codes],
        guardians=[{"Код": f"Р{n}", "Фамилия": f"Фамилия{n}", "Имя": "Ян"} for n in codes],
        guardianships=[{"Код родителя": f"Р{n}", "Код ученика": f"У{n}"} for n in codes],
    )
    now = SystemClock().now()
    await set_school(service.database, {"quiet_hours": "00:00-00:00"}, key=service.key, now=now)
    for n in codes:
        await _link(service, platform, n)


async def _link(service: Service, platform: Platform, n: int) -> None:
    """A consent, and an approved contact put into the tables: how one comes to it is another test's matter."""
    user = service.people[f"Р{n}"] = service.box.add_person(platform, f"Ян Фамилия{n}")
    service.box.person(platform, user).met = True
    now, people = SystemClock().now(), tables.people
    async with service.database.write() as connection:
        rows = (await connection.execute(people.select().where(people.c.code.in_((f"Р{n}", f"У{n}"))))).all()
        ids = {row.code: row.id for row in rows}
        about = {"language": "ru", "reachable": True, "digest": False, "created_at": now}
        account = await add(connection, tables.accounts, channel=platform, chat=str(user), **about)
        link = {"account_id": account, "person_id": ids[f"Р{n}"], "state": "approved", "requested_at": now}
        await add(connection, tables.contacts, **link)
    await record_consent(
        service.database,
        guardian=f"Р{n}",
        student=f"У{n}",
        channel=Channel(platform),
        number="1",
        signed_on=now.date(),
        key=service.key,
        now=now,
    )


def _results(subject: str) -> list[dict[str, object]]:
    exam = {"Экзамен": "ОГЭ", "Предмет": subject, "Дата": TODAY, "Оценка": "5"}
    return [{"Код ученика": f"У{n}", **exam} for n in range(PUPILS)]


async def test_fifty_results_survive_kills_in_the_middle_and_vk_shows_each_once(service: Service) -> None:
    await service.import_sheets(exam_results=_results("Химия"))
    everybody = set(service.people.values())
    service.box.faults.order(**LATE)
    async with service.alive():  # killed when it has just begun to send
        await service.until(lambda: len(service.heard("Химия")) >= 1)
    async with service.alive():  # and again before the rest is out
        await service.until(lambda: len(service.heard("Химия")) >= PUPILS - 5)
    async with service.alive():
        await service.until(lambda: set(service.heard("Химия")) == everybody)
        await asyncio.sleep(1)  # time to say something twice, if it would
    assert service.heard("Химия") == Counter(everybody)


async def _greeted(service: Service) -> None:
    """The service hears: VK keeps what is said for whoever has polled before."""
    for _ in range(100):
        await service.box.say("vk", service.people["Р49"], "помощь")
        if await service.box.world.bell.until(lambda: bool(service.heard("Напишите слово")), 0.3):
            return
    raise AssertionError("nobody answers")


async def test_a_question_asked_before_a_kill_is_answered_once(service: Service) -> None:
    asking = [service.people[f"Р{n}"] for n in range(10)]
    service.box.faults.order(**LATE)
    async with service.alive():
        await _greeted(service)
        for user in asking:
            await service.box.say("vk", user, "оценки")
        await service.until(lambda: len(service.heard("Оценки")) >= 1)
    async with service.alive():
        await service.until(lambda: set(service.heard("Оценки")) == set(asking))
        await asyncio.sleep(1)
    assert service.heard("Оценки") == Counter(asking)


async def test_telegram_loses_no_result_either_and_says_what_may_be_a_repeat(tmp_path: Path) -> None:
    async with Sandbox() as box:
        service = Service(box, tmp_path, await new_address("sqlite", tmp_path), (Channel.TELEGRAM,))
        await _found_school(service, "telegram")
        await service.import_sheets(exam_results=_results("Химия"))
        box.faults.order(**LATE | {"platform": "telegram", "method": "send*"})
        async with service.alive():
            await service.until(lambda: len(service.heard("Химия")) >= 20)
        async with service.alive():
            await service.until(lambda: set(service.heard("Химия")) == set(service.people.values()))
            await asyncio.sleep(1)
        heard, repeats = service.heard("Химия"), service.heard("Повтор")
        assert all(times - 1 <= repeats[user] for user, times in heard.items())
        await service.database.close()
