"""Users, chats and messages as the Bot API writes them."""

from typing import Any

from sandbox.files import StoredFile
from sandbox.telegram.html import units
from sandbox.world import Json, Message, Person, Rows


def user(person: Person) -> Json:
    """A User."""
    first, _, last = person.name.partition(" ")
    names = {"first_name": first} | ({"last_name": last} if last else {})
    return {"id": person.id, "is_bot": False, **names, "language_code": "ru"}


def chat(person: Person) -> Json:
    """The private Chat with a person."""
    shown = user(person)
    return {key: shown[key] for key in ("id", "first_name", "last_name") if key in shown} | {"type": "private"}


def message(one: Message, person: Person, me: Json) -> Json:
    """A Message, without what it answers."""
    body: Json = {
        "message_id": one.id,
        "from": me if one.who == "bot" else user(person),
        "chat": chat(person),
        "date": int(one.time.timestamp()),
    }
    if one.edited:
        body["edit_date"] = int(one.time.timestamp())
    text, entities = ("caption", "caption_entities") if one.files else ("text", "entities")
    if one.rich is not None:
        body["rich_message"] = {"blocks": one.rich}
    elif one.text:
        body[text] = one.text
    if spans := one.spans or _command(one.text):
        body[entities] = spans
    for file in one.files:
        body.update(attachment(file))
    if one.buttons:
        body["reply_markup"] = {"inline_keyboard": _rows(one.buttons)}
    return body | one.extra


def attachment(file: StoredFile) -> Json:
    """The `photo` or `document` of a message."""
    names = {"file_id": file_id(file), "file_unique_id": f"U{file.key}", "file_size": file.size}
    if file.picture:
        width, height = file.dimensions()
        return {"photo": [names | {"width": width, "height": height}]}
    return {"document": names | {"file_name": file.name, "mime_type": file.mime}}


def file_id(file: StoredFile) -> str:
    """The handle that the bot may send again."""
    return f"BQ{'P' if file.picture else 'D'}-{file.id}-{file.key}"


def _rows(rows: Rows) -> list[list[dict[str, Any]]]:
    return [
        [{"text": b.text} | ({"url": b.url} if b.kind == "url" else {"callback_data": b.data}) for b in row]
        for row in rows
    ]


def _command(text: str) -> list[Json]:
    if not text.startswith("/") or len(text) < 2:
        return []
    return [{"type": "bot_command", "offset": 0, "length": units(text.split()[0])}]
