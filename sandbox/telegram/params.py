"""What came with a request: query, form, multipart or JSON, told apart once."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.telegram.refusal import bad


@dataclass(slots=True)
class Params:
    """Fields by name, and uploaded files by the name of their part."""

    fields: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; empty when absent."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, otherwise: int = 0) -> int:
        """A whole number; `otherwise` when absent or not a number."""
        try:
            return int(self.fields.get(name, otherwise))
        except (TypeError, ValueError):
            return otherwise

    def flag(self, name: str) -> bool:
        """A Boolean, however it was written."""
        return str(self.fields.get(name, "")).lower() in ("true", "1", "yes")

    def structure(self, name: str, kind: str = "object") -> Any:
        """A JSON value, given as a structure or as text; None when absent. Raises Refusal when it is not JSON."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {kind} JSON object") from None


async def read(request: web.Request) -> Params:
    """Every parameter of a request, whichever way it was sent; raises Refusal for broken JSON."""
    params = Params(dict(request.query))
    if request.content_type == "application/json":
        try:
            body = await request.json() if request.can_read_body else {}
        except ValueError:
            raise bad("can't parse JSON object") from None
        params.fields.update(body if isinstance(body, dict) else {})
    elif request.content_type.startswith("multipart/") or request.content_type == "application/x-www-form-urlencoded":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                params.files[name] = (value.filename, value.file.read())
            else:
                params.fields[name] = value
    return params
