"""A message that the platform took and did not answer for: a result comes again and says so, a digest does not."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.channels.test_telegram_refusals import refusal
from tests.channels.wire import RESET, cut_json, page
from tests.faults.school import DIGEST, chats
from tests.faults.test_platforms import BAD, FEW, Trouble, first_of_each, nothing, rows, told

LOST = [lambda: page(502), lambda: page(500), lambda: cut_json(), lambda: RESET, lambda: refusal(500, "Internal")]
ONE_EACH = dict.fromkeys(chats("telegram", FEW), 1)


async def never() -> web.Response:
    """No answer, until whoever asked gives up."""
    await asyncio.Event().wait()
    return web.Response()


def first_of(chat: str, answer: Callable[[], Any]) -> Trouble:
    """The first try of one chat is answered so."""
    trouble = first_of_each(answer)
    return lambda method, fields: trouble(method, fields) if str(fields.get("chat_id")) == chat else None


@pytest.mark.parametrize("answer", LOST)
async def test_a_result_whose_answer_was_lost_is_said_again_and_says_so(
    answer: Callable[[], Any], tmp_path: Path
) -> None:
    """Whether the platform had taken it or not: nobody can know."""
    async with told(tmp_path, first_of_each(answer)) as (office, both):
        await office.until_done(seconds=120)
        assert both.of("telegram", "Проба.") == both.of("telegram", "Повтор") == ONE_EACH


@pytest.mark.parametrize("answer", LOST)
async def test_a_result_that_was_taken_and_not_answered_for_comes_twice_and_says_so(
    answer: Callable[[], Any], tmp_path: Path
) -> None:
    async with told(tmp_path, nothing, lost=first_of_each(answer)) as (office, both):
        await office.until_done(seconds=120)
        assert both.of("telegram", "Проба.") == dict.fromkeys(chats("telegram", FEW), 2)
        assert both.of("telegram", "Повтор") == ONE_EACH


@pytest.mark.parametrize("answer", [LOST[0], LOST[3]])
async def test_a_digest_that_was_taken_and_not_answered_for_does_not_come_twice(
    answer: Callable[[], Any], tmp_path: Path
) -> None:
    async with told(tmp_path, nothing, lost=first_of_each(answer), digest=True) as (office, both):
        for _ in range(4):
            await office.work(1)
            office.later(minutes=10)
        assert both.of("telegram", "") == both.of("telegram", DIGEST) == ONE_EACH
        assert await rows(office, kind="digest") == {("ambiguous", "maybe_sent"): FEW}


async def test_a_platform_that_takes_and_never_answers_loses_nothing(tmp_path: Path) -> None:
    """Its answer is waited for as long as the adapter waits, 20 s; the others go on meanwhile."""
    async with told(tmp_path, nothing, lost=first_of(BAD, never)) as (office, both):
        await office.work(1.5)
        assert both.of("telegram", "Проба.") == ONE_EACH
        assert await rows(office) == {("sent", None): FEW - 1, ("leased", "maybe_sent"): 1}
        await office.until_done(seconds=120)
        assert both.of("telegram", "Проба.") == ONE_EACH | {BAD: 2}
        assert both.of("telegram", "Повтор") == {BAD: 1}
