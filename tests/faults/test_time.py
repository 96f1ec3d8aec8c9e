"""The clock on the wall does what it likes; what is said, and when, goes by a clock that is kept."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler.evenings import Evenings
from scheduler.jobs import Ticker
from scheduler.planning import catch_up, plan_digests
from scheduler.tidying import tidy
from scheduler.timekeeping import PATIENCE, KeptClock, Timekeeper
from scheduler.watching import watch
from school.clock import instant
from storage import tables
from tests.scheduler.conftest import Post, post
from tests.scheduler.test_digests import EVENING, ZONE
from tests.watching.conftest import rows
from tests.world import MONDAY

__all__ = ["post"]
JUMPS = [timedelta(hours=8), timedelta(hours=-1), timedelta(days=30)]


@dataclass
class Hands:
    """A clock on a wall and a steady one, both moved by hand."""

    wall: datetime = EVENING - timedelta(minutes=5)
    steady: float = 1000.0
    clock: KeptClock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = KeptClock(lambda: self.wall, lambda: self.steady)

    def pass_(self, **time: float) -> None:
        """Time goes by, for both."""
        self.wall += timedelta(**time)
        self.steady += timedelta(**time).total_seconds()

    def now(self) -> datetime:
        return self.clock.now()


@pytest.fixture
def hands(post: Post) -> Hands:
    hands = Hands()
    post.clock = hands.clock  # type: ignore[assignment]
    return hands


async def a_minute(post: Post, hands: Hands, keeper: Timekeeper) -> None:
    """What the process does in one, by its kept clock."""
    for job in (keeper.look, plan_digests, catch_up, watch, tidy):
        await job(post.database, hands.now())
    await post.deliver()
    hands.pass_(minutes=1)


def alarms(post: Post) -> list[str]:
    return [said.text for said in (*post.telegram.said, *post.vk.said) if "часы сервера" in said.text]


def digests(post: Post) -> list[str]:
    return sorted(said.chat for said in (*post.telegram.said, *post.vk.said) if "Завтра" in said.text)


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_jump_that_is_mended_changes_nothing_but_alarms(post: Post, hands: Hands, jump: timedelta) -> None:
    keeper = Timekeeper(hands.clock)
    await post.result(received_at=hands.wall)
    await a_minute(post, hands, keeper)
    told = len(post.telegram.said) + len(post.vk.said)
    hands.wall += jump
    for _ in range(8):
        await a_minute(post, hands, keeper)
    hands.wall -= jump
    for _ in range(8):
        await a_minute(post, hands, keeper)
    assert len(alarms(post)) == 2  # one administrator, in two messengers, once
    assert len(digests(post)) == len(set(digests(post))) == 2
    assert len(post.telegram.said) + len(post.vk.said) == told + 2 + 2
    assert [row.state for row in await post.rows() if row.state not in ("sent", "cancelled")] == []
    assert await rows(post, tables.breaches) == []


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_jump_that_stays_eats_no_digest_and_makes_no_storm(post: Post, hands: Hands, jump: timedelta) -> None:
    keeper = Timekeeper(hands.clock)
    hands.pass_(minutes=6)
    await plan_digests(post.database, hands.now())  # queued, and not sent yet
    hands.wall += jump
    for _ in range(int(PATIENCE / 60) + 5):
        await a_minute(post, hands, keeper)
    assert hands.now() == hands.wall
    assert len(alarms(post)) == 2
    days = {row.ref_day for row in await post.rows("digest")}
    assert 2 <= len(digests(post)) <= 2 * len(days)
    assert len(set(digests(post))) == 2
    assert "expired" not in {row.state for row in await post.rows("digest")}


async def test_what_waited_when_the_new_time_was_taken_has_the_time_it_lost(post: Post, hands: Hands) -> None:
    keeper = Timekeeper(hands.clock)
    hands.pass_(minutes=6)
    await plan_digests(post.database, hands.now())
    before = {row.id: row.send_by for row in await post.rows("digest")}
    hands.wall += timedelta(hours=8)
    await keeper.look(post.database, hands.now())
    hands.pass_(seconds=PATIENCE)
    await keeper.look(post.database, hands.now())
    assert {row.id: row.send_by for row in await post.rows("digest")} == {
        row_id: at + timedelta(hours=8) for row_id, at in before.items()
    }
    await tidy(post.database, hands.now())
    await post.deliver()
    assert len(digests(post)) == 2


async def sleep_for_six_hours(post: Post, hands: Hands, sign: Path, *, down: bool) -> None:
    """The host, or the service is down; it is there for a minute before, and for three after."""
    keeper, evenings = Timekeeper(hands.clock), Evenings(sign)
    for hours in (6, 0, 0, 0):
        evenings = Evenings(sign) if down else evenings
        await evenings.note_missed(post.database, hands.now())
        await a_minute(post, hands, keeper)
        hands.pass_(hours=hours)
    assert alarms(post) == []


def at(post: Post, hour: int, minute: int) -> Hands:
    """A clock that shows this time in the school's zone."""
    hands = Hands(instant(MONDAY, time_of_day(hour, minute), ZONE))
    post.clock = hands.clock  # type: ignore[assignment]
    return hands


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize(("hour", "minute"), [(12, 0), (13, 30), (14, 44)])  # awake at 18:01, 19:31, 20:45
async def test_a_host_that_slept_for_six_hours_tells_each_digest_once_late_but_in_time(
    post: Post, tmp_path: Path, hour: int, minute: int, *, down: bool
) -> None:
    """Digests are due at 18:00, and worth sending until the quiet hours begin at 21:00."""
    await sleep_for_six_hours(post, at(post, hour, minute), tmp_path / "looked", down=down)
    assert len(digests(post)) == len(set(digests(post))) == 2
    assert {state for state, _ in await post.states("digest")} == {"sent", "cancelled"}


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize(("hour", "minute"), [(15, 5), (17, 55)])
async def test_a_host_that_slept_through_the_evening_wakes_nobody_and_says_that_the_digests_expired(
    post: Post, tmp_path: Path, hour: int, minute: int, *, down: bool
) -> None:
    hands = at(post, hour, minute)
    await sleep_for_six_hours(post, hands, tmp_path / "looked", down=down)
    assert post.telegram.said == post.vk.said == []
    assert await post.states("digest") == [("expired", "expired")] * len(await post.rows("digest"))
    assert {row.ref_day for row in await post.rows("digest")} == {MONDAY}
    hands.pass_(hours=21)
    await a_minute(post, hands, Timekeeper(hands.clock))  # the next evening
    assert len(digests(post)) == len(set(digests(post))) == 2


