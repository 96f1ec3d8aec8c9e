"""An event of the Bots Long Poll (or Callback) API as Incoming: private chats only.

https://dev.vk.com/ru/api/community-events/json-schema
"""

import json
from datetime import UTC, datetime
from typing import Any

from bot.channels.letters import clean
from bot.channels.start import start_of
from school.incoming import Incoming, SharedFile, Sign
from school.messenger import Channel

EVENTS = ("message_new", "message_event", "message_allow", "message_deny", "message_read")
FIRST_GROUP_CHAT = 2_000_000_000
_LANGUAGES = {0: "ru", 1: "uk", 2: "be", 3: "en"}
Json = dict[str, Any]


def incoming_of(event: Json, received: datetime) -> Incoming | None:
    """What a person did, or None when it is nothing to us (group chats, our own messages, other kinds).

    `received` (UTC) stands in where VK gives no time. Raises what Python raises on a malformed event.
    """
    body: Json = event.get("object") or {}
    match event.get("type"):
        case "message_new":
            return _message(event, body.get("message") or body, body.get("client_info") or {})
        case "message_event":
            return _pressed(event, body, received)
        case "message_allow":
            return _sign(event, body["user_id"], Sign.ALLOWED, received)
        case "message_deny":
            return _sign(event, body["user_id"], Sign.DENIED, received)
        case "message_read":
            return _sign(event, body["from_id"], Sign.READ, received, body)
    return None


def _message(event: Json, message: Json, client: Json) -> Incoming | None:
    peer = message["peer_id"]
    if not _is_private(peer) or message["from_id"] != peer:
        return None
    payload = _payload(message.get("payload"))
    text, typed = start_of(clean(message.get("text") or ""))
    return Incoming(
        channel=Channel.VK,
        chat=str(peer),
        event_id=_event_id(event, peer, message.get("conversation_message_id") or message.get("id")),
        at=datetime.fromtimestamp(message["date"], UTC),
        text="/start" if payload.get("command") == "start" else text,
        choice=_choice(payload),
        code=clean(str(message.get("ref") or "")) or typed,
        file=_file(message.get("attachments") or []),
        language=_LANGUAGES.get(client.get("lang_id", -1), ""),
    )


def _pressed(event: Json, body: Json, received: datetime) -> Incoming | None:
    peer = body["peer_id"]
    if not _is_private(peer):
        return None
    return Incoming(
        channel=Channel.VK,
        chat=str(peer),
        event_id=_event_id(event, peer, body["event_id"]),
        at=received,
        choice=_choice(_payload(body.get("payload"))),
        pressed_on=conversation_id(body.get("conversation_message_id")),
        callback_id=str(body["event_id"]),
    )


def _sign(event: Json, user: int, sign: Sign, received: datetime, read: Json | None = None) -> Incoming | None:
    """`pressed_on` of a READ is the last message read: by its global id, as `messages.send` named it, if VK tells."""
    if not _is_private(user) or (read and not _is_private(read.get("peer_id", user))):
        return None
    upto = str((read or {}).get("read_message_id") or conversation_id((read or {}).get("conversation_message_id")))
    event_id = _event_id(event, user, upto or received.isoformat())
    return Incoming(Channel.VK, str(user), event_id, received, pressed_on=upto, sign=sign)


def conversation_id(number: object) -> str:
    """A message's number within its chat, as we write it: presses name messages so, `messages.send` by a global id."""
    return f"c{number}" if number else ""


def _event_id(event: Json, chat: object, what: object) -> str:
    return str(event.get("event_id") or f"{event['type']}:{chat}:{what}")


def _payload(payload: Any) -> Json:
    """Ours is a JSON object, inside a string or not; anything else says nothing."""
    try:
        payload = json.loads(payload) if isinstance(payload, str) else payload
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


def _choice(payload: Json) -> str:
    choice = payload.get("c", "")
    return clean(choice) if isinstance(choice, str) else ""


def _file(attachments: list[Json]) -> SharedFile | None:
    for attachment in attachments:
        if attachment.get("type") == "photo":
            largest = max(attachment["photo"]["sizes"], key=lambda size: size.get("width", 0) * size.get("height", 0))
            return SharedFile(largest["url"], "photo.jpg", picture=True, size=0)
        if attachment.get("type") == "doc":
            doc = attachment["doc"]
            return SharedFile(doc["url"], clean(doc.get("title") or "file"), picture=False, size=doc.get("size") or 0)
    return None


def _is_private(peer: int) -> bool:
    return 0 < peer < FIRST_GROUP_CHAT
