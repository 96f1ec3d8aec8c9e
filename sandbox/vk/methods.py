"""The methods of the local VK; METHODS is the whole list, `call` the one way in."""

from collections.abc import Callable
from typing import Any

from sandbox.vk import community as about
from sandbox.vk import messages, script, uploads
from sandbox.vk.community import Community, Params, numbers
from sandbox.vk.refusal import Refusal

METHODS: dict[str, Callable[[Community, Params], Any]] = {
    "groups.getById": about.groups_get_by_id,
    "groups.getTokenPermissions": about.groups_get_token_permissions,
    "groups.getLongPollServer": about.groups_get_long_poll_server,
    "groups.getLongPollSettings": about.groups_get_long_poll_settings,
    "groups.setLongPollSettings": about.groups_set_long_poll_settings,
    "users.get": about.users_get,
    "messages.send": messages.send,
    "messages.edit": messages.edit,
    "messages.delete": messages.delete,
    "messages.sendMessageEventAnswer": messages.answer_event,
    "messages.isMessagesFromGroupAllowed": about.is_messages_from_group_allowed,
    "messages.setActivity": about.set_activity,
    "messages.markAsRead": about.mark_as_read,
    "photos.getMessagesUploadServer": uploads.photo_server,
    "photos.saveMessagesPhoto": uploads.save_photo,
    "docs.getMessagesUploadServer": uploads.doc_server,
    "docs.save": uploads.save_doc,
}


def call(community: Community, method: str, params: Params) -> Any:
    """What one method returns; raises Refusal."""
    chat = chat_of(params)
    if fault := community.faults.hit("vk", "vk_error", method, chat):
        raise Refusal(fault.code)
    if community.faults.hit("vk", "refuse_429", method, chat):
        raise Refusal(6)
    if method not in METHODS:
        raise Refusal(3)
    try:
        return METHODS[method](community, params)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal(100, str(error)) from error


def execute(community: Community, params: Params) -> dict[str, Any]:
    """The whole answer to `execute`: a failed call yields False and an entry in execute_errors."""
    if fault := community.faults.hit("vk", "vk_error", "execute"):
        raise Refusal(fault.code)
    errors: list[dict[str, Any]] = []

    def one(method: str, given: Params) -> Any:
        try:
            return call(community, method, {"v": params.get("v", "5.199")} | given)
        except Refusal as refusal:
            community.ledger.refuse("vk", refusal.code)
            errors.append({"method": method, "error_code": refusal.code, "error_msg": refusal.message})
            return False

    answer = {"response": script.execute(str(params.get("code", "")), one)}
    return answer | ({"execute_errors": errors} if errors else {})


def chat_of(params: Params) -> int | None:
    """The one chat a call is about, if it names one."""
    try:
        found = numbers(params.get("peer_id") or params.get("user_id") or "")
    except Refusal:
        return None
    return found[0] if found else None
