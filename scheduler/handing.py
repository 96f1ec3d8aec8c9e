"""The last check before a message is handed to its messenger: is its row still leased to us?

Whoever ends a right cancels the row in the same transaction (actions.silencing), leased or not. The check and the
handing happen inside one writing transaction of ours, so that such a commit comes either before the check, and the
message is dropped, or after the handing. Nothing is written: the transaction costs no fsync, and those who come at
the same time share one. No network call is waited for inside it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from scheduler.lane import LeaseOver
from school.message import Message
from school.messenger import Address, Limits, Messenger, Receipt, TryLater
from storage.database import Database
from storage.silence import still_leased

Start = Callable[[], Coroutine[Any, Any, Receipt]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    row_id: int
    start: Start
    handed: "asyncio.Future[asyncio.Task[Receipt]]"


class Handing:
    """A messenger that takes the message of an outbox row (`once` above zero) only while the row is `owner`'s."""

    def __init__(self, messenger: Messenger, database: Database, owner: str) -> None:
        self.behind, self._database, self._owner = messenger, database, owner
        self._waiting: list[_Waiting] = []
        self._pump: asyncio.Task[None] | None = None

    @property
    def limits(self) -> Limits:
        return self.behind.limits

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        """As the messenger's own. Raises LeaseOver besides: the row was cancelled or lost, and nothing was handed."""

        def start() -> Coroutine[Any, Any, Receipt]:
            return self.behind.send(to, message, once=once, replaces=replaces)

        if once <= 0:
            return await start()
        handed: asyncio.Future[asyncio.Task[Receipt]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(once, start, handed))
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
                if one.row_id in ours:
                    one.handed.set_result(asyncio.create_task(one.start()))
                else:
                    one.handed.set_exception(LeaseOver())
            await asyncio.sleep(0)  # the messengers have their messages before the transaction ends


def handing(messenger: Messenger, database: Database, owner: str) -> Messenger:
    """The messenger behind that check; one that has it already gets it anew, for this owner."""
    return Handing(messenger.behind if isinstance(messenger, Handing) else messenger, database, owner)
