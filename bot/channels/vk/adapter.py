"""VK as Messenger and Listener: one community."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.channels.attachments import without_missing
from bot.channels.download import download
from bot.channels.fit import Abilities, Part, fit
from bot.channels.quiet import Quiet
from bot.channels.vk.batcher import PEERS, Batcher
from bot.channels.vk.markup import Json, keyboards, worded
from bot.channels.vk.pace import Pace
from bot.channels.vk.polling import Polling
from bot.channels.vk.position import Position
from bot.channels.vk.refusals import NOT_AN_ANSWER, Refused
from bot.channels.vk.update import EVENTS, FIRST_GROUP_CHAT
from bot.channels.vk.uploads import Uploads
from bot.channels.vk.wire import API_VERSION, Wire
from school.incoming import Incoming
from school.message import Message, Picture, Style
from school.messenger import Address, Limits, Receipt, Receive, TryLater, Undeliverable, once_of_occasion, once_of_part
from school.outbox import Reason

LIMITS = Limits(
    characters=4000,
    caption=4000,
    buttons_per_row=5,
    button_rows=6,
    button_text=40,
    messages_per_second=20_000,  # the batcher itself holds 20 requests a second; its batches must find enough to fill
    chat_interval=0,
    concurrency=240,  # fills the batches up to half a second of latency
    dedupes=True,
    together=PEERS,
)
ABILITIES = Abilities(styles=frozenset({Style.PLAIN, Style.BOLD, Style.ITALIC}), buttons=10)


class Vk:
    """One community. Opens its connections on first use; `close()` when done.

    `position` is a file that keeps our place in the events over restarts; without it, what people wrote while we were
    down is not heard.
    """

    def __init__(
        self, token: str, group_id: int, api_url: str = "https://api.vk.ru", *, position: Path | None = None
    ) -> None:
        self._group_id = group_id
        self._wire = Wire(token, api_url)
        self._batcher = Batcher(self._wire, Pace())
        self._uploads, self._quiet, self._position = Uploads(self._batcher), Quiet(), Position(position)
        self._settled = False
        self._many: tuple[Message | None, Json] = (None, {})  # what many are told, and how
        self._polling: Polling | None = None

    @property
    def limits(self) -> Limits:
        return LIMITS

    @property
    def heard_at(self) -> float | None:
        """When VK last answered our polling (time.monotonic()); None before that."""
        return self._polling.heard_at if self._polling else None

    async def close(self) -> None:
        """Give up what waits and let go of the connections."""
        await self._quiet.close()
        await self._batcher.close()
        self._wire.close()

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        """See school.messenger.Messenger. Never Ambiguous: `random_id` makes every repetition safe."""
        peer = int(to.chat) if to.chat.isdecimal() else 0
        if not 0 < peer < FIRST_GROUP_CHAT:  # personal data never goes to a group
            raise Undeliverable(Reason.ADDRESS_DEAD)
        if message == self._many[0] and not replaces:
            return Receipt((await self._say(self._many[1], peer),))
        parts = fit(without_missing(message), LIMITS, ABILITIES)
        ids: list[str] = []
        edited = False
        for number, (part, board) in enumerate(zip(parts, keyboards(parts, message), strict=True)):
            values = {"dont_parse_links": 1, "disable_mentions": 1, **await self._content(part, peer), **board}
            if not number and replaces:
                edited = await self._edit(replaces, values | {"peer_id": peer})
            if edited and replaces and not number:
                ids.append(replaces)
            elif message.occasion is not None and not number:
                shared = values | {"random_id": once_of_occasion(message.occasion)}
                if len(parts) == 1 and not part.attachment:
                    self._many = message, shared
                ids.append(await self._say(shared, peer))
            else:
                random_id = once_of_part(once, number)
                ids.append(await self._say(values | {"peer_id": peer, "random_id": random_id}))
        return Receipt(tuple(ids), edited)

    async def _say(self, values: Json, peer: int | None = None) -> str:
        message_id = await self._batcher.send(values, peer=peer, urgent=values["random_id"] < 0)
        if not isinstance(message_id, int | str):
            raise TryLater(2, cause=NOT_AN_ANSWER)
        return str(message_id)

    async def _edit(self, message_id: str, values: Json) -> bool:
        """False when it can't be edited any more (too old, deleted, has other contents)."""
        place = "conversation_message_id" if message_id.startswith("c") else "message_id"
        with suppress(Refused, Undeliverable):
            await self._batcher.call("messages.edit", values | {place: message_id.removeprefix("c")})
            return True
        return False

    async def delete(self, to: Address, message_ids: Sequence[str]) -> bool:
        """See school.messenger.Eraser: within 24 hours of the sending."""
        cmids = message_ids[0].startswith("c")
        ids = ",".join(one.removeprefix("c") for one in message_ids)
        values: Json = {"delete_for_all": 1, "peer_id": int(to.chat), "cmids" if cmids else "message_ids": ids}
        try:
            done = await self._batcher.call("messages.delete", values)
        except Refused:
            return False
        return isinstance(done, list) or (isinstance(done, dict) and all(done.values()))

    async def _content(self, part: Part, peer: int) -> Json:
        words = worded(part.spans)
        if part.attachment is None:
            return words
        try:
            return words | {"attachment": await self._uploads.word_for(part.attachment, peer)}
        except Refused:  # VK won't have this file: its words then
            alt = part.attachment.alt if isinstance(part.attachment, Picture) else part.attachment.name
            return words | {"message": f"{words['message']}\n\n{alt}".strip()}

    async def listen(self, receive: Receive) -> None:
        """See school.messenger.Listener: polls until cancelled."""
        self._polling = Polling(self._server, receive, self.acknowledge, self._position)
        await self._polling.run()

    def acknowledge(self, incoming: Incoming) -> None:
        """Let a pressed button stop spinning, on the side. The listener does it."""
        if incoming.callback_id:
            answer = {"event_id": incoming.callback_id, "user_id": incoming.chat, "peer_id": incoming.chat}
            self._quiet.start(self._batcher.call("messages.sendMessageEventAnswer", answer))

    async def fetch(self, file_id: str) -> bytes:
        """See school.messenger.Listener; the id is the URL that VK gave."""
        if urlsplit(file_id).scheme not in ("https", "http"):
            raise Undeliverable(Reason.GONE)
        async with aiohttp.ClientSession() as http:
            return await download(http, file_id)

    async def group_name(self) -> str:
        """The community's short name, for links vk.me/NAME?ref=CODE. Raises TryLater."""
        said = await self._batcher.call("groups.getById", {"group_id": self._group_id})
        group = (said["groups"] if isinstance(said, dict) else said)[0]
        return str(group.get("screen_name") or f"club{self._group_id}")

    async def _server(self) -> Json:
        if not self._settled:
            self._settled = await self._settle()
        server: Json = await self._batcher.call("groups.getLongPollServer", {"group_id": self._group_id})
        return server

    async def _settle(self) -> bool:
        """Have long poll switched on with the events we need, if our token may; False when VK could not be asked."""
        group = {"group_id": self._group_id}
        wanted = group | {"enabled": 1, "api_version": API_VERSION} | dict.fromkeys(EVENTS, 1)
        try:
            now = await self._batcher.call("groups.getLongPollSettings", group)
            events = now.get("events") or {}
            if not now.get("is_enabled") or not all(events.get(kind) for kind in EVENTS):
                await self._batcher.call("groups.setLongPollSettings", wanted)
        except Refused:
            with suppress(Refused, ValueError):
                await self._batcher.call("groups.setLongPollSettings", wanted)
        except TryLater:
            return False
        return True
