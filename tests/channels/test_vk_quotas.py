"""VK's error 29 over HTTP: how long its lane stands still, and when it begins anew."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.channels.vk.wire import Json, Wire
from school.messenger import TryLater
from tests.channels.test_vk_refusals import TOKEN, refusal
from tests.channels.wire import standing

SEND = "messages.send"


async def pause(asking: Callable[[], Any]) -> float:
    """How long a refused call says to wait, in seconds; 0 when VK took it."""
    try:
        await asking()
    except TryLater as later:
        return later.after if later.whole_lane and later.cause == "quota" else -1
    return 0


async def test_a_quota_is_asked_after_ever_more_seldom() -> None:
    answers: list[Json] = []
    hours = [0.0]
    async with standing(lambda *_: answers.pop(0)) as stand:
        wire = Wire(TOKEN, stand.url, lambda: hours[0])

        async def ask(answer: Json, method: str = SEND) -> float:
            answers.append(answer)
            said = await pause(lambda: wire.call(method, {}, lambda: None))
            hours[0] += said
            return said

        assert [await ask(refusal(29)) for _ in range(7)] == [60, 120, 300, 600, 900, 900, 900]
        assert await ask({"response": {}}, "groups.getLongPollServer") == 0  # another method has a quota of its own
        assert await ask(refusal(29)) == 900
        assert await ask({"response": 5}) == 0
        assert await ask(refusal(29)) == 60
        wire.close()


async def test_a_quota_refused_to_many_at_once_is_one_refusal() -> None:
    async with standing(lambda *_: refusal(29)) as stand:
        wire = Wire(TOKEN, stand.url, lambda: 100.0)
        said = await asyncio.gather(*(pause(lambda: wire.call(SEND, {}, lambda: None)) for _ in range(8)))
        assert said == [60] * 8
        wire.close()


async def test_a_quota_in_a_batch_is_one_refusal() -> None:
    now = [0.0]
    errors = [{"method": SEND, "error_code": 29, "error_msg": "-"}] * 2
    async with standing(lambda *_: {"response": [7, False, False], "execute_errors": errors}) as stand:
        wire = Wire(TOKEN, stand.url, lambda: now[0])
        for pauses in (60, 120):
            taken, *refused = await wire.execute(SEND, [{}] * 3, lambda: None)
            assert (taken, [one.after for one in refused]) == (7, [pauses] * 2)
            now[0] += pauses
        wire.close()
