"""The methods a bot may call; METHODS is the whole list."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from sandbox.files import StoredFile
from sandbox.telegram import markup, shapes
from sandbox.telegram.bot import TelegramBot, accepted, written
from sandbox.telegram.params import Params
from sandbox.telegram.refusal import Refusal, bad
from sandbox.telegram.rich import rich_of
from sandbox.world import Message, Person

MAX_TEXT, MAX_CAPTION, MAX_TOAST = 4096, 1024, 200
MAX_PHOTO, MAX_DOCUMENT = 10 * 2**20, 50 * 2**20
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"


async def get_me(bot: TelegramBot, params: Params) -> Any:
    """Who the bot is."""
    abilities = {"can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return bot.me() | abilities


async def get_updates(bot: TelegramBot, params: Params) -> Any:
    """Long polling."""
    if "allowed_updates" in params.fields:
        bot.updates.allowed = set(params.structure("allowed_updates") or ())
    seconds = min(max(params.number("timeout"), 0), 50)
    return await bot.updates.poll(params.number("offset"), params.number("limit", 100), seconds)


async def set_webhook(bot: TelegramBot, params: Params) -> Any:
    """Push instead of polling; plain http is allowed here, on loopback."""
    bot.updates.allowed = set(params.structure("allowed_updates") or ())
    url, secret = params.text("url"), params.text("secret_token")
    await bot.updates.push_to(url, secret, forget=params.flag("drop_pending_updates"))
    return True


async def delete_webhook(bot: TelegramBot, params: Params) -> Any:
    """Back to polling."""
    await bot.updates.push_to("", "", forget=params.flag("drop_pending_updates"))
    return True


async def get_webhook_info(bot: TelegramBot, params: Params) -> Any:
    """Where updates go and how many wait."""
    updates = bot.updates
    info = {"url": updates.url, "has_custom_certificate": False, "pending_update_count": len(updates.waiting)}
    if updates.last_error:
        info["last_error_date"], info["last_error_message"] = updates.last_error
    return info


async def set_my_commands(bot: TelegramBot, params: Params) -> Any:
    """The menu of commands."""
    bot.commands = params.structure("commands") or []
    return True


async def get_my_commands(bot: TelegramBot, params: Params) -> Any:
    """The menu as set."""
    return bot.commands


async def accept(bot: TelegramBot, params: Params) -> Any:
    """Settings of the bot's profile: taken, without effect here."""
    return True


async def get_chat(bot: TelegramBot, params: Params) -> Any:
    """A private chat."""
    return shapes.chat(bot.person(params)) | {"accent_color_id": 0, "max_reaction_count": 11}


async def send_message(bot: TelegramBot, params: Params) -> Any:
    """A text."""
    person = bot.person(params)
    text, spans = written(params, "text", MAX_TEXT)
    return bot.post(person, "sendMessage", _markup(params), text=text, spans=spans)


async def send_rich_message(bot: TelegramBot, params: Params) -> Any:
    """Real tables, headings, parts that open."""
    person = bot.person(params)
    blocks, text = rich_of(params)
    return bot.post(person, "sendRichMessage", _markup(params), text=text, rich=blocks)


async def send_photo(bot: TelegramBot, params: Params) -> Any:
    """A picture."""
    return _send_file(bot, params, "photo")


async def send_document(bot: TelegramBot, params: Params) -> Any:
    """A file."""
    return _send_file(bot, params, "document")


async def send_chat_action(bot: TelegramBot, params: Params) -> Any:
    """ "typing…" for a moment."""
    person = bot.person(params)
    bot.world.tell("typing", person, {"action": params.text("action")})
    return True


async def edit_message_text(bot: TelegramBot, params: Params) -> Any:
    """Another text and other buttons (none, if none are given) for the bot's own message."""
    person = bot.person(params)
    message = bot.own_message(person, params, "edit")
    if message.files:
        raise bad("there is no text in the message to edit")
    if "rich_message" in params.fields:
        blocks, text = rich_of(params)
        return _edit(bot, person, message, "editMessageText", text=text, spans=[], given=_markup(params), rich=blocks)
    text, spans = written(params, "text", MAX_TEXT)
    return _edit(bot, person, message, "editMessageText", text=text, spans=spans, given=_markup(params))


