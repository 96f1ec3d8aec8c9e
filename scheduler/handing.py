"""The last check before a message is handed to its messenger: is its row still leased to us?

Whoever ends a right cancels the row in the same transaction (actions.silencing), leased or not. The check and the
handing happen inside one writing transaction of ours, so that such a commit comes either before the check, and the
message is dropped, or after the handing. Nothing is written: the transaction costs no fsync, and those who come at
the same time share one. No network call is waited for inside it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any

from school.messenger import Receipt, TryLater
from storage.database import Database
from storage.silence import still_leased

Start = Callable[[], Coroutine[Any, Any, Receipt]]


class LeaseOver(Exception):
    """Its turn came, but it may no longer be sent: it was cancelled, or somebody else may have sent it by now."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    row_id: int
    slot: float
    start: Start
    handed: "asyncio.Future[asyncio.Task[Receipt]]"


class Handing:
    """Hands the messages of outbox rows to their messenger while the rows are `owner`'s."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database, self._owner = database, owner
        self._waiting: list[_Waiting] = []
        self._pump: asyncio.Task[None] | None = None

    async def send(self, row_id: int, slot: float, start: Start) -> Receipt:
        """What `start` returns; it is begun at `slot` (monotonic seconds), or as soon after it as the table allows.

        Raises what `start` raises; LeaseOver when the row was cancelled or lost, TryLater when the database fails.
        """
        handed: asyncio.Future[asyncio.Task[Receipt]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(row_id, slot, start, handed))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._hand_over())
        try:
            return await (await handed)
        except asyncio.CancelledError:
            if handed.done() and not handed.cancelled() and handed.exception() is None:
                handed.result().cancel()
            raise

    async def _hand_over(self) -> None:
        while self._waiting:
            several, self._waiting = self._waiting, []
            try:
                await self._hand(several)
            except Exception:  # the database fails for a moment: nothing of these was handed
                for one in several:
                    if not one.handed.done():
                        one.handed.set_exception(TryLater(1.0, cause="database"))

    async def _hand(self, several: list[_Waiting]) -> None:
        async with self._database.write() as connection:
            ours = await still_leased(connection, [one.row_id for one in several], self._owner)
            for one in several:
                if one.handed.done():
                    continue
                if one.row_id not in ours:
                    one.handed.set_exception(LeaseOver())
                    continue
                if (early := one.slot - monotonic()) > 0:
                    await asyncio.sleep(early)
                one.handed.set_result(asyncio.create_task(one.start()))
            await asyncio.sleep(0)  # the messengers have their messages before the transaction ends
