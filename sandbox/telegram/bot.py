"""The bot's account at the local Telegram: its state, and what every send goes through."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.ledger import Accepted, Ledger
from sandbox.pace import Pace
from sandbox.telegram import html, markup, shapes
from sandbox.telegram.params import Params
from sandbox.telegram.refusal import Refusal, bad, forbidden
from sandbox.telegram.updates import Updates
from sandbox.world import Json, Message, NotHere, Person, Rows, World

SHUT = {"blocked": "bot was blocked by the user", "deactivated": "user is deactivated"}


@dataclass(slots=True)
class TelegramBot:
    """One bot, one token."""

    token: str
    world: World
    files: FileStore
    ledger: Ledger
    pace: Pace
    faults: Faults
    username: str = "rodnik_sandbox_bot"
    updates: Updates = field(default_factory=Updates)
    queries: dict[str, int] = field(default_factory=dict)
    commands: list[Json] = field(default_factory=list)

    def me(self) -> Json:
        """The bot's own User."""
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Родник",
            "username": self.username,
        }

    def person(self, params: Params) -> Person:
        """Whom `chat_id` means, if the bot may write there; raises Refusal 400 or 403."""
        try:
            person = self.world.person("telegram", params.number("chat_id"))
        except NotHere:
            raise bad("chat not found") from None
        if person.shut:
            raise forbidden(SHUT[person.shut])
        if not person.met:
            raise forbidden("bot can't initiate conversation with a user")
        return person

    def own_message(self, person: Person, params: Params, verb: str) -> Message:
        """The bot's own bubble that `message_id` means; raises Refusal 400."""
        try:
            message = self.world.message("telegram", person.id, params.number("message_id"))
        except NotHere:
            raise bad(f"message to {verb} not found") from None
        if message.who != "bot" and verb == "edit":
            raise bad("message can't be edited")
        return message

    def slow_down(self, method: str, chat: int) -> None:
        """Raise Refusal 429 if the bot speaks too fast, or a fault says so."""
        fault = self.faults.hit("telegram", "refuse_429", method, chat)
        seconds = fault.retry_after if fault else self.pace.wait(chat)
        if seconds:
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def post(self, person: Person, method: str, reply_markup: Json | None, **content: Any) -> Json:
        """Put the bot's bubble into a chat, write it into the ledger, answer with the Message."""
        buttons: Rows = markup.inline(reply_markup)
        keys = markup.keyboard(reply_markup or {})
        self.slow_down(method, person.id)
        message = self.world.post(person, "bot", buttons=buttons, **content)
        self.ledger.accepted.append(accepted(message))
        self._show_keyboard(person, message, reply_markup or {}, keys)
        return shapes.message(message, person, self.me())

    def _show_keyboard(self, person: Person, message: Message, given: Json, keys: Rows) -> None:
        if given.get("remove_keyboard"):
            person.keyboard, person.keyboard_from = (), None
        elif keys:
            person.keyboard, person.keyboard_from = keys, message.id
            person.one_time = bool(given.get("one_time_keyboard"))
        else:
            return
        self.world.tell("person", person, person)


def written(params: Params, field_name: str, most: int) -> tuple[str, list[Json]]:
    """Text or caption after parsing, with its entities; raises Refusal when it breaks the Bot API's rules."""
    mode, source = params.text("parse_mode").lower(), params.text(field_name)
    if mode == "html":
        text, spans = html.parse(source)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        given = params.structure("entities" if field_name == "text" else "caption_entities") or []
        text, spans = html.trim(source, given)
    if html.units(text) > most:
        raise bad("message is too long" if field_name == "text" else "message caption is too long")
    if not text and field_name == "text":
        raise bad("message text is empty")
    return text, spans


def accepted(message: Message, random_id: int | None = None) -> Accepted:
    """A line of the ledger."""
    when: datetime = message.time
    names = tuple(file.name for file in message.files)
    return Accepted(message.platform, message.user, message.id, message.text, when.isoformat(), random_id, names)
