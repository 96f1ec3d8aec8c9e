"""After an announcement went out: who has it and who has read it, reminding, correcting, recalling (R32)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.drafts import KEPT_FOR, own_draft, seen_draft
from actions.reaching import Family, families_reached
from actions.refusal import Refused
from actions.telling import moment
from school.facts import Announcement
from school.institution import Account, Person
from school.outbox import Reason, State
from storage import announcements, audit, polls, withdrawals
from storage.announcements import ONE_MESSAGE, Told
from storage.database import Database
from storage.outbox import acknowledge_rows, cancel_of_ref
from storage.repeating import queue_repeats
from storage.schools import school_by_id

REMINDED = timedelta(hours=12)  # the least time between two reminders of one announcement
KINDS = ("announcement", "announcement_again", "announcement_fix")
ON_ITS_WAY = (State.QUEUED, State.RETRY, State.LEASED)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a recall did. `cancelled` and `already_sent` are messages; what is deleted shows in the status later."""

    cancelled: int
    already_sent: int
    scheduled: bool = False  # nothing had been sent: it waited for its hour


@dataclass(frozen=True, slots=True)
class FamilyTold:
    """One family: how far the announcement got there. Instants are UTC."""

    name: str  # the student's full name
    class_id: int
    state: str  # sent | waiting | failed | no_channel
    reason: str | None = None  # a Reason word, when it is not sent
    channels: tuple[str, ...] = ()
    sent_at: datetime | None = None
    read_at: datetime | None = None  # as far as the platform tells
    acknowledged_at: datetime | None = None
    answers: tuple[str, ...] = ()  # one per member of the family who answered


@dataclass(frozen=True, slots=True)
class AnnouncementStatus:
    """How far an announcement got. Counts are of families; names are students' full names."""

    announcement: Announcement
    families: int
    sent: int  # families where at least one of the audience got it
    acknowledged: int
    waiting: int  # still on its way
    not_acknowledged: tuple[str, ...]  # got it, but nobody pressed «Ознакомлен»
    unreachable: tuple[tuple[str, str], ...]  # (name, Reason word)
    read: int = 0  # as far as platforms tell (VK)
    failed: int = 0  # a way there was, and it failed
    no_channel: int = 0
    answers: tuple[tuple[str, int, tuple[str, ...]], ...] = ()  # (answer, people, whose families)
    deleted: int = 0  # messages taken back after a recall
    kept: int = 0  # messages that a platform would not delete
    rows: tuple[FamilyTold, ...] = ()


async def announcement_status(
    database: Database, announcement_id: int, author: Person, *, now: datetime
) -> AnnouncementStatus:
    """Who has it and who has not, family by family. Raises Refused when it is not the reader's to see."""
    async with database.read() as connection:
        draft = await seen_draft(connection, announcement_id, author)
        families = await families_reached(connection, draft.class_ids, draft.announcement.audience, now)
        told = await announcements.told_of(connection, announcement_id)
        answers = await polls.answers_of(connection, announcement_id)
        deleted, kept = await withdrawals.ends_of(connection, announcement_id)
    rows = _rows(draft.announcement, families, told, answers)
    return _status(draft.announcement, rows, deleted, kept)


async def remind_of_announcement(
    database: Database, announcement_id: int, author: Person, *, key: bytes, now: datetime
) -> int:
    """Tell it again to the families that got it and have not acknowledged; how many contacts. Twice a day at most.

    Raises Refused when it is not theirs, is recalled, or was reminded of a moment ago.
    """
    async with database.write() as connection:
        draft = await seen_draft(connection, announcement_id, author)
        if draft.recalled_at or not draft.announcement.sent_at:
            raise Refused("Объявление отозвано или ещё не отправлено.")
        if await announcements.told_since(connection, "announcement_again", announcement_id, now - REMINDED):
            raise Refused("Об этом объявлении уже напоминали за последние 12 часов.")
        told = await announcements.told_of(connection, announcement_id)
        families = await families_reached(connection, draft.class_ids, draft.announcement.audience, now)
        silent = _silent(families, told)
        school = await school_by_id(connection, draft.school_id)
        ids = [row.row_id for row in told if row.person_id in silent and row.state == State.SENT]
        again = ("announcement_again", f"{now:%Y%m%d%H%M%S}")
        count = await queue_repeats(connection, announcement_id, *again, moment(school, now), now + KEPT_FOR, ids)
        await _note(connection, announcement_id, author, "remind_of_announcement", key, now)
    return count


async def correct_announcement(
    database: Database, announcement_id: int, author: Person, text: str, *, key: bytes, now: datetime
) -> int:
    """Put another text in its place: what waits is sent so, what went is edited, or said once more as «исправлено».

    How many contacts have the old text. Raises Refused when it is not theirs, recalled, or the same text.
    """
    async with database.write() as connection:
        draft = await own_draft(connection, announcement_id, author)
        said = draft.announcement
        if draft.recalled_at or not text.strip() or text == said.text or len(text) > 10_000:
            raise Refused("Исправить можно отправленное объявление другим текстом, до 10 000 знаков.")
        plain = draft.in_place and len(text) <= ONE_MESSAGE
        changes = {"corrected_at": now, "corrections": draft.corrections + 1, "in_place": plain}
        await announcements.change_announcement(
            connection, announcement_id, text=text, **changes if said.sent_at else {}
        )
        count = 0
        if said.sent_at:
            school = await school_by_id(connection, draft.school_id)
            fix = ("announcement_fix", str(draft.corrections + 1))
            await cancel_of_ref(connection, fix[0], announcement_id, Reason.SUPERSEDED, now)
            count = await queue_repeats(connection, announcement_id, *fix, moment(school, now), now + KEPT_FOR)
        await _note(connection, announcement_id, author, "correct_announcement", key, now)
    return count


