"""Who looks: family by family for the class teacher, class by class for administrators; and a reminder (R27, R28).

A look is a question that was answered. Weeks and months are counted, never days or hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.addressing import classes_open_to
from actions.reaching import Family, families_reached
from actions.refusal import Refused
from actions.telling import moment
from school.access import ConsentState
from school.clock import today
from school.institution import Account, Person
from school.outbox import Reason, Urgency
from storage import audit, visits
from storage.audience import links_of_classes, school_classes, school_of_class
from storage.consents import standing_consents
from storage.database import Database
from storage.outbox import add_notice
from storage.schools import school_by_id

WEEKS, MONTHS = 8, 3  # how far back lists look
MONTHLY = timedelta(days=30)  # between two reminders to one person
PAPER = frozenset({Reason.REFUSED, Reason.RESTRICTED, Reason.WITHDRAWN})
"""Families that are on paper, by their own word or a court's: never reminded."""


@dataclass(frozen=True, slots=True)
class FamilyVisits:
    """One family: can it be reached, did it look this week, how often in the last months (newest first)."""

    student_id: int
    name: str  # the student's full name
    reason: str | None  # a Reason word; None: reachable. `refused`: on paper
    looked: bool  # this week
    months: tuple[tuple[date, int], ...]  # (first day, times)


@dataclass(frozen=True, slots=True)
class ClassVisits:
    """One class: families, how many have access and are reachable, how many looked, week by week (oldest first)."""

    class_id: int
    title: str
    families: int
    reached: int
    looked: int  # this week
    refused: int
    weeks: tuple[tuple[date, int], ...]  # (Monday, families that looked)


async def visits_of_class(database: Database, class_id: int, *, now: datetime) -> tuple[FamilyVisits, ...]:
    """Every family of a class, by name."""
    async with database.read() as connection:
        return await family_visits(connection, class_id, now)


async def family_visits(connection: AsyncConnection, class_id: int, now: datetime) -> tuple[FamilyVisits, ...]:
    """The same on an open connection."""
    families = await _families(connection, [class_id], now)
    everyone = sorted({who for one in families for who in one.people})
    day = await _today(connection, class_id, now)
    monday, since = visits.week_of(day), _months(day)[-1]
    weeks = await visits.visits_since(connection, everyone, monday)
    months = await visits.months_of(connection, everyone, since)
    return tuple(
        FamilyVisits(
            one.student_id,
            one.name,
            one.reason,
            any(who in weeks for who in one.people),
            tuple((month, sum(months.get(who, {}).get(month, 0) for who in one.people)) for month in _months(day)),
        )
        for one in families
    )


