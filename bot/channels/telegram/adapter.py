"""Telegram as Messenger and Listener."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from aiogram.methods import AnswerCallbackQuery, DeleteWebhook, GetMe, GetUpdates, SetMyCommands, SetWebhook
from aiogram.types import BotCommand

from bot.channels.attachments import has_attachments, without_missing
from bot.channels.fit import BARE, Abilities, fit
from bot.channels.progress import Progress
from bot.channels.quiet import Quiet
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.erasing import delete
from bot.channels.telegram.markup import Laid, laid_out
from bot.channels.telegram.polling import Json, Polling
from bot.channels.telegram.rich import rich_blocks
from bot.channels.telegram.saying import Attaching, edit, edit_rich, say, say_rich
from bot.channels.telegram.update import ALLOWED_UPDATES
from school.incoming import Incoming
from school.message import Message, Style, Text
from school.messenger import Address, Limits, Receipt, Receive, TryLater, Undeliverable
from school.outbox import Reason

LIMITS = Limits(
    characters=4096,
    caption=1024,
    buttons_per_row=8,
    button_rows=25,
    button_text=64,
    messages_per_second=30,
    chat_interval=1.0,
    concurrency=64,
)
PAID = replace(LIMITS, messages_per_second=1000, concurrency=512)  # allow_paid_broadcast: paid in Stars
ABILITIES = Abilities(styles=frozenset(Style), buttons=100)
POLL_SECONDS = 25
AHEAD = 1500  # messages laid out before their turn; more than any lane has in hand and in line


class Telegram:
    """One bot. Opens its connections on first use; `close()` when done. Raises ValueError on a malformed token.

    `proxy` is an http:// URL. `paid`: at up to 1,000 messages a second, paid in Stars. `commands` (name
    without slash, what it does) are shown by the client's own menu.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        proxy: str | None = None,
        *,
        commands: Sequence[tuple[str, str]] = (),
        paid: bool = False,
    ) -> None:
        self._calls, self._limits = Calls(token, api_url, proxy, paid=paid), PAID if paid else LIMITS
        self._attaching = Attaching(self._calls)
        self._commands = [BotCommand(command=name, description=words) for name, words in commands]
        self._progress, self._quiet = Progress(), Quiet()
        self._many: tuple[Message | None, list[Laid]] = (None, [])  # what many are told
        self._ahead: dict[int, tuple[Message, list[Laid]]] = {}  # by the message's id(), which is kept with it
        self._polling: Polling | None = None

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def heard_at(self) -> float | None:
        """When Telegram last answered our polling (time.monotonic()); None before that."""
        return self._polling.heard_at if self._polling else None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._quiet.close()
        await self._calls.close()

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        """See school.messenger.Messenger. A retry with the same `once` goes on after the parts that already went."""
        if not to.chat.isdecimal():  # a group or a channel: personal data never goes there
            raise Undeliverable(Reason.ADDRESS_DEAD)
        blocks = rich_blocks(message) if message.rich and message.menu is None else None
        if blocks and (drawn := await self._draw(to.chat, message, blocks, replaces)):
            return drawn
        laid = self._laid_out(message)
        if len(laid) == 1 and not replaces:  # as most are: nothing to go on with, nothing to edit
            return Receipt((await self._say(to.chat, laid[0]),), plainly=bool(blocks))
        texts = [one.html for one in laid]
        ids = self._progress.of(once, texts)
        begun, edited = len(ids), False
        for one in laid[begun:]:
            if len(ids) > begun:
                await asyncio.sleep(LIMITS.chat_interval)
            elif replaces and not ids and not one.part.attachment:
                edited = await edit(self._calls, to.chat, replaces, one.html, one.board)
            said = replaces if edited and replaces and not ids else await self._say(to.chat, one)
            self._progress.took(once, texts[len(ids)], said)
            ids.append(said)
        self._progress.finish(once)
        return Receipt(tuple(ids), edited, plainly=bool(blocks))

    def prepare(self, message: Message) -> None:
        """See school.messenger.Preparer. What many are told, and what needs a look at the disk, `send` lays out."""
        if message.rich or message.occasion is not None or has_attachments(message):
            return
        while len(self._ahead) >= AHEAD:
            del self._ahead[next(iter(self._ahead))]
        self._ahead[id(message)] = message, self._laid_out(message)

    def _laid_out(self, message: Message) -> list[Laid]:
        """The parts with their keyboards; kept for what goes to many."""
        if prepared := self._ahead.pop(id(message), None):
            return prepared[1]
        if message == self._many[0]:
            return self._many[1]
        laid = laid_out(fit(without_missing(message), LIMITS, ABILITIES), message)
        if message.occasion is not None and not any(one.part.attachment for one in laid):
            self._many = message, laid
        return laid

    async def _draw(self, chat: str, message: Message, blocks: list[Json], replaces: str | None) -> Receipt | None:
        """With real tables; None when the server refuses them. Buttons that find no place follow by themselves."""
        first, *rest = laid_out(fit(replace(message, blocks=(Text(BARE),)), LIMITS, ABILITIES), message)
        edited = bool(replaces) and await edit_rich(self._calls, chat, replaces or "", blocks, first.board)
        said = replaces if edited else await say_rich(self._calls, chat, blocks, first.board)
        if not said:
            return None
        return Receipt((said, *[await self._say(chat, one) for one in rest]), edited)

    async def _say(self, chat: str, one: Laid) -> str:
        if one.part.attachment:
            return await self._attaching.say(chat, one.part.attachment, one.html, one.board)
        return await say(self._calls, chat, one.html, one.board)

    async def delete(self, to: Address, message_ids: Sequence[str]) -> bool:
        """See school.messenger.Eraser: within 48 hours of the sending."""
        done = [await delete(self._calls, to.chat, one) for one in message_ids]
        return all(done)

    async def listen(self, receive: Receive) -> None:
        """See school.messenger.Listener: polls until cancelled."""
        await self._tidy()
        await self._show_commands()
        self._polling = Polling(self._updates, receive, self.acknowledge)
        await self._polling.run()

    async def fetch(self, file_id: str) -> bytes:
        """See school.messenger.Listener."""
        return await self._calls.fetch(file_id)

    def acknowledge(self, incoming: Incoming) -> None:
        """Let a pressed button stop spinning, on the side. The listener does it; a webhook's endpoint should."""
        if incoming.callback_id:
            answer = AnswerCallbackQuery(callback_query_id=incoming.callback_id)
            self._quiet.start(self._calls.call(answer, incoming.chat))

    async def bot_name(self) -> str:
        """The bot's user name, for links t.me/NAME?start=CODE. Raises TryLater."""
        return str((await self._calls.safely(GetMe()))["username"])

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates posted to `url` with `secret` in X-Telegram-Bot-Api-Secret-Token. Raises TryLater."""
        await self._calls.safely(SetWebhook(url=url, secret_token=secret, allowed_updates=ALLOWED_UPDATES))
        await self._show_commands()

    async def _updates(self, offset: int | None) -> list[Json]:
        try:
            found: list[Json] = await self._calls.call(
                GetUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES)
            )
        except TryLater as refused:
            if refused.cause == "polled_elsewhere":  # or a webhook left over that could not be removed at the start
                await self._tidy()
            raise
        return found

    async def _tidy(self) -> None:
        with suppress(Exception):
            await self._calls.call(DeleteWebhook())

    async def _show_commands(self) -> None:
        with suppress(Exception):
            if self._commands:
                await self._calls.call(SetMyCommands(commands=self._commands))
