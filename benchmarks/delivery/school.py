"""A school of any size, written straight into the tables: a guardian with one child for every message."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, text

from school.purposes import GUARDIAN_PURPOSES
from storage import tables
from storage.announcements import add_announcement
from storage.database import Database

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 18:00 in Yekaterinburg: the digest is due
PUPILS = 28
TOGETHER = 40  # classes told the same: a school's worth
NEWS = "Завтра, во вторник, с 9 до 12 часов в школе не будет воды. Дайте детям с собой воду; обед будет холодным."
SUBJECTS = ("Алгебра", "Русский язык", "Физика", "История", "Биология", "Литература", "Химия", "География")
FAR = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
Row = dict[str, Any]


class StillClock:
    """It is always that evening, ticking on from the start: a benchmark that runs at night must not be quiet."""

    def __init__(self) -> None:
        self._start = datetime.now(UTC)

    def now(self) -> datetime:
        return NOW + (datetime.now(UTC) - self._start)


async def build(database: Database, families: int, channel: str = "telegram") -> None:
    """Families with consent and an account whose chat is 1000 + its number; digests have something to say."""
    early = NOW - timedelta(days=30)
    async with database.write() as connection:

        async def fill(table: Any, rows: Iterator[Row]) -> None:
            await connection.execute(insert(table), list(rows))

        school = {
            "id": 1,
            "name": "Школа",
            "timezone": "Asia/Yekaterinburg",
            "legal_form": "private",
            "year": "2026/27",
        }
        more = {"profile": {}, "channel_rules": {}, "journal_at": NOW, "first_import_at": early}
        await fill(tables.schools, iter([school | more]))
        term = {"title": "2 четверть", "kind": "quarter", "start": date(2026, 11, 2), "end": date(2026, 12, 27)}
        await fill(tables.terms, iter([term | {"school_id": 1, "classes": [], "classes_key": ""}]))
        classes = families // PUPILS + 1
        await fill(tables.classes, ({"id": n + 1, "school_id": 1, "title": f"{n}А"} for n in range(classes)))
        await fill(tables.people, _people(families))
        ids = range(1, families + 1)
        kin = ({"id": n, "guardian_id": 2 * n, "student_id": 2 * n - 1} for n in ids)
        await fill(tables.guardianships, kin)
        paper = {"channel": channel, "state": "signed", "number": "1", "signed_on": MONDAY}
        paper |= {"recorded_at": early, "recorded_by": "operator", "current": True}
        pairs = ({"guardian_id": 2 * n, "student_id": 2 * n - 1} for n in ids)
        await fill(tables.consents, (pair | {"purpose": p, **paper} for pair in pairs for p in GUARDIAN_PURPOSES))
        account = {"channel": channel, "language": "ru", "reachable": True, "digest": True, "created_at": early}
        await fill(tables.accounts, ({"id": n, "chat": str(1000 + n), **account} for n in ids))
        contact = {"state": "approved", "requested_at": early, "decided_at": early}
        await fill(tables.contacts, ({"id": n, "account_id": n, "person_id": 2 * n, **contact} for n in ids))
        await fill(tables.lessons, _lessons(classes))
        await fill(tables.homework, _homework(classes))
        await fill(tables.marks, _marks(families))


def _people(families: int) -> Iterator[Row]:
    for n in range(1, families + 1):
        child = {"last_name": "Орлова", "first_name": f"Мария{n}", "class_id": n // PUPILS + 1}
        yield {"id": 2 * n - 1, "school_id": 1, "role": "student", "code": f"S{n}", **child}
        adult = {"last_name": "Орлова", "first_name": "Анна", "class_id": None}
        yield {"id": 2 * n, "school_id": 1, "role": "guardian", "code": f"G{n}", **adult}


def _lessons(classes: int) -> Iterator[Row]:
    for one in range(1, classes + 1):
        for day in range(1, 6):
            for number in range(1, 7):
                subject = SUBJECTS[(day + number + one) % len(SUBJECTS)]
                bells = {"starts": time(8 + number - 1, 30), "ends": time(9 + number - 1, 10)}
                place = {"class_id": one, "weekday": day, "number": number, "room": str(20 + number)}
                yield {"subject": subject, **place, **bells}


def _homework(classes: int) -> Iterator[Row]:
    for one in range(1, classes + 1):
        for number in range(3):
            about = {"subject": SUBJECTS[number], "text": f"§ {number + 3}, № 215, 217; повторить правило"}
            yield {"class_id": one, "student_id": None, "due_date": MONDAY + timedelta(days=1), **about}


def _marks(families: int) -> Iterator[Row]:
    for n in range(1, families + 1):
        for number in range(2):
            told = {"subject": SUBJECTS[number], "value": str(3 + n % 3), "kind": "Контрольная", "topic": "Уравнения"}
            yield {"student_id": 2 * n - 1, "day": MONDAY, "ordinal": 0, "seen_at": NOW, "history": False, **told}


async def queue(database: Database, kind: str, numbers: range) -> None:
    """Rows of a kind ("digest", "exam_result", "announcement") for these families, as a fan-out makes them."""
    common = {"school_id": 1, "state": "queued", "attempts": 0, "repeated": False, "epoch": 0, "created_at": NOW}
    common |= {"kind": kind, "not_before": NOW - timedelta(minutes=1), "send_by": FAR}
    async with database.write() as connection:
        channel = (await connection.execute(text("SELECT channel FROM accounts LIMIT 1"))).scalar_one()
        if kind == "exam_result":
            exam = {"exam": "ОГЭ", "subject": "Математика", "day": MONDAY, "mark": "5", "version": 1, "history": False}
            results = [{"id": n, "student_id": 2 * n - 1, "received_at": NOW, **exam} for n in numbers]
            await connection.execute(insert(tables.exam_results), results)
        if kind == "announcement":
            classes = range(1, max(numbers) // PUPILS + 2)
            for begin in range(0, len(classes), TOGETHER):
                told = {
                    "school_id": 1,
                    "author_id": 2,
                    "text": NEWS,
                    "created_at": NOW,
                    "sent_at": NOW,
                    "scope": "school",
                }
                await add_announcement(connection, classes[begin : begin + TOGETHER], (), (), **told)
        rows = [
            common
            | {"contact_id": n, "channel": channel, "dedupe_key": f"{kind}:{n}", "urgency": 50, "ref_day": MONDAY}
            | ({"ref_id": n, "student_id": 2 * n - 1, "urgency": 20} if kind == "exam_result" else {})
            | ({"ref_id": n // PUPILS // TOGETHER + 1, "urgency": 40} if kind == "announcement" else {})
            for n in numbers
        ]
        for one in rows:
            one.setdefault("ref_id", None)
            one.setdefault("student_id", None)
        await connection.execute(insert(tables.outbox), rows)
