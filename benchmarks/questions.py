"""How fast a question is answered and a digest composed, as ratios measured in one run.

python -m benchmarks questions [--marks 1000000] [--students 100000]
"""

import argparse
import asyncio
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, cast

from sqlalchemy import event, insert, update

from benchmarks.delivery import school
from benchmarks.delivery.rig import new_database, peak, running, stand_in, telegram
from bot.app import SELDOM
from bot.inbox import Inbox
from handlers.answering import answer
from handlers.desk import Desk
from locales import voice
from scheduler.notices import NOTICES, Ready
from school.incoming import Incoming, SharedFile
from school.messenger import Channel, Listener
from school.purposes import GUARDIAN_PURPOSES
from storage import tables
from storage.database import Database
from storage.leasing import claimed
from storage.schools import all_schools
from storage.ties import sights
from storage.upgrade import upgrade

EACH = 100  # marks of a student
ASKED = 300  # questions on either database
BROOD = 3  # children of one guardian: of more we ask which is meant
CHUNK = 50  # digests composed together; a free-running lane takes more at once, Telegram's 30/s some fewer
NAIVELY = 300  # digests composed one by one, to be compared
NOTICE = NOTICES["digest"]


@asynccontextmanager
async def families(number: int) -> AsyncIterator[Database]:
    """A migrated SQLite database with so many guardians of one child each."""
    async with new_database() as database:
        await school.build(database, number)
        yield database


async def mark_everybody(database: Database, number: int) -> None:
    """A hundred marks for each student, all of this term: an answer is as long in a large school as in a small one."""
    told = {"value": "4", "kind": "Ответ на уроке", "topic": "Уравнения", "seen_at": school.NOW, "history": True}
    for n in range(1, number + 1):
        rows = [
            {
                "student_id": 2 * n - 1,
                "subject": school.SUBJECTS[one % len(school.SUBJECTS)],
                "day": school.MONDAY - timedelta(days=one % 20),
                "ordinal": 10 + one,
                **told,
            }
            for one in range(EACH)
        ]
        if n % 100 == 1:
            batch: list[dict[str, Any]] = []
        batch += rows
        if n % 100 == 0 or n == number:
            async with database.write() as connection:
                await connection.execute(insert(tables.marks), batch)


async def adopt(database: Database) -> None:
    """The first guardian gets two children more."""
    early = school.NOW - timedelta(days=30)
    pairs = [{"guardian_id": 2, "student_id": 2 * n - 1} for n in range(2, BROOD + 1)]
    paper = {"channel": "telegram", "state": "signed", "number": "1", "signed_on": school.MONDAY}
    paper |= {"recorded_at": early, "recorded_by": "operator", "current": True}
    async with database.write() as connection:
        await connection.execute(insert(tables.guardianships), pairs)
        signed = [pair | {"purpose": purpose, **paper} for pair in pairs for purpose in GUARDIAN_PURPOSES]
        await connection.execute(insert(tables.consents), signed)


async def _no_file(file: SharedFile) -> bytes:
    raise NotImplementedError


class Asker:
    """Asks one database `/marks`, and counts."""

    def __init__(self, database: Database, number: int) -> None:
        clock = school.StillClock()
        self._desk = Desk(database, clock, b"0" * 32, Path("none"), _no_file)
        self._number, self._clock, self.asked, self.statements = number, clock, 0, 0
        for engine in database.engines:
            event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements += not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))

    async def ask(self, family: int, text: str = "/marks") -> float:
        """Seconds from the event to its reply."""
        self.asked += 1
        now = self._clock.now()
        incoming = Incoming(Channel.TELEGRAM, str(1000 + family), str(self.asked), now, text)
        began = time.perf_counter()
        reply = await answer(self._desk, incoming)
        took = time.perf_counter() - began
        assert reply.messages, "no answer"
        return took

    async def count(self, family: int, text: str) -> int:
        """Statements that one question costs."""
        before = self.statements
        await self.ask(family, text)
        return self.statements - before


async def answering(stored: int) -> None:
    """`/marks` where a thousand marks are stored and where a million are, in turn."""
    few, many = 1000 // EACH, stored // EACH
    async with families(few) as small, families(many) as large:
        await mark_everybody(small, few)
        await mark_everybody(large, many)
        here, there = Asker(small, few), Asker(large, many)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(20):
            await here.ask(1), await there.ask(1)
        for _ in range(ASKED):
            times[0].append(await here.ask(random.randint(1, few)))
            times[1].append(await there.ask(random.randint(1, many)))
        little, much = median(times[0]), median(times[1])
        print(f"/marks with {few * EACH:>9,} marks stored  {little * 1000:8.2f} ms")
        print(f"/marks with {many * EACH:>9,} marks stored  {much * 1000:8.2f} ms: {much / little:.2f} of that")


async def counting() -> None:
    """Statements per question, for one child and for three."""
    async with families(BROOD + 1) as database:
        await adopt(database)
        asker = Asker(database, BROOD)
        for text in ("/marks", "/homework", "/timetable", "/changes", "/results", "/attendance", "/works", "/topics"):
            one, all_of_them = await asker.count(BROOD + 1, text), await asker.count(1, text)
            print(f"{text:<14} {one} statements for one child, {all_of_them} for {BROOD}")