async def recall_announcement(
    database: Database, announcement_id: int, author: Person, *, key: bytes, now: datetime
) -> Recalled:
    """Cancel what has not gone out yet, have platforms delete the rest where they can; how many have it.

    Raises Refused when it is neither the author's nor an administrator's.
    """
    async with database.write() as connection:
        draft = await seen_draft(connection, announcement_id, author)
        await announcements.mark_recalled(connection, announcement_id, now)
        cancelled = 0
        for kind in KINDS:
            cancelled += await cancel_of_ref(connection, kind, announcement_id, Reason.RECALLED, now)
        gone = await withdrawals.add_withdrawals(connection, announcement_id, KINDS, now)
        told = await announcements.told_of(connection, announcement_id)
        await _note(connection, announcement_id, author, "recall_announcement", key, now)
    sent = sum(row.state in (State.SENT, State.LEASED, State.AMBIGUOUS) for row in told)
    return Recalled(cancelled, max(sent, gone), scheduled=draft.announcement.sent_at is None)


async def acknowledge(database: Database, announcement_id: int, account: Account, *, now: datetime) -> bool:
    """«Ознакомлен» by everyone this account stands for; False when there was nothing of this to acknowledge."""
    ids = [contact.id for contact in account.approved()]
    async with database.write() as connection:
        return await acknowledge_rows(connection, "announcement", announcement_id, ids, now) > 0


def _rows(
    said: Announcement, families: Sequence[Family], told: Sequence[Told], answers: dict[int, int]
) -> tuple[FamilyTold, ...]:
    by_person: dict[int, list[Told]] = {}
    for row in told:
        by_person.setdefault(row.person_id, []).append(row)
    return tuple(
        _row(said, one, [row for who in one.people for row in by_person.get(who, ())], answers) for one in families
    )


def _row(said: Announcement, family: Family, told: Sequence[Told], answers: dict[int, int]) -> FamilyTold:
    sent = [row for row in told if row.state == State.SENT]
    moving = [row for row in told if row.state in ON_ITS_WAY]
    words = [row.reason for row in told if row.reason]
    state = "sent" if sent else "waiting" if moving else "failed" if told else "no_channel"
    chosen = [answers[who] for who in family.people if who in answers]
    return FamilyTold(
        name=family.name,
        class_id=family.class_id,
        state=state,
        reason=None if sent or moving else (words[0] if words else family.reason or Reason.NO_CONTACT),
        channels=tuple(dict.fromkeys(row.channel for row in sent)),
        sent_at=min((row.settled_at for row in sent if row.settled_at), default=None),
        read_at=min((row.read_at for row in sent if row.read_at), default=None),
        acknowledged_at=min((row.acknowledged_at for row in told if row.acknowledged_at), default=None),
        answers=tuple(said.options[number - 1] for number in chosen if number <= len(said.options)),
    )


def _status(said: Announcement, rows: Sequence[FamilyTold], deleted: int, kept: int) -> AnnouncementStatus:
    sent = [row for row in rows if row.state == "sent"]
    missed = [row for row in rows if row.state in ("failed", "no_channel")]
    return AnnouncementStatus(
        announcement=said,
        families=len(rows),
        sent=len(sent),
        acknowledged=sum(row.acknowledged_at is not None for row in rows),
        waiting=sum(row.state == "waiting" for row in rows),
        not_acknowledged=tuple(row.name for row in sent if row.acknowledged_at is None),
        unreachable=tuple((row.name, row.reason or "") for row in missed),
        read=sum(row.read_at is not None or row.acknowledged_at is not None for row in rows),
        failed=sum(row.state == "failed" for row in rows),
        no_channel=sum(row.state == "no_channel" for row in rows),
        answers=tuple(_answered(option, rows) for option in said.options),
        deleted=deleted,
        kept=kept,
        rows=tuple(rows),
    )


def _answered(option: str, rows: Sequence[FamilyTold]) -> tuple[str, int, tuple[str, ...]]:
    theirs = [row.name for row in rows for answer in row.answers if answer == option]
    return option, len(theirs), tuple(dict.fromkeys(theirs))


def _silent(families: Sequence[Family], told: Sequence[Told]) -> set[int]:
    """The people of families where somebody got it and nobody acknowledged."""
    heard = {row.person_id for row in told if row.acknowledged_at}
    quiet = {who for one in families if not heard & set(one.people) for who in one.people}
    return quiet - {who for one in families if heard & set(one.people) for who in one.people}


async def _note(
    connection: AsyncConnection, announcement_id: int, by: Person, act: str, key: bytes, now: datetime
) -> None:
    subject, actor = f"announcement:{announcement_id}", f"person:{by.id}"
    await audit.record(connection, key=key, at=now, actor=actor, act=act, subject=subject)
