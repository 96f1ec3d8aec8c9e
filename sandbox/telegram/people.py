"""What a person does in Telegram, told to the bot as updates."""

import secrets
from typing import Any

from sandbox.telegram import shapes
from sandbox.telegram.bot import TelegramBot
from sandbox.world import Button, Json, Message, NotHere, Person


class TelegramPeople:
    """Moves of people; each returns the person's new message, or None."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot
        self._world = bot.world

    async def say(self, person: Person, text: str) -> Message | None:
        """Write a text."""
        return self._post(person, text=text)

    async def start(self, person: Person, code: str | None = None) -> Message | None:
        """Press Start, perhaps after a start link with a code."""
        if person.shut:
            await self.unblock(person)
        return self._post(person, text=f"/start {code}" if code else "/start")

    async def press(self, person: Person, message: Message | None, button: Button) -> Message | None:
        """Press a button under a bubble or on the reply keyboard."""
        if button.kind == "contact":
            return await self.share_phone(person)
        if button.kind == "text" or message is None:
            return self._post(person, text=button.text)
        if button.kind == "callback":
            query = str(secrets.randbelow(10**18))
            self._bot.queries[query] = person.id
            shown = shapes.message(message, person, self._bot.me())
            body = {"id": query, "from": shapes.user(person), "message": shown, "chat_instance": str(person.id)}
            self._bot.updates.add("callback_query", body | {"data": button.data})
        return None

    async def share_phone(
        self,
        person: Person,
        phone: str | None = None,
        contact_user_id: int | None = None,
        forwarded: bool = False,
    ) -> Message | None:
        """Send a contact card: one's own, unless another phone or user id is given."""
        number = phone or person.phone
        if not number:
            raise NotHere(f"person {person.id} has no phone")
        owner = self._world.people.get(("telegram", contact_user_id or person.id), person)
        contact = {"phone_number": number.lstrip("+"), "first_name": owner.name.split()[0]}
        contact["user_id"] = contact_user_id or person.id  # type: ignore[assignment]
        return self._post(person, contact=contact, extra={"contact": contact} | self._origin(person, forwarded))

    async def send_file(self, person: Person, name: str, content: bytes, picture: bool, caption: str) -> Message | None:
        """Send a picture or a document."""
        return self._post(person, text=caption, files=(self._bot.files.put(name, content, picture=picture),))

    async def block(self, person: Person, how: str = "blocked") -> Message | None:
        """Stop the bot, or (`deactivated`) leave Telegram altogether."""
        if how not in ("blocked", "deactivated"):
            raise ValueError("how is blocked or deactivated")
        self._membership(person, "kicked", how)
        return None

    async def unblock(self, person: Person) -> Message | None:
        """Let the bot speak again."""
        self._membership(person, "member", None)
        return None

    async def read(self, person: Person) -> Message | None:
        """Telegram tells bots nothing about reading."""
        return None

    def _post(self, person: Person, **content: Any) -> Message:
        if person.shut == "blocked":
            self._membership(person, "member", None)
        is_first, person.met = not person.met, True
        message = self._world.post(person, "person", **content)
        if person.one_time:
            person.keyboard = ()
        if is_first or person.one_time:
            self._world.tell("person", person, person)
        self._bot.updates.add("message", shapes.message(message, person, self._bot.me()))
        return message

    def _membership(self, person: Person, status: str, shut: str | None) -> None:
        was = "kicked" if person.shut else "member"
        person.shut = shut
        self._world.tell("person", person, person)
        if was != status and shut != "deactivated":
            self._bot.updates.add("my_chat_member", self._my_chat_member(person, was, status))

    def _my_chat_member(self, person: Person, was: str, status: str) -> Json:
        def member(status: str) -> Json:
            return {"user": self._bot.me(), "status": status} | ({"until_date": 0} if status == "kicked" else {})

        body = {"chat": shapes.chat(person), "from": shapes.user(person), "date": int(self._world.now().timestamp())}
        return body | {"old_chat_member": member(was), "new_chat_member": member(status)}

    def _origin(self, person: Person, forwarded: bool) -> Json:
        """A card pressed from the keyboard answers the message that brought it; a forwarded one says so."""
        now = int(self._world.now().timestamp())
        if forwarded:
            sender = {"type": "hidden_user", "date": now, "sender_user_name": "Кто-то"}
            return {"forward_origin": sender, "forward_sender_name": "Кто-то", "forward_date": now}
        asked = [m for m in self._world.chat("telegram", person.id) if m.id == person.keyboard_from and person.keyboard]
        return {"reply_to_message": shapes.message(asked[0], person, self._bot.me())} if asked else {}
