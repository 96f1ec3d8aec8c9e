"""The watcher: nothing is late in silence (R18). Safe to repeat at any time; a pass after a long sleep catches up.

Trouble on one contact → another contact of the same person → the list of the class teacher → a breach with its cause.
Administrators hear at 50 % and 80 % of the time.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.deadlines import consents_by_pair, deadline, why_not
from actions.watching import Judgement, judge, owed
from school.clock import today
from school.institution import School
from school.lateness import batch_of, cause_of, threshold
from school.outbox import Urgency
from school.profile import after_quiet
from school.purposes import Purpose
from storage import cases, watching
from storage.accounts import staff_contacts
from storage.cases import Watched
from storage.consents import standing_consents
from storage.database import Database
from storage.ledger import Entry, by_guardian, entries
from storage.outbox import add_notice, supersede_older
from storage.schools import all_schools
from storage.ties import sights
from storage.watching import Way, ways_to

log = logging.getLogger(__name__)
REACH_BACK = timedelta(days=30)
AT_ONCE = 5_000  # ids in one statement
AT_A_TIME = 250  # judged before others have their turn


@dataclass(frozen=True, slots=True)
class Item:
    """One result, one guardian: not told in time so far."""

    entry: Entry
    school: School
    send_by: datetime
    case: Watched | None
    judgement: Judgement

    @property
    def by_hand(self) -> bool:
        """Did a person tell it?"""
        return self.case is not None and self.case.closed_at is not None

    def missed(self, now: datetime) -> bool:
        """Is the deadline over with nobody having told it in time?"""
        told_at = self.case.closed_at if self.case else None
        return now > self.send_by and not (told_at and told_at <= self.send_by)


async def watch(database: Database, now: datetime) -> int:
    """One pass; how many outbox rows it queued, rows that were there already included."""
    since = now - REACH_BACK
    async with database.write() as connection:
        queued = await watching.queue_reachable(connection, now, since)
    async with database.read() as connection:
        items = await _items(connection, now, since)
        known = await cases.watched_cases(connection, since)
    async with database.write() as connection:
        queued += await _try_again(connection, items, now)
        await _settle_cases(connection, known, items, now)
        await _record_breaches(connection, items, now)
        queued += await _tell_teachers(connection, await _open_cases(connection, items, now), now)
        queued += await _warn(connection, items, now)
    return queued


async def _items(connection: AsyncConnection, now: datetime, since: datetime) -> tuple[Item, ...]:
    schools = {school.id: school for school in await all_schools(connection)}
    days = {school.id: today(now, school.zone) for school in schools.values()}
    found = await entries(connection, since, unresolved=True)
    groups = list(by_guardian([entry for entry in found if owed(entry, days[entry.school_id])]).values())
    known = await cases.watched_cases(connection, since)
    ways = await _open_ways(connection, sorted({group[0].guardian_id or 0 for group in groups}), now)
    students = sorted({group[0].student_id for group in groups})
    standing = [one for ids in _some(students) for one in await standing_consents(connection, ids)]
    consents = consents_by_pair(tuple(standing))
    items: list[Item] = []
    for group in groups:
        if len(items) % AT_A_TIME == 0:
            await asyncio.sleep(0)  # people are answered in between
        first, case = group[0], known.get(group[0].key)
        school, best = schools[first.school_id], max(group, key=_settled)
        send_by, open_ways = deadline(first, school), ways.get((first.guardian_id or 0, first.student_id), ())
        why = why_not(best, school, consents, now)
        verdict = judge(group, open_ways, send_by, now, case.since if case else None, why)
        items.append(Item(first, school, send_by, case, verdict))
    return tuple(items)


async def _open_ways(
    connection: AsyncConnection, guardians: Sequence[int], now: datetime
) -> dict[tuple[int, int], tuple[Way, ...]]:
    """Contacts that can be reached and may be told, by guardian and student."""
    ways = [way for ids in _some(guardians) for way in await ways_to(connection, ids) if way.reachable]
    by_contact = {way.contact_id: way for way in ways}
    found: dict[tuple[int, int], tuple[Way, ...]] = {}
    for ids in _some(sorted(by_contact)):
        for sight in await sights(connection, now, contact_ids=ids, purpose=Purpose.RESULTS):
            if sight.verdict.allowed:
                way = by_contact[sight.contact_id]
                pair = way.person_id, sight.student.id
                found[pair] = (*found.get(pair, ()), way)
    return found


async def _try_again(connection: AsyncConnection, items: Iterable[Item], now: datetime) -> int:
    """Rows whose refusal no longer holds, and contacts of the same person that nothing was queued for."""
    queued = 0
    for item in items:
        if item.by_hand:
            continue
        if item.judgement.again:
            queued += await watching.queue_again(connection, item.judgement.again, now)
        if item.entry.row_id:
            for way in item.judgement.onto:
                queued += await watching.queue_like(connection, item.entry.row_id, way.contact_id, way.channel, now)
    if queued:
        await supersede_older(connection, watching.KINDS, now)
    return queued


async def _settle_cases(
    connection: AsyncConnection, known: dict[str, Watched], items: Iterable[Item], now: datetime
) -> None:
    await cases.forget_passed(connection)
    await cases.close_told(connection, now)
    owing = {item.entry.key for item in items}
    over = [case.id for key, case in known.items() if case.closed_at is None and key not in owing]
    for ids in _some(over):
        await cases.close_over(connection, ids, now)


async def _record_breaches(connection: AsyncConnection, items: Iterable[Item], now: datetime) -> None:
    rows = [_breach(item, now) for item in items if item.missed(now)]
    known = await cases.breach_causes(connection, now - REACH_BACK) if rows else {}
    fresh = [row for row in rows if row["key"] not in known]
    await cases.add_breaches(connection, fresh)
    for cause, count in Counter(str(row["cause"]) for row in fresh).items():
        log.warning("deadlines missed", extra={"about": {"cause": cause, "count": count}})


def _breach(item: Item, now: datetime) -> dict[str, Any]:
    reason = item.judgement.reason
    cause = cause_of(reason, item.entry.seen_at, item.send_by)
    return _about(item) | {"cause": cause, "reason": reason, "recorded_at": now}


async def _open_cases(connection: AsyncConnection, items: Sequence[Item], now: datetime) -> list[Item]:
    """Watch new trouble; put on the list what a person must tell. Those that came on the list in this pass."""
    waiting = [item for item in items if not item.by_hand and not item.judgement.told_late]
    listed = [item for item in waiting if item.judgement.by_person and not (item.case and item.case.listed_at)]
    new = [item for item in waiting if item.case is None and (item.judgement.by_person or item.judgement.troubled)]
    await cases.add_cases(connection, [_case(item, now) for item in new])
    known = {item.case.id: item.judgement.reason for item in listed if item.case}
    await cases.list_cases(connection, known, now)
    if listed:
        log.warning("for class teachers to tell", extra={"about": {"cases": len(listed)}})
    return listed


def _case(item: Item, now: datetime) -> dict[str, Any]:
    listed_at = now if item.judgement.by_person else None
    return _about(item) | {"since": now, "reason": item.judgement.reason, "listed_at": listed_at}


def _about(item: Item) -> dict[str, Any]:
    """The columns that cases and breaches share."""
    entry = item.entry
    ids = {"school_id": entry.school_id, "student_id": entry.student_id, "guardian_id": entry.guardian_id}
    return ids | {"kind": entry.kind, "ref_id": entry.ref_id, "key": entry.key, "send_by": item.send_by}


async def _tell_teachers(connection: AsyncConnection, listed: Sequence[Item], now: datetime) -> int:
    """One notice per class with something new on its list, to its teacher; without one to reach, to administrators."""
    classes: dict[int, list[Item]] = {}
    for item in listed:
        if item.entry.class_id is not None:
            classes.setdefault(item.entry.class_id, []).append(item)
    teachers = sorted({items[0].entry.teacher_id or 0 for items in classes.values()})
    ways = await ways_to(connection, teachers)
    queued = 0
    for class_id, items in classes.items():
        entry, school = items[0].entry, items[0].school
        own = [(way.contact_id, way.channel) for way in ways if way.person_id == entry.teacher_id and way.reachable]
        to = own or await staff_contacts(connection, school.id, "administrator")
        key, send_by = f"last_mile:{class_id}:{now.timestamp():.0f}", min(item.send_by for item in items)
        queued += await _notify(connection, school, "last_mile", class_id, key, to, send_by, now)
    if queued:
        await supersede_older(connection, ("last_mile",), now)
    return queued


async def _warn(connection: AsyncConnection, items: Sequence[Item], now: datetime) -> int:
    """One notice per school, threshold and batch (what is due within the same hour) to administrators."""
    batches: dict[tuple[int, int, int], Item] = {}
    for item in items:
        reached = threshold(item.entry.received_at, item.send_by, now)
        if reached and not (item.by_hand or item.judgement.fresh or item.judgement.told_late):
            batches.setdefault((item.school.id, reached, batch_of(item.send_by)), item)
    queued = 0
    for (school_id, percent, batch), item in batches.items():
        to = await staff_contacts(connection, school_id, "administrator")
        key = f"warning:{school_id}:{percent}:{batch}"
        queued += await _notify(connection, item.school, f"warning_{percent}", batch, key, to, item.send_by, now)
    return queued


async def _notify(
    connection: AsyncConnection,
    school: School,
    kind: str,
    ref_id: int,
    key: str,
    to: Iterable[tuple[int, str]],
    send_by: datetime,
    now: datetime,
) -> int:
    """Queue a notice to staff, after the quiet hours if the deadline leaves time for that; to how many contacts."""
    count, not_before = 0, after_quiet(now, school.profile.quiet_hours, school.zone, send_by)
    for contact_id, channel in to:
        await add_notice(
            connection,
            school_id=school.id,
            contact_id=contact_id,
            channel=channel,
            kind=kind,
            ref_id=ref_id,
            dedupe_key=f"{key}:{contact_id}",
            urgency=Urgency.RESULT,
            not_before=not_before,
            created_at=now,
        )
        count += 1
    return count


def _settled(entry: Entry) -> float:
    return entry.settled_at.timestamp() if entry.settled_at else 0.0


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
