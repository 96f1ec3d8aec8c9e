"""Four eyes: the export of everything, and many approvals a day, need a second administrator."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.alarming import tell_administrators
from actions.refusal import Refused
from school.access import may_decide
from school.clock import instant, today
from school.institution import Person, School
from storage import audit
from storage.database import Database
from storage.links import approvals_since
from storage.schools import school_by_id
from storage.second_looks import (
    SecondLook,
    add_second_look,
    agreed_count,
    decide_second_look,
    second_look_by_id,
    second_looks_since,
    use_second_look,
)

MOST_APPROVALS = 20  # a day, by one person, without a second look
HOLDS_FOR = timedelta(hours=24)


async def ask_second_look(database: Database, what: str, count: int, by: Person, *, key: bytes, now: datetime) -> int:
    """Ask another administrator to look at an export, or at so many more approvals; its id. Raises Refused."""
    if not may_decide(by.role, by.duties):
        raise Refused("Это может только администратор этой школы.")
    async with database.write() as connection:
        open_ = [one for one in await second_looks_since(connection, by.school_id, now - HOLDS_FOR) if _waits(one)]
        known = next((one for one in open_ if (one.what, one.asked_by) == (what, by.id)), None)
        if known and known.count >= count:
            return known.id
        values = {"school_id": by.school_id, "what": what, "count": count, "asked_by": by.id, "asked_at": now}
        look = await add_second_look(connection, **values)
        subject, actor = f"second_look:{look} {what}:{count}", f"person:{by.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="ask_second_look", subject=subject)
        await tell_administrators(connection, by.school_id, "second_look", str(look), now, ref_id=look)
        return look


async def decide_look(
    database: Database, look_id: int, agreed: bool, by: Person, *, key: bytes, now: datetime
) -> SecondLook:
    """Another administrator of the school agrees, or does not. Raises Refused: the same person, decided, too old."""
    async with database.write() as connection:
        look = await second_look_by_id(connection, look_id)
        if look is None or look.school_id != by.school_id or not may_decide(by.role, by.duties):
            raise Refused("Такого вопроса нет.")
        if look.asked_by == by.id:
            raise Refused("Подтвердить должен другой администратор.")
        if now >= look.asked_at + HOLDS_FOR or not await decide_second_look(connection, look_id, by.id, agreed, now):
            raise Refused("Этот вопрос уже решён или устарел.")
        act = "agree_second_look" if agreed else "decline_second_look"
        subject, actor = f"second_look:{look_id} {look.what}:{look.count}", f"person:{by.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act=act, subject=subject)
        return look


async def recent_looks(database: Database, school_id: int, now: datetime) -> tuple[SecondLook, ...]:
    """What was asked in the last 24 hours, latest first."""
    async with database.read() as connection:
        return await second_looks_since(connection, school_id, now - HOLDS_FOR)


async def spend_look(connection: AsyncConnection, what: str, by: Person, now: datetime) -> None:
    """Use what another administrator agreed to within 24 hours: once. Raises Refused when nobody did."""
    if not await use_second_look(connection, by.id, what, now - HOLDS_FOR, now):
        raise Refused("Сначала второй администратор должен подтвердить это в консоли.")


async def approvals_left(connection: AsyncConnection, by: Person, school: School, now: datetime) -> int:
    """How many more requests this person may approve today (the school's day)."""
    since = instant(today(now, school.zone), time(0), school.zone)
    allowed = MOST_APPROVALS + await agreed_count(connection, by.id, "approvals", since)
    return max(0, allowed - await approvals_since(connection, by.id, since))


async def check_approvals(connection: AsyncConnection, by: Person, now: datetime) -> None:
    """Raises Refused when this person approved as many today as one may alone."""
    if await approvals_left(connection, by, await school_by_id(connection, by.school_id), now) < 1:
        raise Refused(
            "Сегодня вы одобрили столько заявок, сколько можно одному. Остальные подтвердит второй администратор: "
            "попросите его в консоли."
        )


def _waits(look: SecondLook) -> bool:
    return look.decided_at is None
