"""messages.send, edit, delete and the answer to a callback button."""

import json
import re
from dataclasses import replace
from typing import Any

from sandbox.files import StoredFile
from sandbox.ledger import Accepted
from sandbox.vk import keyboard
from sandbox.vk.community import Community, Params, numbers
from sandbox.vk.refusal import Refusal
from sandbox.world import Json, Message, NotHere, Person

MAX_TEXT, MAX_PEERS, MAX_ATTACHMENTS, FIRST_CHAT = 4096, 100, 10, 2_000_000_000
SHUT = {"denied": 901, "blacklist": 900, "privacy": 902, "deleted": 18}
SPANS = {"bold": "bold", "italic": "italic", "underline": "underline", "url": "text_link"}


def send(community: Community, params: Params) -> Any:
    """A message id; with peer_ids a list with an id or an error for each peer."""
    if "random_id" not in params:
        raise Refusal(100, "random_id is a required parameter")
    many = params.get("peer_ids") or params.get("user_ids")
    if many is None:
        return _send(community, _one(params), params).id
    peers = numbers(many)
    if len(peers) > MAX_PEERS:
        raise Refusal(100, "peer_ids should contain no more than 100 items")
    return [_send_to_one_of_many(community, peer, params) for peer in peers]


def edit(community: Community, params: Params) -> Any:
    """1; the message takes the new text, keyboard (none, if none is given) and attachments."""
    message = _own(community, params)
    text, spans, files = _content(community, params)
    board = keyboard.read(params.get("keyboard"))
    message.text, message.spans, message.edited = text, spans, True
    message.buttons, message.files = (board[0] if board and board[1] else ()), files
    community.world.changed(message)
    community.ledger.edits.append(replace(_line(message, None), time=community.world.now().isoformat()))
    return 1


def delete(community: Community, params: Params) -> Any:
    """1 for each message id that was there."""
    name = "message_ids" if "message_ids" in params else "cmids"
    done = {}
    for one in numbers(params.get(name, params.get("conversation_message_ids", ""))):
        key = "message_id" if name == "message_ids" else "conversation_message_id"
        message = _own(community, {"peer_id": params.get("peer_id"), key: one})
        message.deleted = True
        community.world.changed(message)
        done[str(one)] = 1
    return done


def answer_event(community: Community, params: Params) -> Any:
    """1; stops the callback button's spinner, once per press, and may show a snackbar."""
    event = str(params.get("event_id"))
    if community.presses.get(event) != int(params.get("user_id") or 0):
        raise Refusal(100, "event_id is invalid")
    del community.presses[event]
    shown = _structure(params.get("event_data"), "event_data") or {}
    if len(str(shown.get("text", ""))) > 90:
        raise Refusal(100, "event_data.text is longer than 90")
    person = community.person(params.get("user_id"))
    community.world.tell("toast", person, {"text": str(shown.get("text", "")), "alert": False, **_link(shown)})
    return 1


def _link(shown: Json) -> Json:
    return {"url": shown["link"]} if shown.get("type") == "open_link" else {}


def _one(params: Params) -> int:
    return (numbers(params.get("peer_id") or params.get("user_id") or "") or [0])[0]


def _send_to_one_of_many(community: Community, peer: int, params: Params) -> Json:
    try:
        message = _send(community, peer, params)
    except Refusal as refusal:
        error = {"code": refusal.code, "description": refusal.message}
        return {"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": error}
    return {"peer_id": peer, "message_id": message.id, "conversation_message_id": message.number}


def _send(community: Community, peer: int, params: Params) -> Message:
    person = _reachable(community, peer)
    text, spans, files = _content(community, params)
    board = keyboard.read(params.get("keyboard"))
    random_id = (numbers(params["random_id"]) or [0])[0]
    if random_id and (earlier := community.sent.get((peer, random_id))):
        community.ledger.repeats.append(_line(earlier, random_id))
        return earlier
    buttons = board[0] if board and board[1] else ()
    message = community.world.post(person, "bot", text=text, spans=spans, files=files, buttons=buttons)
    community.chats[message.id] = peer
    if random_id:
        community.sent[peer, random_id] = message
    community.ledger.accepted.append(_line(message, random_id))
    if board and not board[1]:
        person.keyboard, person.one_time, person.keyboard_from = board[0], board[2], message.id
        community.world.tell("person", person, person)
    return message


def _reachable(community: Community, peer: int) -> Person:
    if peer > FIRST_CHAT:
        raise Refusal(917)
    if not peer:
        raise Refusal(100, "peer_id is invalid")
    person = community.world.people.get(("vk", peer))
    if person and person.shut:
        raise Refusal(SHUT[person.shut])
    if person is None or not person.met:
        raise Refusal(901)
    return person


def _content(community: Community, params: Params) -> tuple[str, list[Json], tuple[StoredFile, ...]]:
    text = str(params.get("message") or "")
    if len(text) > MAX_TEXT:
        raise Refusal(914)
    files = _files(community, str(params.get("attachment") or ""))
    if not text.strip() and not files:
        raise Refusal(100, "message is empty or invalid")
    data = _structure(params.get("format_data"), "format_data") or {}
    spans = [one | {"type": SPANS.get(one["type"], one["type"])} for one in data.get("items", [])]
    return text, spans, files


def _files(community: Community, names: str) -> tuple[StoredFile, ...]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if len(wanted) > MAX_ATTACHMENTS:
        raise Refusal(100, "too many attachments")
    found = []
    for name in wanted:
        match = re.fullmatch(r"(?:photo|doc)-?\d+_(\d+)_(\w+)", name)
        file = community.files.get(int(match[1]), match[2]) if match else None
        if file is None:
            raise Refusal(100, f"attachment {name} is invalid")
        found.append(file)
    return tuple(found)


def _structure(given: Any, name: str) -> Json | None:
    if not isinstance(given, str):
        return given  # type: ignore[no-any-return]
    try:
        value = json.loads(given) if given else None
    except ValueError:
        raise Refusal(100, f"{name} is not JSON") from None
    return value if isinstance(value, dict) else None


def _own(community: Community, params: Params) -> Message:
    by_number = params.get("conversation_message_id", params.get("cmid"))
    try:
        peer = _one(params) or community.chats[int(params["message_id"])]
        if by_number is None:
            message = community.world.message("vk", peer, int(params["message_id"]))
        else:
            message = community.world.chats["vk", peer][int(by_number) - 1]
    except (NotHere, KeyError, IndexError, ValueError):
        raise Refusal(100, "message_id is invalid") from None
    if message.who != "bot" or message.deleted:
        raise Refusal(15)
    return message


def _line(message: Message, random_id: int | None) -> Accepted:
    names = tuple(file.name for file in message.files)
    return Accepted("vk", message.user, message.id, message.text, message.time.isoformat(), random_id, names)
