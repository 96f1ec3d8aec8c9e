"""The community's account at the local VK: its state and its small methods."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.faults import Faults
from sandbox.files import FileStore, StoredFile
from sandbox.ledger import Ledger
from sandbox.pace import Window
from sandbox.vk.longpoll import LongPoll
from sandbox.vk.refusal import Refusal
from sandbox.world import Message, NotHere, Person, World

Params = dict[str, Any]


@dataclass(slots=True)
class Community:
    """One community, one token. `url` is where the sandbox listens, for the addresses it hands out."""

    token: str
    group_id: int
    world: World
    files: FileStore
    ledger: Ledger
    pace: Window
    faults: Faults
    longpoll: LongPoll
    url: str = ""
    screen_name: str = "rodnik_sandbox"
    sent: dict[tuple[int, int], Message] = field(default_factory=dict)
    chats: dict[int, int] = field(default_factory=dict)
    presses: dict[str, int] = field(default_factory=dict)
    permissions: tuple[str, ...] = ("photos", "messages", "docs", "manage")

    def attachment_name(self, file: StoredFile) -> str:
        """What messages.send takes as `attachment`, without the access key."""
        return f"{'photo' if file.picture else 'doc'}-{self.group_id}_{file.id}"

    def person(self, user: Any) -> Person:
        """The person with an id; raises Refusal 100."""
        try:
            return self.world.person("vk", int(user))
        except (NotHere, ValueError, TypeError):
            raise Refusal(100, "user_id is invalid") from None


def numbers(given: Any) -> list[int]:
    """Ids given as a list, a number or text with commas; raises Refusal 100."""
    parts = given if isinstance(given, list | tuple) else str(given).split(",")
    try:
        return [int(part) for part in parts if str(part).strip()]
    except ValueError:
        raise Refusal(100, "not a number") from None


def groups_get_by_id(community: Community, params: Params) -> Any:
    """The community itself; a bare list before 5.139."""
    group = {"id": community.group_id, "name": "Школа · Родник", "screen_name": community.screen_name}
    group |= {"is_closed": 0, "type": "group"}
    old = tuple(map(int, str(params.get("v", "5.199")).split("."))) < (5, 139)
    return [group] if old else {"groups": [group], "profiles": []}


BITS = {"stories": 1, "photos": 4, "app_widget": 64, "messages": 4096, "docs": 131_072, "manage": 262_144}


def groups_get_token_permissions(community: Community, params: Params) -> Any:
    """What the community's token may do."""
    rights = [{"name": name, "setting": BITS[name]} for name in community.permissions]
    return {"mask": sum(one["setting"] for one in rights), "permissions": rights}


def groups_get_long_poll_server(community: Community, params: Params) -> Any:
    """Where and from which `ts` to poll."""
    _check_group(community, params)
    server = f"{community.url}/longpoll/{community.group_id}"
    return {"key": community.longpoll.key, "server": server, "ts": str(community.longpoll.ts)}


def groups_get_long_poll_settings(community: Community, params: Params) -> Any:
    """Which events are sent."""
    _check_group(community, params)
    return {"is_enabled": True, "api_version": "5.199", "events": dict(community.longpoll.enabled)}


def groups_set_long_poll_settings(community: Community, params: Params) -> Any:
    """Switch kinds of events on and off."""
    _check_group(community, params)
    for kind in community.longpoll.enabled:
        if kind in params:
            community.longpoll.enabled[kind] = int(params[kind])
    return 1


def users_get(community: Community, params: Params) -> Any:
    """People by id; unknown ids are left out."""
    wanted = numbers(params.get("user_ids", params.get("user_id", "")))
    people = [community.world.people.get(("vk", one)) for one in wanted]
    return [_user(person) for person in people if person]


def is_messages_from_group_allowed(community: Community, params: Params) -> Any:
    """Whether the community may write to a person."""
    person = community.person(params.get("user_id"))
    return {"is_allowed": int(person.met and not person.shut)}


def set_activity(community: Community, params: Params) -> Any:
    """ "typing…" for a moment."""
    person = community.person(params.get("peer_id", params.get("user_id")))
    community.world.tell("typing", person, {"action": str(params.get("type", "typing"))})
    return 1


def mark_as_read(community: Community, params: Params) -> Any:
    """Taken, without effect here."""
    return 1


def _check_group(community: Community, params: Params) -> None:
    if str(params.get("group_id")) != str(community.group_id):
        raise Refusal(100, "group_id is invalid")


def _user(person: Person) -> dict[str, Any]:
    first, _, last = person.name.partition(" ")
    body = {"id": person.id, "first_name": first, "last_name": last, "can_access_closed": True, "is_closed": False}
    return body | ({"deactivated": "deleted"} if person.shut == "deleted" else {})
