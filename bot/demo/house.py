"""The demo's school at work: sandbox and service in one process, and what an operator does there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import SecretStr

from actions.consenting import record_consent, withdraw_consent
from actions.deadlines import LedgerLine, ledger
from actions.import_report import ImportReport
from actions.importing import import_source
from actions.inviting import invite_person
from bot.app import App
from bot.demo import days, files
from bot.demo.cast import CAST, Consent
from bot.demo.people import SCHOOL
from bot.settings import Settings
from journal.workbook import open_workbook
from sandbox.server import Sandbox
from school.clock import ShiftedClock

PAPER_DAY = timedelta(days=30)  # how long before the demo's day consents were signed


class House:
    """The demo's school. `people` are the ids that actors have on their platforms; `running` is the service itself."""

    def __init__(
        self, folder: Path, sandbox: Sandbox, app: App, clock: ShiftedClock, running: "asyncio.Task[None]"
    ) -> None:
        self.folder, self.sandbox, self.app, self._clock, self.running = folder, sandbox, app, clock, running
        self.monday = self.now.date()
        self.people: dict[str, int] = {}
        self._lessons_over = self.monday - timedelta(days=1)  # up to this day the journal is written
        self._results_out = False
        self._imports = 0
        self._one_at_a_time = asyncio.Lock()

    @property
    def now(self) -> datetime:
        """The demo's time, in the school's zone."""
        return self._clock.now().astimezone(days.ZONE)

    # ---- what an operator does, as `python -m bot import | consent | invite | deadlines` do

    async def take_in(self, folder: Path) -> ImportReport:
        """Import a folder of files; it must be taken."""
        source = open_workbook([folder], days.ZONE.key)
        report = await import_source(self.app.database, source, key=self.app.key, now=self._clock.now())
        if not report.applied:
            raise RuntimeError(f"the demo's journal was not taken: {report.problems or report.needs_confirmation}")
        self.app.wake()
        return report

    async def consent(self, paper: Consent) -> None:
        """Put a signed paper into the registry."""
        await record_consent(
            self.app.database,
            guardian=paper.guardian,
            student=paper.pupil,
            channel=paper.channel,
            number=paper.number,
            signed_on=(self.now - PAPER_DAY).date(),
            student_access=paper.student_access,
            key=self.app.key,
            now=self._clock.now(),
        )

    async def withdraw(self, guardian: str, pupil: str) -> None:
        """A guardian took the consent back, on paper."""
        await withdraw_consent(
            self.app.database, guardian=guardian, student=pupil, key=self.app.key, now=self._clock.now()
        )

    async def invite(self, who: str) -> str:
        """A fresh code for an actor, as it is on the paper."""
        invitation = await invite_person(self.app.database, CAST[who].code, key=self.app.key, now=self._clock.now())
        return invitation.code

    async def deadlines(self) -> tuple[LedgerLine, ...]:
        """The ledger of what must be told."""
        return await ledger(self.app.database, now=self._clock.now())

    # ---- letting time pass

    async def end_lessons(self) -> str:
        """The next school day ends: its lessons are written into the journal, and the journal is imported."""
        async with self._one_at_a_time:
            day = days.school_days(self._lessons_over + timedelta(days=1), self._lessons_over + days.WEEK * 3)[0]
            self._pass_time(day, days.LESSONS_END)
            folder = self._new_folder("day")
            files.write_day(folder, self.monday, day)
            report = await self.take_in(folder)
            self._lessons_over = day
            self._pass_time(day, days.NEWS)
        added = {sheet.key: sheet.added for sheet in report.sheets}
        news = f"новых оценок — {added['marks']}, заданий — {added['homework']}, замен — {added['changes']}"
        return f"{self.now:%H:%M}, уроки закончились. В журнале: {news}. Новости — сейчас, замены на завтра — вечером."

    async def evening(self) -> str:
        """The clock moves to the next time of digests."""
        async with self._one_at_a_time:
            day = self.now.date() + timedelta(days=self.now.time() >= days.DIGEST)
            self._pass_time(day, days.DIGEST)
        return f"{self.now:%H:%M}, вечер. Сводки придут через несколько секунд."

    async def bring_results(self) -> str:
        """Results of an exam and late final marks come out."""
        async with self._one_at_a_time:
            if self._results_out:
                return "Результаты уже пришли: смотрите «результаты»."
            folder = self._new_folder("results")
            files.write_results(folder, self.monday, out=True)
            report = await self.take_in(folder)
            self._results_out = True
        added = {sheet.key: sheet.added for sheet in report.sheets}
        return f"Пришли результаты: экзаменов — {added['exam_results']}, итоговых — {added['finals']}. Сообщаем сразу."

    async def correct_results(self) -> None:
        """The school corrects results that are out: Пётр's after an appeal, «Труд» in 7А."""
        async with self._one_at_a_time:
            folder = self._new_folder("corrected")
            files.write_results(folder, self.monday, out=True, corrected=True)
            await self.take_in(folder)

    def _pass_time(self, day: date, at: time) -> None:
        """Forward only."""
        if days.local(day, at) > self.now:
            self._clock.move_to(days.local(day, at))

    def _new_folder(self, name: str) -> Path:
        self._imports += 1
        return self.folder / "journal" / f"{self._imports}-{name}"


