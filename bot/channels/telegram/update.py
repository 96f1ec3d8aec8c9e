"""A raw update of the Bot API as Incoming: private chats only, no models in between, so that none can be refused."""

from datetime import UTC, datetime
from typing import Any

from bot.channels.letters import clean
from bot.channels.start import start_of
from school.incoming import Incoming, SharedFile, SharedPhone, Sign
from school.messenger import Channel

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
_SIGNS = {"kicked": Sign.DENIED, "member": Sign.ALLOWED}
Json = dict[str, Any]


def incoming_of(update: Json, received: datetime) -> Incoming | None:
    """What a person did, or None when it is nothing to us (groups, channels, kinds we don't ask for).

    `received` (UTC) stands in where Telegram gives no time. Raises what Python raises on a malformed update.
    """
    if message := update.get("message"):
        return _message(update, message)
    if query := update.get("callback_query"):
        return _pressed(update, query, received)
    if member := update.get("my_chat_member"):
        return _member(update, member)
    return None


def _message(update: Json, message: Json) -> Incoming | None:
    if not _is_private(message["chat"]):
        return None
    text, code = start_of(clean(message.get("text") or message.get("caption") or ""))
    return Incoming(
        channel=Channel.TELEGRAM,
        chat=str(message["chat"]["id"]),
        event_id=str(update["update_id"]),
        at=_instant(message["date"]),
        text=text,
        code=code,
        phone=_phone(message),
        file=_file(message),
        language=message.get("from", {}).get("language_code", ""),
    )


def _pressed(update: Json, query: Json, received: datetime) -> Incoming | None:
    message = query.get("message")
    if message is None or not _is_private(message["chat"]):
        return None
    return Incoming(
        channel=Channel.TELEGRAM,
        chat=str(message["chat"]["id"]),
        event_id=str(update["update_id"]),
        at=received,
        choice=query.get("data", ""),
        pressed_on=str(message["message_id"]),
        callback_id=str(query["id"]),
        language=query["from"].get("language_code", ""),
    )


def _member(update: Json, member: Json) -> Incoming | None:
    sign = _SIGNS.get(member["new_chat_member"]["status"])
    if sign is None or not _is_private(member["chat"]):
        return None
    return Incoming(
        channel=Channel.TELEGRAM,
        chat=str(member["chat"]["id"]),
        event_id=str(update["update_id"]),
        at=_instant(member["date"]),
        sign=sign,
        language=member["from"].get("language_code", ""),
    )


def _phone(message: Json) -> SharedPhone | None:
    """Anyone can send anyone's card: it is the sender's own only when it carries the sender's user id."""
    if not (contact := message.get("contact")):
        return None
    forwarded = "forward_origin" in message or "forward_date" in message
    own = contact.get("user_id") is not None and contact["user_id"] == message.get("from", {}).get("id")
    return SharedPhone(str(contact["phone_number"]), own and not forwarded, forwarded)


def _file(message: Json) -> SharedFile | None:
    if sizes := message.get("photo"):
        largest = max(sizes, key=lambda size: size["width"] * size["height"])
        return SharedFile(largest["file_id"], "photo.jpg", picture=True, size=largest.get("file_size") or 0)
    if document := message.get("document"):
        name = clean(document.get("file_name") or "file")
        picture = document.get("mime_type", "").startswith("image/")
        return SharedFile(document["file_id"], name, picture=picture, size=document.get("file_size") or 0)
    return None


def _is_private(chat: Json) -> bool:
    return bool(chat["type"] == "private")


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
