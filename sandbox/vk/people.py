"""What a person does in VK, told to the community as long poll events."""

import json
import secrets
from typing import Any

from sandbox.vk import uploads
from sandbox.vk.community import Community
from sandbox.vk.messages import SHUT
from sandbox.world import Button, Json, Message, NotHere, Person

ABLE = {
    "button_actions": ["text", "open_link", "callback"],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": False,
    "lang_id": 0,
}


class VkPeople:
    """Moves of people; each returns the person's new message, or None."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self._world = community.world

    async def say(self, person: Person, text: str) -> Message | None:
        """Write a text."""
        return self._post(person, text=text)

    async def start(self, person: Person, code: str | None = None) -> Message | None:
        """Press «Начать», perhaps after a vk.me link with `ref`."""
        payload = json.dumps({"command": "start"})
        extra = {"payload": payload} | ({"ref": code, "ref_source": "link"} if code else {})
        return self._post(person, text="Начать", extra=extra)

    async def press(self, person: Person, message: Message | None, button: Button) -> Message | None:
        """Press a button of the keyboard or under a bubble."""
        if button.kind == "text":
            return self._post(person, text=button.text, extra={"payload": button.data} if button.data else {})
        if button.kind == "callback":
            event = secrets.token_hex(6)
            self._community.presses[event] = person.id
            body = {"user_id": person.id, "peer_id": person.id, "event_id": event}
            body["payload"] = json.loads(button.data or "{}")
            if message:
                body["conversation_message_id"] = message.number
            self._community.longpoll.add("message_event", body)
        return None

    async def share_phone(self, person: Person, *_: Any) -> Message | None:
        """Impossible in VK."""
        raise NotHere("VK has no button that shares a phone")

    async def send_file(self, person: Person, name: str, content: bytes, picture: bool, caption: str) -> Message | None:
        """Send a picture or a document."""
        return self._post(person, text=caption, files=(self._community.files.put(name, content, picture=picture),))

    async def block(self, person: Person, how: str = "denied") -> Message | None:
        """Deny messages (`denied`), or be out of reach otherwise: blacklist, privacy, deleted."""
        if how not in SHUT:
            raise ValueError(f"how is one of {', '.join(SHUT)}")
        person.shut = how
        self._world.tell("person", person, person)
        if how == "denied":
            self._community.longpoll.add("message_deny", {"user_id": person.id})
        return None

    async def unblock(self, person: Person) -> Message | None:
        """Allow messages, also for somebody who never wrote."""
        person.shut, person.met = None, True
        self._world.tell("person", person, person)
        self._community.longpoll.add("message_allow", {"user_id": person.id, "key": ""})
        return None

    async def read(self, person: Person) -> Message | None:
        """Read everything; the community is told up to which message."""
        last = next((m for m in reversed(self._world.chat("vk", person.id)) if m.who == "bot"), None)
        if last:
            body = {"from_id": person.id, "peer_id": person.id, "read_message_id": last.id}
            self._community.longpoll.add("message_read", body | {"conversation_message_id": last.number})
        return None

    def _post(self, person: Person, **content: Any) -> Message:
        is_news = person.one_time or person.shut or not person.met
        person.met, person.shut = True, None
        message = self._world.post(person, "person", **content)
        if person.one_time:
            person.keyboard = ()
        if is_news:
            self._world.tell("person", person, person)
        self._community.longpoll.add("message_new", {"message": self._body(message), "client_info": ABLE})
        return message

    def _body(self, message: Message) -> Json:
        sender = {"date": int(message.time.timestamp()), "from_id": message.user, "peer_id": message.user, "out": 0}
        ids = {"id": message.id, "conversation_message_id": message.number, "random_id": 0, "version": message.version}
        flags = {"important": False, "is_hidden": False, "fwd_messages": []}
        attachments = [self._attachment(file) for file in message.files]
        return sender | ids | flags | {"text": message.text, "attachments": attachments} | message.extra

    def _attachment(self, file: Any) -> Json:
        if file.picture:
            return {"type": "photo", "photo": uploads.photo(self._community, file)}
        return {"type": "doc", "doc": uploads.doc(self._community, file)}
