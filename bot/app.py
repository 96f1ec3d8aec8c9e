"""How the process is put together: about ten objects, built by hand, readable on one screen."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any

from bot.anchoring import hold_if_older, keep_anchoring
from bot.commands.names import remember_names
from bot.http import TELEGRAM_PATH, add_telegram_webhook, listening_socket, server_of
from bot.inbox import Inbox
from bot.jobs import own_jobs
from bot.lending import Lender, office
from bot.lock import lock_folder
from bot.logs import set_up_logs
from bot.messengers import telegram_of, vk_of
from bot.settings import Settings, secret_key_of
from console.app import add_console
from console.calendar import add_calendar
from console.health import health_app
from console.metrics import Readings
from console.office import Office
from scheduler.delivery import Delivery
from scheduler.jobs import Ticker
from scheduler.lane import Lane
from scheduler.tally import Counted, Tally
from scheduler.timekeeping import KeptClock
from scheduler.withdrawing import Withdrawing
from school.clock import Clock
from school.messenger import Channel
from storage.database import Database
from storage.upgrade import upgrade

log = logging.getLogger(__name__)
SELDOM = (100_000, 50, 100)  # what we make lives briefly and in no cycles: collecting as often as Python does cost 40 %


class App:
    """The whole service in one process. `await run()` until cancelled; a clean stop loses nothing."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings, self.clock = settings, clock or KeptClock()
        self.key = secret_key_of(settings)
        self.database = Database(settings.database_url)
        self.lanes: dict[Channel, Lane] = {}
        self.readings = Readings()
        self.console: Office | None = None  # once it listens
        self.delivery: Delivery | None = None
        jobs = own_jobs(settings.data_dir, self.key, self.readings, self.clock)
        self.ticker = Ticker(self.database, self.clock, self.wake, jobs)
        self.lender = Lender(settings, self.database, self.clock, self.lanes, self.key)

    def wake(self) -> None:
        """Something was queued."""
        if self.delivery:
            self.delivery.wake()

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Everything, until cancelled; `started` is called once everybody listens. Raises Refused."""
        lock = lock_folder(self.settings.data_dir)
        sock = listening_socket(self.settings.http_host, self.settings.http_port)
        try:
            await upgrade(self.database)
            await hold_if_older(self.database, self.settings.data_dir, self.key, self.clock.now())
            await self._run(sock, started)
        finally:
            sock.close()
            await self.database.close()
            lock.close()

    async def _run(self, sock: socket.socket, started: Callable[[], None]) -> None:
        messengers = dict[Channel, Any]()
        self._add(messengers, Channel.VK, await vk_of(self.settings))
        owner = f"{socket.gethostname()}:{self.settings.data_dir.resolve()}"
        self.delivery = Delivery(self.database, self.clock, self.lanes, self.key, owner)
        web = health_app(self.database, self.clock, self.readings)
        self.console = office(self.lender, self.readings, sock.getsockname()[1], self.wake)
        add_console(web, self.console)
        add_calendar(web, self.database, self.clock, self.key)
        server = server_of(web)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.delivery.run())
                self._attend(group, Channel.VK, messengers, web)
                group.create_task(Withdrawing(self.database, self.clock, messengers).run())
                group.create_task(keep_anchoring(self.database, self.settings.data_dir, self.key))
                group.create_task(server.serve(sockets=[sock]))
                self.ticker.start()
                self._add(messengers, Channel.TELEGRAM, await telegram_of(self.settings))
                self._attend(group, Channel.TELEGRAM, messengers, web)
                log.info("running: %s", ", ".join(messengers) or "no messenger: set a token")
                started()
        finally:
            self.ticker.stop()
            for messenger in messengers.values():
                await messenger.close()

    def _add(self, messengers: dict[Channel, Any], channel: Channel, messenger: Any) -> None:
        """A messenger is there, if it is: it gets a lane, and what waits for it goes out."""
        if messenger is None:
            return
        messengers[channel] = messenger
        self.readings.tallies[channel] = Tally()
        self.lanes[channel] = Lane(Counted(messenger, self.readings.tallies[channel]))
        if self.delivery:
            self.delivery.join(channel, self.lanes[channel])

    def _attend(self, group: asyncio.TaskGroup, channel: Channel, messengers: dict[Channel, Any], web: Any) -> None:
        """Hear what people write there, and answer."""
        if channel in messengers:
            inbox = self._inbox(channel, messengers[channel])
            group.create_task(inbox.run())
            group.create_task(self._listen(channel, messengers[channel], inbox, web))
            group.create_task(self._remember_name(channel, messengers[channel]))

    def _inbox(self, channel: Channel, messenger: Any) -> Inbox:
        files = self.settings.data_dir / "files"
        files.mkdir(parents=True, exist_ok=True)
        lane = self.lanes[channel]
        return Inbox(
            self.database,
            self.clock,
            channel,
            lane,
            messenger,
            key=self.key,
            files=files,
            queued=self.wake,
            handling=self.readings.handling,
            public_url=self.settings.public_url or "",
            console_url=self.console.address if self.console else "",
            form=self.lender.form,
        )

    async def _listen(self, channel: Channel, messenger: Any, inbox: Inbox, web: Any) -> None:
        """Poll; or, for Telegram with a public address, have updates posted to us."""
        address, secret = self.settings.telegram_webhook_url, self.settings.telegram_webhook_secret
        if channel is not Channel.TELEGRAM or not address or not secret:
            began = monotonic()  # an idle platform answers the first poll after half a minute
            self.readings.heard[channel] = lambda: messenger.heard_at or began
            await messenger.listen(inbox.receive)
            return
        incoming_of = import_module("bot.channels.telegram.update").incoming_of

        async def update(raw: dict[str, Any]) -> None:
            incoming = incoming_of(raw, self.clock.now())
            if incoming is not None:
                messenger.acknowledge(incoming)
                await inbox.receive(incoming)

        add_telegram_webhook(web, secret.get_secret_value(), update)
        place = address.rstrip("/") + TELEGRAM_PATH
        await _patiently(Channel.TELEGRAM, lambda: messenger.set_webhook(place, secret.get_secret_value()))

    async def _remember_name(self, channel: Channel, messenger: Any) -> None:
        """Keep the bot's public name in the data folder: `invite` makes start links of it."""
        ask = messenger.bot_name if channel is Channel.TELEGRAM else messenger.group_name
        remember_names(self.settings, **{str(channel): await _patiently(channel, ask)})


async def _patiently(channel: Channel, ask: Callable[[], Any]) -> Any:
    """Until it works: a platform that is dark for an hour must not stop the others."""
    pause = 1.0
    while True:
        try:
            return await ask()
        except Exception as trouble:
            log.warning("%s does not answer yet: %s", channel, getattr(trouble, "cause", "") or type(trouble).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 300)


async def serve(settings: Settings) -> None:
    """`python -m bot run`: everything until SIGTERM or SIGINT."""
    secrets = (settings.telegram_token, settings.vk_token, settings.secret_key, settings.telegram_webhook_secret)
    set_up_logs(settings.log_level, [secret.get_secret_value() for secret in secrets if secret])
    gc.set_threshold(*SELDOM)
    running = asyncio.ensure_future(App(settings).run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        log.info("stopped")
