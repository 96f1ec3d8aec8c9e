"""A class teacher tells the families of a class: draft, preview with reach, post, acknowledgements, recall (R32)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.refusal import Refused
from actions.telling import moment
from school.facts import Announcement, Reach
from school.institution import Account, Person
from school.outbox import Reason, State
from school.purposes import Purpose
from storage import announcements, audit
from storage.database import Database
from storage.fanout import queue_announcement
from storage.outbox import acknowledge_rows, cancel_of_ref
from storage.people import classes_led_by
from storage.schools import school_by_id
from storage.ties import sights

KEPT_FOR = timedelta(days=7)  # a family reached later than that is not told any more


@dataclass(frozen=True, slots=True)
class Posted:
    count: int  # contacts queued
    already: bool = False  # a second press


@dataclass(frozen=True, slots=True)
class Recalled:
    cancelled: int
    already_sent: int


@dataclass(frozen=True, slots=True)
class AnnouncementStatus:
    """How far an announcement got. Counts are of families; names are students' full names."""

    announcement: Announcement
    families: int
    sent: int  # families where at least one guardian got it
    acknowledged: int
    waiting: int  # still on its way
    not_acknowledged: tuple[str, ...]  # got it, but nobody pressed «Ознакомлен»
    unreachable: tuple[tuple[str, str], ...]  # (name, Reason word)


async def draft_announcement(
    database: Database, author: Person, class_id: int, text: str, *, file: tuple[str, str, bool] | None, now: datetime
) -> int:
    """Keep a draft; its id. `file`: (path, name, is a picture). Raises Refused when the class is not the author's."""
    path, name, picture = file or (None, None, False)
    async with database.write() as connection:
        await _check_class(connection, author, class_id)
        return await announcements.add_announcement(
            connection,
            class_id=class_id,
            author_id=author.id,
            text=text,
            file_path=path,
            file_name=name,
            picture=picture,
            created_at=now,
        )


async def reach_of_class(database: Database, class_id: int, *, now: datetime) -> Reach:
    """How many families of a class the school can tell something to right now, and who cannot be told, and why."""
    async with database.read() as connection:
        reasons = await _reasons(connection, class_id, now)
    lost = tuple((name, reason) for name, reason in reasons.values() if reason)
    return Reach(len(reasons), len(reasons) - len(lost), lost)


async def reach_of(database: Database, announcement_id: int, *, now: datetime) -> Reach:
    """The reach of an announcement's class."""
    async with database.read() as connection:
        draft = await _draft(connection, announcement_id)
    return await reach_of_class(database, draft.class_id, now=now)


async def announcement(database: Database, announcement_id: int, author: Person) -> Announcement:
    """The author's own announcement. Raises Refused."""
    async with database.read() as connection:
        return (await _own(connection, announcement_id, author)).announcement


async def post_announcement(
    database: Database, announcement_id: int, author: Person, *, key: bytes, now: datetime
) -> Posted:
    """Send a draft to everyone entitled: once, however often it is pressed. Raises Refused when it is not theirs."""
    async with database.write() as connection:
        draft = await _own(connection, announcement_id, author)
        await _check_class(connection, author, draft.class_id)
        if not await announcements.mark_sent(connection, announcement_id, now):
            return Posted(0, already=True)
        school = await school_by_id(connection, draft.school_id)
        when, by = moment(school, now), now + KEPT_FOR
        count = await queue_announcement(connection, announcement_id, draft.class_id, school.id, when, by)
        subject = f"announcement:{announcement_id} class:{draft.class_id}"
        actor = f"person:{author.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="post_announcement", subject=subject)
    return Posted(count)


async def recall_announcement(
    database: Database, announcement_id: int, author: Person, *, key: bytes, now: datetime
) -> Recalled:
    """Cancel what has not gone out yet, and say how many have it. Raises Refused when it is not the author's."""
    async with database.write() as connection:
        await _own(connection, announcement_id, author)
        await announcements.mark_recalled(connection, announcement_id, now)
        cancelled = await cancel_of_ref(connection, "announcement", announcement_id, Reason.RECALLED, now)
        told = await announcements.told_of(connection, announcement_id)
        subject, actor = f"announcement:{announcement_id}", f"person:{author.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="recall_announcement", subject=subject)
    gone = sum(row.state in (State.SENT, State.LEASED, State.AMBIGUOUS) for row in told)
    return Recalled(cancelled, gone)


