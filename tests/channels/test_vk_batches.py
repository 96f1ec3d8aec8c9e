"""Messages on their way at the same time share a request, and nothing else."""

import asyncio
import re
from typing import Any

import pytest

from bot.channels.vk.adapter import Vk
from sandbox.server import Sandbox
from school.message import Message, Text, line
from school.messenger import Address, Channel, Receipt, TryLater, Undeliverable
from tests.channels.test_vk_refusals import community, refusal

CALLS = re.compile(r'API\.messages\.send\(\{.*?"random_id":(-?\d+)', re.DOTALL)


def executed(fields: dict[str, Any]) -> list[int]:
    return [int(one) for one in CALLS.findall(fields["code"])]


def fine(method: str, fields: dict[str, Any]) -> dict[str, Any]:
    if method == "execute":
        return {"response": [1000 + one for one in executed(fields)]}
    return {"response": 1000 + int(fields["random_id"])}


async def say_many(vk: Vk, count: int) -> list[Receipt | BaseException]:
    message = Message((Text(line('кавычки " и \\ и \u2028')),))
    sends = (vk.send(Address(Channel.VK, "1"), message, once=once) for once in range(1, count + 1))
    return await asyncio.gather(*sends, return_exceptions=True)


async def test_one_alone_goes_alone() -> None:
    async with community(fine) as (vk, stand):
        assert await say_many(vk, 1) == [Receipt(("1001",))]
        assert stand.methods() == ["messages.send"]


async def test_many_go_by_25_and_each_gets_its_own_answer() -> None:
    async with community(fine) as (vk, stand):
        receipts = await say_many(vk, 60)
        assert receipts == [Receipt((str(1000 + once),)) for once in range(1, 61)]
        sizes = [len(executed(fields)) for method, fields in stand.asked if method == "execute"]
        assert sum(sizes) == 60
        assert max(sizes) == 25
        assert len(stand.asked) == 3


async def test_one_failure_settles_its_own_message_only() -> None:
    def reply(method: str, fields: dict[str, Any]) -> dict[str, Any]:
        answers = [False if one in (2, 4) else one for one in executed(fields)]
        errors = [{"method": "messages.send", "error_code": code, "error_msg": "?"} for code in (901, 100)]
        return {"response": answers, "execute_errors": errors}

    async with community(reply) as (vk, _):
        answers = await say_many(vk, 5)
        assert [type(one) for one in answers[:3:2] + answers[4:]] == [Receipt] * 3
        assert isinstance(answers[1], Undeliverable)
        assert isinstance(answers[3], TryLater)


async def test_a_batch_that_is_refused_as_a_whole_is_tried_one_by_one() -> None:
    def reply(method: str, fields: dict[str, Any]) -> dict[str, Any]:
        if method == "execute":
            return refusal(12)
        return refusal(100) if fields["random_id"] == "2" else fine(method, fields)

    async with community(reply) as (vk, _):
        answers = await say_many(vk, 3)
        assert [answers[0], answers[2]] == [Receipt(("1001",)), Receipt(("1003",))]
        assert isinstance(answers[1], TryLater)


@pytest.mark.parametrize("answer", [refusal(6), {"response": [1]}, {"response": None}])
async def test_a_failed_request_is_tried_later_by_all_of_it(answer: dict[str, Any]) -> None:
    async with community(lambda *_: answer) as (vk, stand):
        answers = await say_many(vk, 3)
        assert all(isinstance(one, TryLater) for one in answers)
        assert len(stand.asked) == 1


async def test_an_answer_to_a_person_goes_before_what_waits() -> None:
    async with community(fine) as (vk, stand):
        message = Message((Text(line("а")),))
        queue = [asyncio.create_task(vk.send(Address(Channel.VK, "1"), message, once=n)) for n in range(1, 80)]
        queue.append(asyncio.create_task(vk.send(Address(Channel.VK, "1"), message, once=-500)))
        await asyncio.gather(*queue)
        batches = [executed(fields) for method, fields in stand.asked if method == "execute"]
        assert [-500, *range(1, 25)] in batches


async def test_closing_leaves_nobody_waiting() -> None:
    async def reply(method: str, fields: dict[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0.2)
        return fine(method, fields)

    async with community(reply) as (vk, _):
        waiting = asyncio.create_task(say_many(vk, 60))
        await asyncio.sleep(0.05)
        await vk.close()
        answers = await asyncio.wait_for(waiting, 5)
        assert all(isinstance(one, asyncio.CancelledError) for one in answers)


@pytest.mark.parametrize("turns", range(12))
async def test_closing_at_whatever_instant_leaves_nobody_waiting(turns: int) -> None:
    """After so many turns of the loop: before a request has begun, too."""
    async with community(fine) as (vk, _):
        waiting = asyncio.create_task(say_many(vk, 3))
        for _turn in range(turns):
            await asyncio.sleep(0)
        await vk.close()
        answers = await asyncio.wait_for(waiting, 5)
        assert all(isinstance(one, BaseException) for one in answers)


async def test_no_second_holds_more_requests_than_vk_takes() -> None:
    async with Sandbox() as box:
        await box.start("vk", user := box.add_person("vk", "Анна"))
        box.faults.order(platform="vk", fault="latency", seconds=60, ms=30)
        vk = Vk(box.vk_token, box.vk_group_id, box.url)
        to, message = Address(Channel.VK, str(user)), Message((Text(line("а")),))
        await asyncio.gather(*(vk.send(to, message, once=once) for once in range(1, 701)))
        await vk.close()
        assert sorted(one.random_id or 0 for one in box.ledger.accepted) == list(range(1, 701))
        assert not box.ledger.refused["vk"]
