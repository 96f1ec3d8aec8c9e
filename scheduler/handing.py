"""The last check before a message is handed to its messenger: is its row still leased to us?

Whoever ends a right cancels the row in the same transaction (actions.silencing), leased or not. The check and the
handing happen inside one writing transaction of ours, so that such a commit comes either before the check, and the
message is dropped, or after the handing. Nothing is written: the transaction costs no fsync, and those who come at
the same time share one. No network call is waited for inside it.
"""

import asyncio
from time import monotonic

from scheduler.flight import Flight
from school.messenger import TryLater
from storage.database import Database
from storage.leasing import still_leased


class LeaseOver(Exception):
    """Its turn came, but it may no longer be sent: it was cancelled, or somebody else may have sent it by now."""


class Handing:
    """Hands the messages of outbox rows to their messenger while the rows are `owner`'s."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database, self._owner = database, owner
        self._waiting: list[Flight] = []
        self._pump: asyncio.Task[None] | None = None

    def add(self, flight: Flight) -> None:
        """Its turn came: let it go at that instant, or as soon after it as the table allows; or stop it.

        It is stopped by LeaseOver when the row was cancelled or lost, by TryLater when the database fails.
        """
        self._waiting.append(flight)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._hand_over())

    async def _hand_over(self) -> None:
        while self._waiting:
            several, self._waiting = self._waiting, []
            try:
                await self._hand(several)
            except Exception:  # the database fails for a moment: what was not handed waits
                for flight in several:
                    if flight.task is None:
                        flight.stop(TryLater(1.0, cause="database"))

    async def _hand(self, several: list[Flight]) -> None:
        epochs = {flight.held.taken.row.id: flight.held.taken.row.epoch for flight in several}
        async with self._database.holding(lambda connection: still_leased(connection, epochs, self._owner)) as ours:
            for flight in several:
                if flight.held.taken.row.id not in ours:
                    flight.stop(LeaseOver())
                    continue
                if flight.left and (early := flight.left.at - monotonic()) > 0:
                    await asyncio.sleep(early)
                flight.go()
            await asyncio.sleep(0)  # the messengers have their messages before the transaction ends
