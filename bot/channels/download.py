"""Bytes of a file that a platform keeps for us."""

import aiohttp

from school.messenger import TryLater, Undeliverable
from school.outbox import Reason

MOST = 20 * 1024 * 1024  # bytes; Telegram's own limit for bots
_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=10, sock_read=20)


async def download(session: aiohttp.ClientSession, url: str, proxy: str | None = None) -> bytes:
    """All bytes of it. Raises Undeliverable(gone) when it is not there or too big, TryLater on anything passing."""
    try:
        async with session.get(url, timeout=_TIMEOUT, proxy=proxy) as response:
            if response.status >= 500 or response.status == 429:
                raise TryLater(2, cause="file_server")
            if response.status != 200 or (response.content_length or 0) > MOST:
                raise Undeliverable(Reason.GONE)
            return await _capped(response)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise TryLater(2, cause="file_server") from error


async def _capped(response: aiohttp.ClientResponse) -> bytes:
    taken = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        taken += chunk
        if len(taken) > MOST:
            raise Undeliverable(Reason.GONE)
    return bytes(taken)
