"""A lane: whose turn it is, and what a refusal stops."""

import asyncio
from collections.abc import Sequence

import pytest

from scheduler.handing import LeaseOver
from scheduler.lane import ANSWER, Lane
from scheduler.pace import MARGIN, Pace
from school.message import Message
from school.messenger import Address, Channel, Limits, TryLater
from school.outbox import Urgency
from tests.scheduler.recorder import Recorder


class Paced(Recorder):
    """A platform with a chat interval, ten messages a second."""

    @property
    def limits(self) -> Limits:
        return Limits(4096, 1024, 8, 25, 64, 50, 0.2, 20)


async def say(lane: Lane, chat: str, urgency: int) -> None:
    await lane.send(Address(Channel.TELEGRAM, chat), Message(()), once=1, urgency=urgency)


async def say_all(lane: Lane, several: Sequence[tuple[str, int]]) -> list[str]:
    await asyncio.gather(*(say(lane, chat, urgency) for chat, urgency in several))
    said = lane.messenger.said  # type: ignore[attr-defined]
    return [one.chat for one in said]


async def test_it_serves_answers_first_then_by_urgency() -> None:
    lane = Lane(Paced())
    wanted = [("first", 50), ("digest", Urgency.DIGEST), ("result", Urgency.RESULT), ("answer", ANSWER)]
    assert await say_all(lane, wanted) == ["first", "answer", "result", "digest"]


async def test_a_chat_that_must_wait_holds_up_nobody_else() -> None:
    lane = Lane(Paced())
    assert await say_all(lane, [("a", 50), ("a", 50), ("b", 50), ("c", 50)]) == ["a", "b", "c", "a"]


async def test_a_refusal_of_the_bot_stops_everybody_for_what_it_asks() -> None:
    messenger = Paced(failures=[TryLater(0.2, whole_lane=True)])
    lane = Lane(messenger)
    began = asyncio.get_running_loop().time()
    with pytest.raises(TryLater):
        await say(lane, "a", 50)
    await say(lane, "b", ANSWER)
    assert asyncio.get_running_loop().time() - began >= 0.2


async def test_those_in_line_are_told_of_a_long_stop() -> None:
    lane = Lane(Paced())
    waiting = [asyncio.create_task(say(lane, "a", 50)) for _ in range(3)]
    await asyncio.sleep(0)
    lane.hold(60)
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert {getattr(end, "cause", None) for end in ends[1:]} == {"lane held"}


async def test_nothing_leaves_when_the_caller_may_no_longer_send() -> None:
    messenger = Paced()
    lane = Lane(messenger)
    with pytest.raises(LeaseOver):
        await lane.send(Address(Channel.TELEGRAM, "a"), Message(()), once=1, leave=lambda: False)
    assert messenger.said == []
    assert lane.room > 0


def test_no_second_holds_one_more_than_the_limit() -> None:
    pace, now, left = Pace(30), 100.0, list[float]()
    for step in range(300):
        now = max(now, pace.free_at()) + (0.08 if step % 37 == 0 else 0)  # now and then we are late
        left.append(pace.go(now).at)
    assert min(after - before for before, after in zip(left, left[30:], strict=False)) >= 1 + MARGIN - 1e-9
    assert 300 / (left[-1] - left[0]) > 29.7
