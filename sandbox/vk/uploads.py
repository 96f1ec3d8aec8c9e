"""Pictures and documents: ask where to upload, upload, save, then attach."""

import json
from typing import Any

from aiohttp import web

from sandbox.files import StoredFile
from sandbox.vk.community import Community, Params
from sandbox.vk.refusal import Refusal


def photo_server(community: Community, params: Params) -> Any:
    """Where to post a picture."""
    return {
        "album_id": -64,
        "upload_url": f"{community.url}/upload/photo",
        "user_id": 0,
        "group_id": community.group_id,
    }


def doc_server(community: Community, params: Params) -> Any:
    """Where to post a document."""
    return {"upload_url": f"{community.url}/upload/doc"}


def save_photo(community: Community, params: Params) -> Any:
    """The pictures, ready to be attached."""
    file = _uploaded(community, params.get("photo"))
    if file is None or params.get("hash") != file.key:
        raise Refusal(100, "photos_list is invalid")
    return [photo(community, file)]


def save_doc(community: Community, params: Params) -> Any:
    """The document, ready to be attached, under the title given."""
    file = _uploaded(community, params.get("file"))
    if file is None:
        raise Refusal(100, "file is invalid")
    if title := str(params.get("title") or ""):
        file = community.files.put(title, file.content, picture=False)
    return {"type": "doc", "doc": doc(community, file)}


def photo(community: Community, file: StoredFile) -> dict[str, Any]:
    """A photo object."""
    width, height = file.dimensions()
    size = {"type": "x", "url": community.url + file.path, "width": width, "height": height}
    names = {"id": file.id, "owner_id": -community.group_id, "album_id": -64, "access_key": file.key}
    return names | {"date": int(community.world.now().timestamp()), "sizes": [size], "text": "", "user_id": 100}


def doc(community: Community, file: StoredFile) -> dict[str, Any]:
    """A doc object."""
    names = {"id": file.id, "owner_id": -community.group_id, "title": file.name, "size": file.size}
    place = {"ext": file.name.rpartition(".")[2], "type": 1, "url": community.url + file.path, "access_key": file.key}
    return names | place | {"date": int(community.world.now().timestamp())}


async def upload(community: Community, request: web.Request) -> web.Response:
    """Take a posted file, whatever the name of its part."""
    picture = request.match_info["kind"] == "photo"
    part = next((one for one in (await request.post()).values() if isinstance(one, web.FileField)), None)
    if part is None:
        return web.json_response({"error": "no_file"})
    file = community.files.put(part.filename, part.file.read(), picture=picture)
    handle = json.dumps([{"id": file.id, "key": file.key}])
    if not picture:
        return web.json_response({"file": handle})
    good = file.mime != "application/octet-stream"
    return web.json_response({"server": 1, "photo": handle if good else "[]", "hash": file.key})


def _uploaded(community: Community, handle: Any) -> StoredFile | None:
    try:
        first = json.loads(str(handle))[0]
        return community.files.get(int(first["id"]), str(first["key"]))
    except (ValueError, KeyError, IndexError, TypeError):
        return None
