"""Pictures and files for VK: upload, save, and the word by which messages.send knows them."""

import json
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.attachments import Uploaded
from bot.channels.fit import Attachment
from bot.channels.vk.batcher import Batcher
from bot.channels.vk.refusals import NOT_AN_ANSWER
from school.message import File
from school.messenger import TryLater

_TIMEOUT = aiohttp.ClientTimeout(total=300, connect=10, sock_read=60)
Json = dict[str, Any]


class Uploads:
    """One upload serves everybody who gets the same file."""

    def __init__(self, batcher: Batcher) -> None:
        self._batcher = batcher
        self._uploaded = Uploaded()

    async def word_for(self, attachment: Attachment, peer: int) -> str:
        """`photo1_2_key` or `doc1_2_key`. Raises TryLater (Refused when VK won't have it)."""
        if known := self._uploaded.get(attachment.path):
            return known
        try:
            word = await (self._file if isinstance(attachment, File) else self._photo)(attachment, peer)
        except (KeyError, IndexError, TypeError) as odd:
            raise TryLater(2, cause=NOT_AN_ANSWER) from odd
        self._uploaded.keep(attachment.path, word)
        return word

    async def _photo(self, picture: Attachment, peer: int) -> str:
        place = await self._batcher.call("photos.getMessagesUploadServer", {"peer_id": peer})
        sent = await _post(place["upload_url"], "photo", picture.path, _name(picture))
        saved = await self._batcher.call("photos.saveMessagesPhoto", {k: sent[k] for k in ("server", "photo", "hash")})
        return _word("photo", saved[0])

    async def _file(self, file: Attachment, peer: int) -> str:
        place = await self._batcher.call("docs.getMessagesUploadServer", {"type": "doc", "peer_id": peer})
        sent = await _post(place["upload_url"], "file", file.path, _name(file))
        saved = await self._batcher.call("docs.save", {"file": sent["file"], "title": _name(file)})
        return _word("doc", saved["doc"])


def _name(attachment: Attachment) -> str:
    return attachment.name if isinstance(attachment, File) else Path(attachment.path).name


def _word(kind: str, saved: Json) -> str:
    key = f"_{saved['access_key']}" if saved.get("access_key") else ""
    return f"{kind}{saved['owner_id']}_{saved['id']}{key}"


async def _post(url: str, field: str, path: str, name: str) -> Json:
    form = aiohttp.FormData()
    try:
        with open(path, "rb") as file:  # noqa: ASYNC230 - local disk; aiohttp reads it in a thread
            form.add_field(field, file, filename=name)
            async with aiohttp.ClientSession(timeout=_TIMEOUT) as http, http.post(url, data=form) as response:
                said: Json = json.loads(await response.read())
                return said
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise TryLater(2, cause="upload") from error