@pytest.mark.parametrize(("days", "evenings"), [(2, 2), (3, 3), (4, 0), (30, 0), (-1, 0)])
async def test_a_service_that_was_down_for_days_shows_every_evening_that_it_missed(
    post: Post, tmp_path: Path, days: int, evenings: int
) -> None:
    """Of more than three days it was not in use, or the clock is wrong; a clock that was set back shows nothing."""
    sign, five = tmp_path / "looked", at(post, 17, 0).now()
    for now in (five, five + timedelta(days=days), five + timedelta(days=days)):
        await Evenings(sign).note_missed(post.database, now)
    missed = {row.ref_day for row in await post.rows("digest")}
    assert missed == {MONDAY + timedelta(days=n) for n in range(evenings)}


async def test_a_service_that_never_ran_before_missed_nothing(post: Post, tmp_path: Path) -> None:
    await Evenings(tmp_path / "looked").note_missed(post.database, at(post, 23, 0).now())
    assert await post.rows("digest") == []


async def test_digests_that_a_host_had_queued_when_it_fell_asleep_expire_and_wake_nobody(post: Post) -> None:
    hands = at(post, 18, 0)
    await plan_digests(post.database, hands.now())
    hands.pass_(hours=6)
    for _ in range(3):
        await a_minute(post, hands, Timekeeper(hands.clock))
    assert post.telegram.said == post.vk.said == []
    assert set(await post.states("digest")) == {("expired", "expired")}


async def test_a_loop_that_was_blocked_at_digest_time_tells_each_digest_once(post: Post) -> None:
    post.clock.at = EVENING
    planned = asyncio.Event()

    def wake() -> None:
        planned.set()

    ticker = Ticker(post.database, post.clock, wake)
    ticker.start()
    time.sleep(2)  # noqa: ASYNC251 - the whole loop stands still
    await asyncio.wait_for(planned.wait(), 20)
    ticker.stop()
    await plan_digests(post.database, post.clock.now())
    await post.deliver()
    assert len(digests(post)) == len(set(digests(post))) == 2


async def test_a_clock_set_back_does_not_stop_the_jobs(post: Post, hands: Hands) -> None:
    ran = asyncio.Event()

    async def job(_database: object, _now: datetime) -> None:
        ran.set()

    ticker = Ticker(post.database, hands.clock, lambda: None, more=[("mine", 0.5, job)], step=0.05)
    ticker.start()
    await asyncio.wait_for(ran.wait(), 20)
    ran.clear()
    ticker.ticks.modify_job("mine", next_run_time=datetime.now(UTC) + timedelta(hours=1))  # so it looks when set back
    await asyncio.wait_for(ran.wait(), 20)
    ticker.stop()


async def test_a_jump_frees_no_lease_and_expires_nothing_leased(post: Post, hands: Hands) -> None:
    hands.pass_(minutes=6)
    await plan_digests(post.database, hands.now())
    async with post.database.write() as connection:
        await connection.execute(update(tables.outbox).values(state="leased", owner="elsewhere", epoch=1))
    hands.wall += timedelta(hours=8)
    await tidy(post.database, hands.now())
    assert {row.state for row in await post.rows()} == {"leased"}