async def visits_of_school(database: Database, school_id: int, *, now: datetime) -> tuple[ClassVisits, ...]:
    """Every class of a school with its last eight weeks, by title; the chart's data."""
    async with database.read() as connection:
        school = await school_by_id(connection, school_id)
        classes = await school_classes(connection, school_id)
        families = await _families(connection, [class_id for class_id, _ in classes], now)
        monday = visits.week_of(today(now, school.zone))
        weeks = [monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
        everyone = sorted({who for one in families for who in one.people})
        seen = await visits.visits_since(connection, everyone, weeks[0])
    found = []
    for class_id, title in classes:
        here = [one for one in families if one.class_id == class_id]
        counts = tuple((week, sum(_looked(one, seen, week) for one in here)) for week in weeks)
        refused = sum(one.reason in PAPER for one in here)
        reached = sum(one.reason is None for one in here)
        found.append(ClassVisits(class_id, title, len(here), reached, counts[-1][1], refused, counts))
    return tuple(found)


async def remind_to_look(database: Database, class_id: int, teacher: Person, *, key: bytes, now: datetime) -> int:
    """Remind the reachable families that did not look this week; how many people. Each at most monthly (R28).

    Raises Refused when the class is not theirs. Families on paper are left alone.
    """
    async with database.write() as connection:
        if class_id not in {one for one, _ in await classes_open_to(connection, teacher)}:
            raise Refused("Напомнить можно только семьям своего класса.")
        due = await _due(connection, class_id, now)
        school = await school_by_id(connection, teacher.school_id)
        when = moment(school, now)
        for _, contact_id, channel in due:
            await add_notice(
                connection,
                school_id=school.id,
                contact_id=contact_id,
                channel=channel,
                kind="visit_reminder",
                dedupe_key=f"visit_reminder:{contact_id}:{now:%Y%m%d}",
                urgency=Urgency.DIGEST,
                not_before=when.quiet_until or now,
                send_by=now + timedelta(days=3),
                created_at=now,
            )
        subject, actor = f"class:{class_id}", f"person:{teacher.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="remind_to_look", subject=subject)
    return len(due)


async def count_to_remind(database: Database, class_id: int, *, now: datetime) -> int:
    """How many people `remind_to_look` would remind now."""
    async with database.read() as connection:
        return len(await _due(connection, class_id, now))


async def quiet_in_week(
    connection: AsyncConnection, class_id: int, week: date, now: datetime
) -> tuple[tuple[str, ...], int]:
    """Names of the families in touch that did not look in a week (its Monday), and how many families there are."""
    families = await _families(connection, [class_id], now)
    seen = await visits.visits_since(connection, sorted({who for one in families for who in one.people}), week)
    quiet = tuple(one.name for one in families if one.reason is None and not _looked(one, seen, week))
    return quiet, len(families)


async def own_visits(database: Database, account: Account, *, now: datetime) -> int | None:
    """How often the person of an account looked this month: all that is counted of them. None for staff only."""
    mine = [contact.person for contact in account.approved() if contact.person.role != "staff"]
    if not mine:
        return None
    async with database.read() as connection:
        school = await school_by_id(connection, mine[0].school_id)
        month = today(now, school.zone).replace(day=1)
        found = await visits.months_of(connection, [one.id for one in mine], month)
    return sum(found.get(one.id, {}).get(month, 0) for one in mine)


async def _families(connection: AsyncConnection, class_ids: Sequence[int], now: datetime) -> tuple[Family, ...]:
    """With those who refused in writing named so, even if they never had a messenger."""
    families = await families_reached(connection, class_ids, "both", now)
    words = await standing_consents(connection, [one.student_id for one in families if one.reason])
    refused = {word.student_id for word in words if word.state is ConsentState.REFUSED}
    signed = {word.student_id for word in words if word.state is ConsentState.SIGNED}
    return tuple(
        Family(one.student_id, one.name, one.class_id, one.people, Reason.REFUSED)
        if one.reason and one.student_id in refused - signed
        else one
        for one in families
    )


async def _due(connection: AsyncConnection, class_id: int, now: datetime) -> list[tuple[int, int, str]]:
    """(person, contact, channel) of those to remind: reachable, not seen this week, not reminded this month."""
    quiet = [one for one in await family_visits(connection, class_id, now) if not one.looked and not one.reason]
    links = await _ways(connection, class_id, {one.student_id for one in quiet}, now)
    lately = await visits.reminded_since(connection, [who for who, _, _ in links], now - MONTHLY)
    return [link for link in links if link[0] not in lately]


async def _ways(
    connection: AsyncConnection, class_id: int, students: set[int], now: datetime
) -> list[tuple[int, int, str]]:
    """(person, contact, channel) of reachable accounts of these families: one for each person."""
    families = await families_reached(connection, [class_id], "guardians", now)
    wanted = {who for one in families if one.student_id in students and not one.reason for who in one.people}
    best: dict[int, tuple[int, int, str]] = {}
    for link in await links_of_classes(connection, [class_id]):
        if link.person_id in wanted and link.reachable and link.state == "approved":
            best.setdefault(link.person_id, (link.person_id, link.contact_id, link.channel))
    return list(best.values())


async def _today(connection: AsyncConnection, class_id: int, now: datetime) -> date:
    return today(now, (await school_by_id(connection, await school_of_class(connection, class_id))).zone)


def _months(day: date) -> tuple[date, ...]:
    """First days of this month and those before it, newest first."""
    found = [day.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(found)


def _looked(family: Family, seen: dict[int, dict[date, int]], week: date) -> bool:
    return any(week in seen.get(who, {}) for who in family.people)
