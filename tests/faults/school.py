"""A school of many families, each in both messengers, written into a database in a moment."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select

from actions.regulating import set_school
from journal.records import (
    GuardianRecord,
    GuardianshipRecord,
    MarkRecord,
    Record,
    SchoolRecord,
    StaffRecord,
    StudentRecord,
)
from school.access import ConsentState, ContactState
from school.purposes import GUARDIAN_PURPOSES
from storage import tables
from storage.database import Database
from tests.importing.source import KEY, bring, source

FIRST_CHAT = {"telegram": 100_000, "vk": 500_000}
NAME = "Школа № 7"


def students(count: int) -> list[str]:
    """Their codes."""
    return [f"S{n}" for n in range(count)]


def chats(channel: str, count: int) -> list[str]:
    """Their parents' chats, in the same order."""
    return [str(FIRST_CHAT[channel] + n) for n in range(count)]


async def found_school(
    database: Database,
    count: int,
    channels: tuple[str, ...] = ("telegram", "vk"),
    *,
    now: datetime | None = None,
    digest: time | None = None,
    regulation: str = "24h",
) -> None:
    """So many families, one guardian and one student each, in one class; no quiet hours; both consent to everything.

    `digest` is when digests go, in the school's zone (UTC here); None: nobody wants any.
    """
    now = now or datetime.now(UTC)
    codes = range(count)
    people: dict[str, Sequence[Record]] = {
        "school": [SchoolRecord(NAME, "UTC", "private", regulation, None)],
        "staff": [StaffRecord("T1", "Ильина", "Вера", roles=("administrator",))],
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
        for channel in channels:
            about = {"channel": channel, "language": "ru", "reachable": True, "digest": bool(digest), "created_at": now}
            accounts = [about | {"chat": chat} for chat in chats(channel, count)]
            adding = insert(tables.accounts).returning(tables.accounts.c.id)
            made = (await connection.execute(adding, accounts)).scalars()
            link = {"state": ContactState.APPROVED, "requested_at": now, "decided_at": now}
            contacts = [link | {"account_id": one, "person_id": ids[f"G{n}"]} for n, one in enumerate(made)]
            await connection.execute(insert(tables.contacts), contacts)
            paper = {"number": "1", "signed_on": date(2026, 9, 1), "recorded_at": now, "recorded_by": "operator"}
            paper |= {"channel": channel, "state": ConsentState.SIGNED, "current": True}
            pairs = [{"guardian_id": ids[f"G{n}"], "student_id": ids[f"S{n}"]} for n in codes]
            papers = [paper | pair | {"purpose": purpose} for pair in pairs for purpose in GUARDIAN_PURPOSES]
            await connection.execute(insert(tables.consents), papers)
