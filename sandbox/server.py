"""The sandbox as one object: start it, act as its people, look at what arrived."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from sandbox.control import Control
from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.ledger import Ledger
from sandbox.pace import Limits, Pace, Window
from sandbox.telegram.bot import TelegramBot
from sandbox.telegram.door import TelegramDoor
from sandbox.telegram.people import TelegramPeople
from sandbox.vk.community import Community
from sandbox.vk.door import VkDoor
from sandbox.vk.longpoll import LongPoll
from sandbox.vk.people import VkPeople
from sandbox.world import Json, Message, NotHere, Person, Platform, World

GROUP_ID = 228_000_101
LARGEST_REQUEST = 64 * 2**20
PanelButton = tuple[str, str, Callable[[], Awaitable[str | None]]]


class Sandbox:
    """A local Telegram and a local VK on one port of loopback, with people, a page and faults to order.

    `limits` False lets the bot speak as fast as it likes. `clock` gives the time shown and sent (aware);
    `panel` is buttons for the page: key, title, what to do (its answer is shown).
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        limits: bool | Limits = True,
        clock: Callable[[], datetime] | None = None,
        panel: Sequence[PanelButton] = (),
        telegram_token: str | None = None,
        vk_token: str | None = None,
        vk_group_id: int = GROUP_ID,
        title: str = "Родник",
    ) -> None:
        self._port, self._host = port, host
        self.title = title
        self.panel = {key: (caption, act) for key, caption, act in panel}
        self.telegram_token = telegram_token or f"7100200300:{secrets.token_urlsafe(26)}"
        self.vk_token = vk_token or f"vk1.a.{secrets.token_urlsafe(32)}"
        self.vk_group_id = vk_group_id
        self.world, self.files, self.ledger, self.faults = World(clock), FileStore(), Ledger(), Faults()
        self._build(limits if isinstance(limits, Limits) else Limits(), on=bool(limits))
        self._runner: web.AppRunner | None = None

    def _build(self, limits: Limits, *, on: bool) -> None:
        shared = (self.world, self.files, self.ledger)
        paced = Pace(limits.telegram_overall, limits.telegram_per_chat, limits.telegram_chat_burst, on=on)
        self.bot = TelegramBot(self.telegram_token, *shared, paced, self.faults)
        poll, pace = LongPoll(self.vk_group_id), Window(limits.vk, on=on)
        self.community = Community(self.vk_token, self.vk_group_id, *shared, pace, self.faults, poll)
        self._moves: dict[str, TelegramPeople | VkPeople] = {
            "telegram": TelegramPeople(self.bot),
            "vk": VkPeople(self.community),
        }

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        for door in (TelegramDoor(self.bot), VkDoor(self.community), Control(self)):
            app.add_routes(door.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.community.url = self.url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.bot.updates.stop()
        if self._runner:
            await self._runner.cleanup()

    def add_person(self, platform: Platform, name: str, **about: Any) -> int:
        """A new person's id. `about`: phone, role (a caption), suggestions (things to type), code (of a start link)."""
        if platform not in self._moves:
            raise ValueError("platform is telegram or vk")
        about["suggestions"] = tuple(about.get("suggestions", ()))
        return self.world.add_person(platform, name, **about).id

    def person(self, platform: str, user: int) -> Person:
        """The person with that id; raises NotHere."""
        return self.world.person(platform, user)

    def suggest(self, platform: str, user: int, **about: Any) -> None:
        """Change what the page offers a person: role, suggestions (things to type), code (of a start link)."""
        person = self.person(platform, user)
        person.role = about.get("role", person.role)
        person.suggestions = tuple(about.get("suggestions", person.suggestions))
        person.code = about.get("code", person.code)
        self.world.tell("person", person, person)

    async def say(self, platform: str, user: int, text: str) -> Json | None:
        """Write to the bot."""
        return _shown(await self._moves[platform].say(self.person(platform, user), text))

    async def start(self, platform: str, user: int, code: str | None = None) -> Json | None:
        """Begin the chat, perhaps with a code."""
        return _shown(await self._moves[platform].start(self.person(platform, user), code))

    async def press(
        self,
        platform: str,
        user: int,
        button: str | int | None = None,
        *,
        message_id: int | None = None,
        data: str | None = None,
    ) -> Json | None:
        """Press a button by its text, place or data: of the keyboard below, else of the newest bubble that has it."""
        person = self.person(platform, user)
        message, found = self.world.find_button(person, message_id, button, data)
        return _shown(await self._moves[platform].press(person, message, found))

    async def share_phone(
        self, user: int, phone: str | None = None, contact_user_id: int | None = None, forwarded: bool = False
    ) -> Json | None:
        """Send a contact card in Telegram: one's own, unless told otherwise."""
        person = self.person("telegram", user)
        return _shown(await self._moves["telegram"].share_phone(person, phone, contact_user_id, forwarded))

    async def send_file(
        self, platform: str, user: int, name: str, content: bytes, *, picture: bool = False, caption: str = ""
    ) -> Json | None:
        """Send a picture or a document to the bot."""
        person = self.person(platform, user)
        return _shown(await self._moves[platform].send_file(person, name, content, picture, caption))

    async def block(self, platform: str, user: int, how: str | None = None) -> None:
        """Shut the bot out: Telegram blocked (or deactivated), VK denied (or blacklist, privacy, deleted)."""
        await self._moves[platform].block(self.person(platform, user), *([how] if how else []))

    async def unblock(self, platform: str, user: int) -> None:
        """Let the bot in again."""
        await self._moves[platform].unblock(self.person(platform, user))

    async def read(self, platform: str, user: int) -> None:
        """Read everything in the chat (VK tells the bot)."""
        await self._moves[platform].read(self.person(platform, user))

    def chat(self, platform: str, user: int, after: int = 0) -> list[Json]:
        """The bubbles of a chat, those with `version` above `after` only."""
        return [message.as_json() for message in self.world.chat(platform, user, after)]

    def toasts(self, platform: str, user: int) -> list[Json]:
        """The answers to pressed buttons: text, alert."""
        wanted = (platform, int(user), "toast")
        return [h.as_json()["body"] for h in self.world.happenings if (h.platform, h.user, h.kind) == wanted]

    async def hear(self, platform: str, user: int, text: str = "", *, after: int = 0, seconds: float = 10) -> Json:
        """The first of the bot's bubbles newer than `after` that contains `text`; raises NotHere after `seconds`."""

        def heard() -> list[Message]:
            return [m for m in self.world.chat(platform, user, after) if m.who == "bot" and text in m.text]

        if not await self.world.bell.until(lambda: bool(heard()), seconds):
            raise NotHere(f"the bot did not say {text!r} to {user} on {platform} within {seconds} s")
        return heard()[0].as_json()


def _shown(message: Message | None) -> Json | None:
    return message.as_json() if message else None
