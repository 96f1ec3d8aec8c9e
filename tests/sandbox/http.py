"""Plain HTTP to the sandbox, for what no library says."""

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


@dataclass
class Http:
    """JSON in, status and JSON out."""

    session: ClientSession
    url: str

    async def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        async with self.session.post(self.url + path, json=body or {}) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str, **query: Any) -> tuple[int, Any]:
        async with self.session.get(self.url + path, params=query) as answer:
            return answer.status, await answer.json()