async def edit_message_caption(bot: TelegramBot, params: Params) -> Any:
    """Another caption."""
    person = bot.person(params)
    message = bot.own_message(person, params, "edit")
    text, spans = written(params, "caption", MAX_CAPTION)
    return _edit(bot, person, message, "editMessageCaption", text=text, spans=spans, given=_markup(params))


async def edit_message_reply_markup(bot: TelegramBot, params: Params) -> Any:
    """Other buttons."""
    person = bot.person(params)
    message = bot.own_message(person, params, "edit")
    method = "editMessageReplyMarkup"
    return _edit(bot, person, message, method, text=message.text, spans=message.spans, given=_markup(params))


async def delete_message(bot: TelegramBot, params: Params) -> Any:
    """Take a message away, for both sides."""
    message = bot.own_message(bot.person(params), params, "delete")
    message.deleted = True
    bot.world.changed(message)
    return True


async def answer_callback_query(bot: TelegramBot, params: Params) -> Any:
    """Stop the button's spinner, perhaps with a toast; once per press."""
    if len(params.text("text")) > MAX_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    user = bot.queries.pop(params.text("callback_query_id"), None)
    if user is None:
        raise bad(OLD_QUERY)
    person = bot.world.person("telegram", user)
    bot.world.tell("toast", person, {"text": params.text("text"), "alert": params.flag("show_alert")})
    return True


async def get_file(bot: TelegramBot, params: Params) -> Any:
    """Where to download a file."""
    file = _known(bot, params.text("file_id"))
    if file is None:
        raise bad("invalid file_id")
    names = {"file_id": shapes.file_id(file), "file_unique_id": f"U{file.key}", "file_size": file.size}
    return names | {"file_path": f"{'photos' if file.picture else 'documents'}/{file.id}/{file.key}/{quote(file.name)}"}


def _markup(params: Params) -> dict[str, Any] | None:
    found = params.structure("reply_markup", "reply keyboard markup")
    if found is not None and not isinstance(found, dict):
        raise bad("object expected as reply markup")
    return found


def _send_file(bot: TelegramBot, params: Params, kind: str) -> Any:
    person = bot.person(params)
    text, spans = written(params, "caption", MAX_CAPTION)
    file = _given(bot, params, kind)
    if file.picture and file.mime == "application/octet-stream":
        raise bad("IMAGE_PROCESS_FAILED")
    if file.size > (MAX_PHOTO if file.picture else MAX_DOCUMENT):
        raise Refusal(413, "Request Entity Too Large")
    return bot.post(person, f"send{kind.title()}", _markup(params), text=text, spans=spans, files=(file,))


def _given(bot: TelegramBot, params: Params, kind: str) -> StoredFile:
    value = params.text(kind)
    part = params.files.get(value.removeprefix("attach://") if value else kind)
    if part:
        if not part[1]:
            raise bad("file must be non-empty")
        return bot.files.put(part[0] or kind, part[1], picture=kind == "photo")
    file = _known(bot, value)
    if file is None:
        raise bad("wrong remote file identifier specified: Wrong string length")
    if file.picture != (kind == "photo"):
        raise bad(f"can't use file of type {'Photo' if file.picture else 'Document'} as {kind.title()}")
    return file


def _known(bot: TelegramBot, handle: str) -> StoredFile | None:
    prefix, number, key = [*handle.split("-", 2), "", ""][:3]
    return bot.files.get(int(number), key) if prefix in ("BQP", "BQD") and number.isdigit() else None


def _edit(
    bot: TelegramBot,
    person: Person,
    message: Message,
    method: str,
    *,
    text: str,
    spans: list[dict[str, Any]],
    given: dict[str, Any] | None,
    rich: list[dict[str, Any]] | None = None,
) -> Any:
    buttons = markup.inline(given)
    if (text, spans, buttons, rich) == (message.text, message.spans, message.buttons, message.rich):
        raise bad(SAME)
    bot.slow_down(method, person.id)
    message.edited = message.edited or text != message.text
    message.text, message.spans, message.buttons, message.rich = text, spans, buttons, rich
    bot.world.changed(message)
    bot.ledger.edits.append(replace(accepted(message), time=bot.world.now().isoformat()))
    return shapes.message(message, person, bot.me())


Method = Callable[[TelegramBot, Params], Awaitable[Any]]
METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": accept,
    "setMyDescription": accept,
    "setMyShortDescription": accept,
    "setChatMenuButton": accept,
    "getChat": get_chat,
    "sendMessage": send_message,
    "sendRichMessage": send_rich_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
}