async def acknowledge(database: Database, announcement_id: int, account: Account, *, now: datetime) -> bool:
    """«Ознакомлен» by everyone this account stands for; False when there was nothing of this to acknowledge."""
    ids = [contact.id for contact in account.approved()]
    async with database.write() as connection:
        return await acknowledge_rows(connection, "announcement", announcement_id, ids, now) > 0


async def announcement_status(
    database: Database, announcement_id: int, author: Person, *, now: datetime
) -> AnnouncementStatus:
    """Who has it and who has not, family by family. Raises Refused when it is not the author's."""
    async with database.read() as connection:
        draft = await _own(connection, announcement_id, author)
        families = await announcements.families_of_class(connection, draft.class_id)
        told = await announcements.told_of(connection, announcement_id)
        lost = await _reasons(connection, draft.class_id, now)
    return _status(draft.announcement, families, told, lost)


async def recent_announcements(database: Database, author: Person) -> tuple[Announcement, ...]:
    """The author's last five announcements, newest first."""
    async with database.read() as connection:
        return tuple(draft.announcement for draft in await announcements.recent_of(connection, author.id))


def _status(
    text: Announcement,
    families: tuple[tuple[int, str, int | None], ...],
    told: tuple[announcements.Told, ...],
    lost: dict[int, tuple[str, str | None]],
) -> AnnouncementStatus:
    by_person: dict[int, list[announcements.Told]] = {}
    for row in told:
        by_person.setdefault(row.person_id, []).append(row)
    rows: dict[int, list[announcements.Told]] = {student: [] for student, _, _ in families}
    for student, _, guardian in families:
        rows[student] += by_person.get(guardian, []) if guardian else []
    names = {student: name for student, name, _ in families}
    sent = {student for student in rows if any(row.state == State.SENT for row in rows[student])}
    read = {student for student in rows if any(row.acknowledged_at for row in rows[student])}
    on_way = {
        student
        for student in rows
        if student not in sent and any(row.state in (State.QUEUED, State.RETRY, State.LEASED) for row in rows[student])
    }
    missed = [student for student in rows if student not in sent and student not in on_way]
    return AnnouncementStatus(
        announcement=text,
        families=len(rows),
        sent=len(sent),
        acknowledged=len(read),
        waiting=len(on_way),
        not_acknowledged=tuple(names[student] for student in rows if student in sent and student not in read),
        unreachable=tuple((names[student], _why(rows[student], lost.get(student))) for student in missed),
    )


def _why(rows: list[announcements.Told], now_lost: tuple[str, str | None] | None) -> str:
    words = [row.reason for row in rows if row.reason]
    return words[0] if words else (now_lost[1] if now_lost else None) or Reason.NO_CONTACT


async def _reasons(connection: AsyncConnection, class_id: int, now: datetime) -> dict[int, tuple[str, str | None]]:
    """Per student: full name and why no guardian can be told (None: somebody can)."""
    families = await announcements.families_of_class(connection, class_id)
    guardians = sorted({guardian for _, _, guardian in families if guardian})
    links = await announcements.contacts_of_people(connection, guardians)
    ids = [one for several in links.values() for one in several]
    found = await sights(connection, now, contact_ids=ids, purpose=Purpose.ANNOUNCEMENTS)
    seen = {(sight.contact_id, sight.student.id): sight.verdict for sight in found}
    reasons: dict[int, tuple[str, str | None]] = {}
    for student, name, guardian in families:
        verdicts = [seen[one, student] for one in links.get(guardian or 0, ()) if (one, student) in seen]
        before = reasons.get(student, (name, Reason.NO_CONTACT))
        if before[1] is None or any(verdict.allowed for verdict in verdicts):
            reasons[student] = (name, None)
        elif verdicts:
            reasons[student] = (name, verdicts[0].reason)
        else:
            reasons[student] = before
    return reasons


async def _draft(connection: AsyncConnection, announcement_id: int) -> announcements.Draft:
    found = await announcements.drafts_by_id(connection, [announcement_id])
    if announcement_id not in found:
        raise Refused("Такого объявления нет.")
    return found[announcement_id]


async def _own(connection: AsyncConnection, announcement_id: int, author: Person) -> announcements.Draft:
    draft = await _draft(connection, announcement_id)
    if draft.author_id != author.id:
        raise Refused("Такого объявления нет.")
    return draft


async def _check_class(connection: AsyncConnection, author: Person, class_id: int) -> None:
    if class_id not in {led for led, _ in await classes_led_by(connection, author.id)}:
        raise Refused("Объявлять можно только своему классу.")
