"""Loops that go on: a database that fails for a moment stops nobody."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")
BREATH = 1.0  # seconds after a failure


async def survive(step: Coroutine[Any, Any, T], name: str) -> T | None:
    """The step's result; None when it failed, which is said in the log and followed by a breath."""
    try:
        return await step
    except Exception as trouble:
        log.error("delivery cannot %s: %s", name, type(trouble).__name__)
        await asyncio.sleep(BREATH)
        return None
