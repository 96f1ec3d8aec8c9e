"""Whom the school can reach, family by family, and why not (R27): what previews and /class count by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import Verdict
from school.facts import Reach
from school.outbox import Reason
from school.purposes import Purpose
from storage.audience import Kin, Link, families_of, links_of_classes
from storage.database import Database
from storage.ties import sights

AT_ONCE = 5_000  # ids in one statement
WEAKEST = (Reason.NO_CONTACT, Reason.NOT_APPROVED)  # said only when nothing better is known


@dataclass(frozen=True, slots=True)
class Family:
    """A student of a class, the people who answer for it, and why nobody of them can be told (None: somebody can)."""

    student_id: int
    name: str  # «Орлова Мария»
    class_id: int
    people: tuple[int, ...]  # of the audience: guardians, the student
    reason: str | None  # a Reason word


async def reach_of_classes(
    database: Database, class_ids: Sequence[int], *, audience: str = "guardians", now: datetime
) -> Reach:
    """How many families of these classes can be told something right now, and who cannot be, and why."""
    async with database.read() as connection:
        families = await families_reached(connection, class_ids, audience, now)
    lost = tuple((one.name, one.reason) for one in families if one.reason)
    return Reach(len(families), len(families) - len(lost), lost)


async def families_reached(
    connection: AsyncConnection, class_ids: Sequence[int], audience: str, now: datetime
) -> tuple[Family, ...]:
    """Every family of these classes with what stands in its way, by class and name."""
    kin = await families_of(connection, class_ids)
    links = await links_of_classes(connection, class_ids)
    verdicts = await _verdicts(connection, links, now)
    theirs: dict[int, list[Link]] = {}
    for link in links:
        theirs.setdefault(link.person_id, []).append(link)
    rows: dict[int, list[Kin]] = {}
    for one in kin:
        rows.setdefault(one.student_id, []).append(one)
    found = []
    for student_id, group in rows.items():
        people = _people(group, audience)
        own = [(link, verdicts.get((link.contact_id, student_id))) for one in people for link in theirs.get(one, ())]
        found.append(Family(student_id, group[0].name, group[0].class_id, people, _why(own)))
    return tuple(found)


def _people(group: Sequence[Kin], audience: str) -> tuple[int, ...]:
    guardians = tuple(one.guardian_id for one in group if one.guardian_id)
    student = (group[0].student_id,)
    return {"guardians": guardians, "students": student}.get(audience, guardians + student)


def _why(links: Iterable[tuple[Link, Verdict | None]]) -> str | None:
    """None when one link can be told; else the word that says most."""
    reasons: list[str] = []
    for link, verdict in links:
        if verdict is None:
            reasons.append(Reason.NO_GUARDIANSHIP)
        elif not verdict.allowed:
            reasons.append(verdict.reason or Reason.NO_CONSENT)
        elif not link.reachable:
            reasons.append(link.why or Reason.BLOCKED)
        else:
            return None
    return min(reasons, key=lambda word: word in WEAKEST, default=Reason.NO_CONTACT)


async def _verdicts(
    connection: AsyncConnection, links: Sequence[Link], now: datetime
) -> dict[tuple[int, int], Verdict]:
    found: dict[tuple[int, int], Verdict] = {}
    ids = [link.contact_id for link in links]
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        for sight in await sights(connection, now, contact_ids=some, purpose=Purpose.ANNOUNCEMENTS):
            found[sight.contact_id, sight.student.id] = sight.verdict
    return found
