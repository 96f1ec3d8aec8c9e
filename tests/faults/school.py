"""A school of many families, each in both messengers, written into a database in a moment."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.importing import import_source
from actions.regulating import set_school
from journal.records import (
    ClassRecord,
    GuardianRecord,
    GuardianshipRecord,
    MarkRecord,
    Record,
    SchoolRecord,
    Source,
    StaffRecord,
    StudentRecord,
)
from school.access import ConsentState, ContactState
from school.purposes import GUARDIAN_PURPOSES
from storage import tables
from storage.database import Database
from tests.importing.source import source

KEY = b"a key for the tests of faults, long enough to be one"
FIRST_CHAT = {"telegram": 100_000, "vk": 500_000}
NAME = "Школа № 7"
DIGEST = "Оценки сегодня"  # stands in every digest here, and nowhere else
TEACHER = "900001"


def students(count: int) -> list[str]:
    """Their codes."""
    return [f"S{n}" for n in range(count)]


def chats(channel: str, count: int) -> list[str]:
    """Their parents' chats, in the same order."""
    return [str(FIRST_CHAT[channel] + n) for n in range(count)]


async def bring(database: Database, made: Source, now: datetime) -> None:
    """Import, and insist that it was applied."""
    report = await import_source(database, made, key=KEY, now=now)
    assert report.applied, report.problems


async def found_school(
    database: Database,
    count: int,
    channels: Sequence[tuple[str, ...]] = (("telegram", "vk"),),
    *,
    now: datetime | None = None,
    digest: time | None = None,
    teacher: str | None = None,
) -> None:
    """So many families, one guardian and one student each, in one class; no quiet hours; all consent to everything.

    `channels`: of the families, in turn. `teacher`: where the class teacher is linked.

    `digest` is when digests go, in the school's zone (UTC here); None: nobody wants any.
    """
    now = now or datetime.now(UTC)
    codes = range(count)
    people: dict[str, Sequence[Record]] = {
        "school": [SchoolRecord(NAME, "UTC", "private", "24h", None)],
        "staff": [StaffRecord("T1", "Ильина", "Вера", roles=("administrator", "homeroom"))],
        "classes": [ClassRecord("9Б", "T1")],
        "students": [StudentRecord(f"S{n}", f"Фамилия{n}", "Ян", "9Б") for n in codes],
        "guardians": [GuardianRecord(f"G{n}", f"Фамилия{n}", "Яна") for n in codes],
        "guardianships": [GuardianshipRecord(f"G{n}", f"S{n}", "мать") for n in codes],
    }
    await bring(database, source(**people), now=now - timedelta(days=40))
    rules = {"quiet_hours": "00:00-00:00"} | ({"digest_time": f"{digest:%H:%M}"} if digest else {})
    await set_school(database, rules, key=KEY, now=now)
    if digest:
        marks = [MarkRecord(f"S{n}", "Алгебра", now.date(), "5") for n in codes]
        await bring(database, source(marks=marks), now=now - timedelta(minutes=30))
    async with database.write() as connection:
        ids = {row.code: row.id for row in await connection.execute(select(tables.people.c.code, tables.people.c.id))}
        for channel in FIRST_CHAT:
            theirs = [n for n in codes if channel in channels[n % len(channels)]]
            people_there = [(ids[f"G{n}"], chats(channel, count)[n]) for n in theirs]
            if channel == teacher:
                people_there.append((ids["T1"], TEACHER))
            await _link(connection, channel, people_there, now, wants_digest=bool(digest))
            paper = {"number": "1", "signed_on": date(2026, 9, 1), "recorded_at": now, "recorded_by": "operator"}
            paper |= {"channel": channel, "state": ConsentState.SIGNED, "current": True}
            pairs = [{"guardian_id": ids[f"G{n}"], "student_id": ids[f"S{n}"]} for n in theirs]
            papers = [paper | pair | {"purpose": purpose} for pair in pairs for purpose in GUARDIAN_PURPOSES]
            if papers:
                await connection.execute(insert(tables.consents), papers)


async def _link(
    connection: AsyncConnection, channel: str, people: Sequence[tuple[int, str]], now: datetime, *, wants_digest: bool
) -> None:
    """Accounts and approved contacts of (person, chat)."""
    if not people:
        return
    about = {"channel": channel, "language": "ru", "reachable": True, "digest": wants_digest, "created_at": now}
    adding = insert(tables.accounts).returning(tables.accounts.c.id, sort_by_parameter_order=True)
    made = (await connection.execute(adding, [about | {"chat": chat} for _, chat in people])).scalars()
    link = {"state": ContactState.APPROVED, "requested_at": now, "decided_at": now}
    contacts = [
        link | {"account_id": account, "person_id": person} for account, (person, _) in zip(made, people, strict=True)
    ]
    await connection.execute(insert(tables.contacts), contacts)
