"""One part to one chat: as text, under a picture or file, or in the place of an earlier message."""

from typing import Any

from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import FSInputFile

from bot.channels.attachments import Uploaded
from bot.channels.fit import Attachment
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.refusals import NotModified, Refused
from school.message import File, Picture
from school.messenger import Ambiguous, TryLater

Json = dict[str, Any]
_AS_HTML: Json = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


async def say(calls: Calls, chat: str, text: str, board: Json | None) -> str:
    """Send HTML text; the message's id."""
    values = {"chat_id": int(chat), "text": text, **_AS_HTML}
    return str((await calls.post("sendMessage", values | _board(board), chat))["message_id"])


async def say_rich(calls: Calls, chat: str, blocks: list[Json], board: Json | None) -> str | None:
    """Send real tables; the message's id, or None when the server refuses them (an older one does not know how)."""
    values = {"chat_id": int(chat), "rich_message": {"blocks": blocks}, **_board(board)}
    try:
        return str((await calls.post("sendRichMessage", values, chat))["message_id"])
    except TryLater as refused:
        if isinstance(refused, Refused) or refused.cause == "token":  # 404 is a wrong token, or no such method
            return None
        raise


async def edit_rich(calls: Calls, chat: str, message_id: str, blocks: list[Json], board: Json | None) -> bool:
    """Put real tables in the place of our earlier message; False when that can't be done."""
    return await _edit(calls, chat, message_id, {"rich_message": {"blocks": blocks}}, board)


async def edit(calls: Calls, chat: str, message_id: str, text: str, board: Json | None) -> bool:
    """Put HTML text in the place of our earlier message; False when that can't be done any more."""
    return await _edit(calls, chat, message_id, {"text": text, **_AS_HTML}, board)


async def _edit(calls: Calls, chat: str, message_id: str, said: Json, board: Json | None) -> bool:
    if not message_id.isdecimal() or (board and "inline_keyboard" not in board):
        return False
    values = {"chat_id": int(chat), "message_id": int(message_id), **said, **_board(board)}
    try:
        await calls.post("editMessageText", values, chat)
    except NotModified:
        return True
    except Refused:
        return False
    except Ambiguous as unknown:  # an edit does no harm twice
        raise TryLater(1, cause="no_answer") from unknown
    return True


class Attaching:
    """Sends pictures and files; one upload serves everybody who gets the same file."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._uploaded = Uploaded()

    async def say(self, chat: str, attachment: Attachment, caption: str, board: Json | None) -> str:
        """The message's id. What Telegram won't take as a picture (too large, odd in shape) goes as a file."""
        rest = {"chat_id": int(chat), "caption": caption or None, "parse_mode": "HTML", **_board(board)}
        if known := self._uploaded.get(attachment.path):
            try:
                return await self._send(attachment, known, rest, as_picture=isinstance(attachment, Picture))
            except Refused:
                self._uploaded.forget(attachment.path)
        try:
            return await self._send(attachment, None, rest, as_picture=isinstance(attachment, Picture))
        except Refused:
            if isinstance(attachment, File):
                raise
            return await self._send(attachment, None, rest, as_picture=False)

    async def _send(self, attachment: Attachment, known: str | None, rest: Json, *, as_picture: bool) -> str:
        name = attachment.name if isinstance(attachment, File) else None
        what = known or FSInputFile(attachment.path, filename=name)
        method = SendPhoto.model_construct(photo=what, **rest) if as_picture else _document(what, rest)
        sent = await self._calls.call(method, str(rest["chat_id"]))
        if as_picture and sent.get("photo"):
            self._uploaded.keep(attachment.path, sent["photo"][-1]["file_id"])
        elif isinstance(attachment, File) and sent.get("document"):
            self._uploaded.keep(attachment.path, sent["document"]["file_id"])
        return str(sent["message_id"])


def _document(what: str | FSInputFile, rest: Json) -> SendDocument:
    return SendDocument.model_construct(document=what, **rest)


def _board(board: Json | None) -> Json:
    return {} if board is None else {"reply_markup": board}
