"""Withdrawals at 1,000 random instants of a broadcast: after the commit nothing more is handed to a messenger."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random

from sqlalchemy import insert, select

from actions.consenting import withdraw_consent
from scheduler.delivery import Delivery
from scheduler.lane import Lane
from scheduler.planning import catch_up
from school.message import Message, say_plainly
from school.messenger import Address, Channel, Limits, Receipt
from school.purposes import GUARDIAN_PURPOSES
from storage import tables
from storage.database import Database
from tests.world import NOW, FrozenClock

FAMILIES, PUPILS = 250, 4
SEED = 4
KEY = b"a key of the tests"


@dataclass
class Taking:
    """A messenger that notes the moment at which it was handed each message, and ends when `permits` let it."""

    ticks: "count[int]"
    permits: asyncio.Semaphore
    dedupes: bool
    handed: dict[str, int] = field(default_factory=dict)

    @property
    def limits(self) -> Limits:
        return Limits(4096, 1024, 8, 25, 64, 200, 0, 15, self.dedupes)

    async def send(self, to: Address, message: Message, *, once: int, replaces: str | None = None) -> Receipt:
        text = say_plainly(message)
        name = next(word.strip(",·") for word in text.split() if word.startswith("Имя"))
        self.handed[name] = next(self.ticks)
        await self.permits.acquire()
        return Receipt(("1",))


async def families(database: Database) -> None:
    """Guardians G0… with four children each, an account on either messenger, and a result of every child."""
    async with database.write() as connection:

        async def fill(table: object, rows: list[dict[str, object]]) -> None:
            await connection.execute(insert(table), rows)  # type: ignore[arg-type]

        school = {"id": 1, "name": "Школа", "timezone": "Asia/Yekaterinburg", "legal_form": "private", "profile": {}}
        await fill(tables.schools, [school | {"channel_rules": {}, "journal_at": NOW, "first_import_at": NOW}])
        pupils = [(n * PUPILS + k, n) for n in range(FAMILIES) for k in range(PUPILS)]
        person = {"school_id": 1, "last_name": "Семьин"}
        await fill(
            tables.people,
            [
                *(
                    {**person, "id": n + 1, "role": "guardian", "code": f"G{n}", "first_name": "Н"}
                    for n in range(FAMILIES)
                ),
                *(
                    {**person, "id": 1001 + s, "role": "student", "code": f"S{s}", "first_name": f"Имя{s}"}
                    for s, _ in pupils
                ),
            ],
        )
        await fill(tables.guardianships, [{"guardian_id": n + 1, "student_id": 1001 + s} for s, n in pupils])
        channels = [Channel.TELEGRAM if n % 2 else Channel.VK for n in range(FAMILIES)]
        account = {"language": "ru", "reachable": True, "digest": False, "created_at": NOW}
        accounts = [{**account, "id": n + 1, "channel": channels[n], "chat": str(n)} for n in range(FAMILIES)]
        await fill(tables.accounts, accounts)
        contact = {"state": "approved", "requested_at": NOW}
        await fill(
            tables.contacts,
            [{**contact, "id": n + 1, "account_id": n + 1, "person_id": n + 1} for n in range(FAMILIES)],
        )
        paper = {"state": "signed", "recorded_at": NOW, "recorded_by": "operator", "current": True}
        await fill(
            tables.consents,
            [
                {**paper, "guardian_id": n + 1, "student_id": 1001 + s, "channel": channels[n], "purpose": purpose}
                for s, n in pupils
                for purpose in GUARDIAN_PURPOSES
            ],
        )
        exam = {"exam": "ВПР", "subject": "Физика", "day": NOW.date(), "mark": "5", "received_at": NOW, "version": 1}
        await fill(tables.exam_results, [{**exam, "history": False, "student_id": 1001 + s} for s, _ in pupils])


async def unsettled(database: Database) -> bool:
    query = select(tables.outbox.c.id).where(tables.outbox.c.state.in_(("queued", "leased", "retry")))
    async with database.read() as connection:
        return (await connection.execute(query.limit(1))).first() is not None


async def test_after_the_commit_of_a_withdrawal_nothing_more_is_handed_over(database: Database) -> None:
    await families(database)
    await catch_up(database, NOW)
    ticks, clock, chance = count(1), FrozenClock(NOW), Random(SEED)
    permits = asyncio.Semaphore(0)  # the broadcast is as fast as the withdrawals, whatever the machine
    takers = {one: Taking(ticks, permits, dedupes=one is Channel.VK) for one in (Channel.TELEGRAM, Channel.VK)}
    lanes = {channel: Lane(taker) for channel, taker in takers.items()}
    broadcast = asyncio.create_task(Delivery(database, clock, lanes, KEY, "here").run())
    committed: dict[str, int] = {}
    for pupil in chance.sample(range(FAMILIES * PUPILS), FAMILIES * PUPILS):
        for _ in range(chance.choice((0, 0, 1, 2))):
            permits.release()
        await asyncio.sleep(chance.random() / 100)
        pair = {"guardian": f"G{pupil // PUPILS}", "student": f"S{pupil}"}
        await withdraw_consent(database, **pair, key=KEY, now=NOW)
        committed[f"Имя{pupil}"] = next(ticks)
    for _ in range(FAMILIES * PUPILS):
        permits.release()
    async with asyncio.timeout(120):
        while await unsettled(database):  # noqa: ASYNC110 - watched as another process would
            await asyncio.sleep(0.05)
    broadcast.cancel()
    with suppress(asyncio.CancelledError):
        await broadcast
    handed = {**takers[Channel.TELEGRAM].handed, **takers[Channel.VK].handed}
    late = {name: (committed[name], at) for name, at in handed.items() if at > committed[name]}
    assert late == {}
    assert 50 < len(handed) < 950  # withdrawals came before and after
    query = select(tables.outbox.c.state, tables.people.c.first_name)
    query = query.join(tables.people, tables.people.c.id == tables.outbox.c.student_id)
    async with database.read() as connection:
        states = {row.first_name: row.state for row in await connection.execute(query)}
    assert {name for name, state in states.items() if state == "sent"} == set(handed)  # the table tells the truth
    assert set(states.values()) == {"sent", "cancelled"}