async def handling(seconds: float = 10.0) -> None:
    """CPU that a question adds to a process that broadcasts 30 digests a second, from the event to its answer's way."""
    crowd, pace = 1000, 10
    with stand_in(0.05, 30, 1.0) as platform:
        async with families(crowd) as database:
            await school.queue(database, "digest", range(1, crowd + 1))
            async with running(database, telegram(platform), Channel.TELEGRAM) as (delivery, lane):
                box = Inbox(
                    database,
                    school.StillClock(),
                    Channel.TELEGRAM,
                    lane,
                    cast(Listener, lane.messenger),
                    key=b"0" * 32,
                    files=Path("none"),
                    queued=delivery.wake,
                )
                task = asyncio.create_task(box.run())
                await asyncio.sleep(2)
                quiet, busy = [], []
                for _ in range(3):  # in turn, so that a busy machine slows both
                    quiet.append(await _cpu(seconds / 3, 0, box))
                    busy.append(await _cpu(seconds / 3, pace, box))
                task.cancel()
        added = (median(busy) - median(quiet)) / (pace * seconds / 3)
        print(f"a question during a broadcast    {added * 1000:8.2f} ms of CPU; the broadcast alone takes"
              f" {median(quiet) / (seconds / 3):.0%} of a core")  # fmt: skip


async def _cpu(seconds: float, pace: int, box: Inbox) -> float:
    """CPU seconds of this process in so many seconds with so many questions in each."""
    began = time.process_time()
    for _ in range(max(1, int(seconds * pace))):
        if pace:
            chat, event_id = str(1001 + random.randrange(1000)), f"{time.monotonic_ns()}"
            await box.receive(Incoming(Channel.TELEGRAM, chat, event_id, school.NOW, "/marks"))
        await asyncio.sleep(1 / pace if pace else seconds)
    return time.process_time() - began


async def _ready(database: Database, ids: Sequence[int]) -> list[Ready]:
    """The rows as the engine has them before wording: re-checked by the access rule, set-based."""
    async with database.read() as connection:
        [one] = await all_schools(connection)
        rows = await claimed(connection, ids)
        found = await sights(
            connection, school.NOW, contact_ids=[row.contact_id for row in rows], purpose=NOTICE.purpose
        )
    mine: dict[int, list[Any]] = {}
    for sight in found:
        mine.setdefault(sight.contact_id, []).append(sight)
    return [Ready(row, one, voice("ru"), school.NOW, tuple(mine[row.contact_id])) for row in rows]


async def _compose(database: Database, ids: Sequence[int], together: int) -> float:
    """Seconds a digest when so many are checked and worded together."""
    began = time.perf_counter()
    for first in range(0, len(ids), together):
        ready = await _ready(database, ids[first : first + together])
        async with database.read() as connection:
            worded = await NOTICE.word(connection, ready)
        assert len(worded) == len(ready) == len(ids[first : first + together])
    return (time.perf_counter() - began) / len(ids)


async def make(path: str, students: str) -> None:
    """A database with so many families and a digest queued for each."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    await upgrade(database)
    await school.build(database, int(students))
    await school.queue(database, "digest", range(1, int(students) + 1))
    async with database.write() as connection:
        leased = {"state": "leased", "owner": "bench", "leased_until": school.FAR}
        await connection.execute(update(tables.outbox).values(**leased))
    await database.close()


async def composing(students: int) -> None:
    """Digests of so many families set-based, and some of them with queries of their own."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "rodnik.db"))
        made = "import asyncio, sys; from benchmarks.questions import make; asyncio.run(make(*sys.argv[1:]))"
        maker = await asyncio.create_subprocess_exec(sys.executable, "-c", made, path, str(students))
        assert await maker.wait() == 0  # its memory is not ours
        database = Database(f"sqlite+aiosqlite:///{path}")
        ids = range(1, students + 1)
        naive = median([await _compose(database, ids[n::7][: NAIVELY // 3], 1) for n in range(3)])
        whole = await _compose(database, ids, CHUNK)
        most = peak()
        await database.close()
    print(f"{students} {naive} {whole} {most}")


def _composed(students: int) -> tuple[float, float, float]:
    """The figures for so many in a process of its own: a peak of memory never falls."""
    command = (sys.executable, "-m", "benchmarks", "questions", "--part", "--students", str(students))
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    _, naive, whole, most = map(float, printed.split())
    return naive, whole, most


def main() -> None:
    """Print the figures."""
    gc.set_threshold(*SELDOM)  # as the service
    parser = argparse.ArgumentParser(prog="python -m benchmarks questions")
    parser.add_argument("--marks", type=int, default=1_000_000)
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--part", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        asyncio.run(composing(asked.students))
        return
    asyncio.run(counting())
    asyncio.run(answering(asked.marks))
    asyncio.run(handling())
    naive, whole, most = _composed(asked.students)
    _, _, tenth = _composed(asked.students // 10)
    print(f"a digest with queries of its own {naive * 1000:8.2f} ms")
    print(f"a digest composed with {CHUNK - 1} others {whole * 1000:8.3f} ms: {naive / whole:.0f} times as fast,"
          f" {1 / whole:,.0f}/s")  # fmt: skip
    print(f"peak memory                      {most:8.0f} MiB for {asked.students:,}, {tenth:.0f} for a tenth:"
          f" {most / tenth:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
