"""429: everybody who is told to wait waits to the second, and nobody else does."""

import asyncio
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.channels.test_telegram_refusals import refusal
from tests.faults.school import chats
from tests.faults.test_platforms import BAD, told

MANY = 12
MINUTE = pytest.param(60, marks=pytest.mark.long)


class Flood:
    """Telegram, which from a certain message on takes nothing for a while: of anybody, or of one chat."""

    def __init__(self, seconds: int, *, after: int = 0, chat: str | None = None) -> None:
        self._seconds, self._after, self._chat = seconds, after, chat
        self._ends = 0.0
        self.refused = self.asked = 0

    def __call__(self, method: str, fields: dict[str, Any]) -> Any:
        """As the platform answers; None when it takes the message."""
        if method != "sendMessage" or (self._chat and str(fields["chat_id"]) != self._chat):
            return None
        self.asked += 1
        if self.asked == self._after + 1:
            self._ends = monotonic() + self._seconds
        if (left := self._ends - monotonic()) <= 0:
            return None
        self.refused += 1
        return refusal(429, "Too Many Requests: retry later", retry_after=ceil(left))

    async def over(self) -> None:
        """Until it has ended."""
        await asyncio.sleep(max(0.0, self._ends - monotonic()))


@pytest.mark.parametrize("seconds", [1, 7, MINUTE])
async def test_a_storm_of_429_is_waited_out_to_the_second(seconds: int, tmp_path: Path) -> None:
    """Two refusals tell that it is the bot and not a chat; a third may be on its way by then."""
    flood = Flood(seconds, after=3)
    async with told(tmp_path, flood, count=MANY) as (office, both):
        await asyncio.sleep(1)
        await flood.over()
        office.later(seconds=seconds + 1)
        await office.until_done(seconds=120)
        assert both.of("telegram", "Проба.") == dict.fromkeys(chats("telegram", MANY), 1)
        assert not both.of("telegram", "Повтор")
    assert 2 <= flood.refused <= 3


@pytest.mark.parametrize("seconds", [1, 7, MINUTE])
async def test_a_429_of_one_chat_holds_up_nobody_else(seconds: int, tmp_path: Path) -> None:
    flood = Flood(seconds, chat=BAD)
    async with told(tmp_path, flood, count=MANY) as (office, both):
        await asyncio.sleep(1 if seconds > 1 else 0)
        others = {chat: 1 for chat in chats("telegram", MANY) if chat != BAD}
        if seconds > 1:
            assert both.of("telegram", "Проба.") == others
        await flood.over()
        office.later(seconds=seconds + 1)
        await office.until_done(seconds=120)
        assert both.of("telegram", "Проба.") == others | {BAD: 1}
        assert not both.of("telegram", "Повтор")
    assert flood.refused == 1