@asynccontextmanager
async def open_house(folder: Path, port: int = 0, *, database_url: str | None = None) -> AsyncIterator[House]:
    """The school, its journal imported and everybody in the sandbox; nobody has written yet. Closed on leaving.

    `port` of the page; another one when it is taken. The database is SQLite in the folder unless another is named.
    """
    clock = ShiftedClock(days.local(days.story_monday(datetime.now(days.ZONE).date()), days.OPENS))
    async with await _sandbox(port, clock) as sandbox:
        app, started = App(_settings(folder, sandbox, database_url), clock), asyncio.Event()
        running, starting = asyncio.create_task(app.run(started.set)), asyncio.create_task(started.wait())
        try:
            await asyncio.wait((running, starting), return_when=asyncio.FIRST_COMPLETED)
            yield await _furnished(House(folder, sandbox, app, clock, running))
        finally:
            starting.cancel()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def _furnished(house: House) -> House:
    """With its journal read and everybody in the sandbox. Raises what kept the service from starting."""
    if house.running.done():
        await house.running
    files.write_school(house.folder / "journal" / "0-school", house.monday)
    await house.take_in(house.folder / "journal" / "0-school")
    for who, actor in CAST.items():
        about = {"role": actor.role, "suggestions": actor.says, "phone": actor.phone}
        house.people[who] = house.sandbox.add_person(actor.platform, actor.name, **about)
    house.sandbox.panel = {
        "lessons_end": ("Школьный день закончился", house.end_lessons),
        "evening": ("Вечер", house.evening),
        "results": ("Пришли результаты экзаменов", house.bring_results),
    }
    return house


async def _sandbox(port: int, clock: ShiftedClock) -> Sandbox:
    """A sandbox that is not entered yet, on the port if it is free."""
    try:
        (await asyncio.start_server(lambda *_: None, "127.0.0.1", port)).close()
    except OSError:
        port = 0
    return Sandbox(port, clock=lambda: clock.now().astimezone(days.ZONE), title="Родник · " + SCHOOL)


def _settings(folder: Path, sandbox: Sandbox, database_url: str | None) -> Settings:
    """Every setting is named: whatever this machine's environment says, the demo stays at home."""
    return Settings(
        data_dir=folder / "data",
        database_url=database_url or f"sqlite+aiosqlite:///{folder}/data/rodnik.db",
        secret_key=None,
        log_level="WARNING",
        http_host="127.0.0.1",
        http_port=0,
        public_url=None,
        console_url=None,
        telegram_token=SecretStr(sandbox.telegram_token),
        telegram_bot_name=None,
        telegram_api_url=sandbox.url,
        telegram_proxy=None,
        telegram_webhook_url=None,
        telegram_webhook_secret=None,
        vk_token=SecretStr(sandbox.vk_token),
        vk_group_id=sandbox.vk_group_id,
        vk_group_name=None,
        vk_api_url=sandbox.url,
    )
