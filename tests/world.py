"""A small school and its people, written straight into the tables: the cast of the flow tests.

Monday, 23 November 2026, in Yekaterinburg (UTC+5). Everybody has an account where the comment says so.

anna    Анна Орлова, mother of maria and petr: Telegram and VK, consent for both children on both
sergey  Сергей Орлов, their father: no consent, no account
viktor  Виктор Лисин, father of oleg: Telegram, consent, but a court restricts him
maria   Мария Орлова, 7А
petr    Пётр Орлов, 9Б, fifteen: VK, with his mother's consent
oleg    Олег Лисин, 7А
belova  Ирина Павловна Белова, class teacher of 7А: Telegram and VK
ilina   Вера Ильина, administrator: Telegram and VK
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState, ContactState
from school.purposes import GUARDIAN_PURPOSES, Purpose
from storage import tables
from storage.database import Database

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 17:00 in the school's zone
MORNING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 09:00 in the school's zone
JOURNAL_AT = datetime(2026, 11, 23, 11, 40, tzinfo=UTC)  # 16:40
CHATS = {
    ("anna", "telegram"): "1001",
    ("anna", "vk"): "2001",
    ("viktor", "telegram"): "1003",
    ("petr", "vk"): "2004",
    ("belova", "telegram"): "1005",
    ("belova", "vk"): "2005",
    ("ilina", "telegram"): "1006",
    ("ilina", "vk"): "2006",
}
STRANGER = "9999"  # has no account anywhere


class FrozenClock:
    """A clock that stands still until it is set."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class World:
    """Ids by name. A contact is named (person, channel)."""

    school: int
    classes: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    accounts: dict[tuple[str, str], int] = field(default_factory=dict)
    contacts: dict[tuple[str, str], int] = field(default_factory=dict)


async def build_world(database: Database, *, now: datetime = NOW, legal_form: str = "private") -> World:
    """The school with everybody in it and a week of its journal."""
    async with database.write() as connection:
        world = World(await _school(connection, now, legal_form))
        await _people(connection, world)
        await _consents(connection, world, now)
        for name, channel in CHATS:
            await _link(connection, world, name, channel, CHATS[name, channel], ContactState.APPROVED, now)
        await _timetable(connection, world, now)
        await _diary(connection, world, now)
    return world


async def link(
    database: Database, world: World, name: str, channel: str, chat: str, state: ContactState = ContactState.APPROVED
) -> int:
    """Give a person of the cast an account and a link in a state; the contact's id."""
    async with database.write() as connection:
        return await _link(connection, world, name, channel, chat, state, NOW)


async def add(connection: AsyncConnection, table: Table, **values: Any) -> int:
    """Insert a row; its id."""
    return int((await connection.execute(insert(table).values(**values).returning(table.c.id))).scalar_one())


async def _school(connection: AsyncConnection, now: datetime, legal_form: str) -> int:
    zone = {"timezone": "Asia/Yekaterinburg", "year": "2026/27"}
    rules: dict[str, Any] = {"profile": {}, "channel_rules": {}, "legal_form": legal_form}
    read = {"journal_at": min(JOURNAL_AT, now), "first_import_at": datetime(2026, 9, 1, 5, tzinfo=UTC)}
    school = await add(connection, tables.schools, name="Школа № 7", **zone, **rules, **read)
    for title, kind, start, end in (
        ("1 четверть", "quarter", date(2026, 9, 1), date(2026, 10, 25)),
        ("Осенние каникулы", "vacation", date(2026, 10, 26), date(2026, 11, 1)),
        ("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27)),
        ("Зимние каникулы", "vacation", date(2026, 12, 28), date(2027, 1, 10)),
        ("3 четверть", "quarter", date(2027, 1, 11), date(2027, 3, 21)),
    ):
        values = {"title": title, "kind": kind, "start": start, "end": end, "classes": [], "classes_key": ""}
        await add(connection, tables.terms, school_id=school, **values)
    return school


async def _people(connection: AsyncConnection, world: World) -> None:
    for title in ("7А", "9Б"):
        world.classes[title] = await add(connection, tables.classes, school_id=world.school, title=title)
    for name, role, code, last, first, more in (
        ("anna", "guardian", "G1", "Орлова", "Анна", {"phone": "+79161234567"}),
        ("sergey", "guardian", "G2", "Орлов", "Сергей", {"phone": "+79161234568"}),
        ("viktor", "guardian", "G3", "Лисин", "Виктор", {"phone": "+79161234569"}),
        ("maria", "student", "S1", "Орлова", "Мария", {"class_id": world.classes["7А"]}),
        ("petr", "student", "S2", "Орлов", "Пётр", {"class_id": world.classes["9Б"], "birth_date": date(2011, 5, 4)}),
        ("oleg", "student", "S3", "Лисин", "Олег", {"class_id": world.classes["7А"]}),
        ("belova", "staff", "T1", "Белова", "Ирина", {"middle_name": "Павловна", "duties": ["teacher", "homeroom"]}),
        ("ilina", "staff", "T2", "Ильина", "Вера", {"duties": ["administrator"]}),
    ):
        values = {"school_id": world.school, "role": role, "code": code, "last_name": last, "first_name": first}
        world.people[name] = await add(connection, tables.people, **values, **more)
    seventh = tables.classes.c.id == world.classes["7А"]
    await connection.execute(tables.classes.update().where(seventh).values(homeroom_teacher_id=world.people["belova"]))
    for guardian, student, restriction in (
        ("anna", "maria", None),
        ("anna", "petr", None),
        ("sergey", "maria", None),
        ("sergey", "petr", None),
        ("viktor", "oleg", "Решение суда № 2-15"),
    ):
        ids = {"guardian_id": world.people[guardian], "student_id": world.people[student]}
        await add(connection, tables.guardianships, **ids, restriction=restriction)


async def _consents(connection: AsyncConnection, world: World, now: datetime) -> None:
    for guardian, student, channel, *purpose in (
        *(("anna", child, channel) for child in ("maria", "petr") for channel in ("telegram", "vk")),
        ("anna", "petr", "vk", Purpose.STUDENT_ACCESS),
        ("viktor", "oleg", "telegram"),
    ):
        await consent(connection, world, guardian, student, channel, *map(Purpose, purpose), now=now)


async def consent(
    connection: AsyncConnection,
    world: World,
    guardian: str,
    student: str,
    channel: str,
    *purposes: Purpose,
    state: ConsentState = ConsentState.SIGNED,
    now: datetime = NOW,
) -> None:
    """A word on file that stands, about these purposes: without any, about all that a guardian is told."""
    ids = {"guardian_id": world.people[guardian], "student_id": world.people[student]}
    paper = {"number": "15", "signed_on": date(2026, 9, 1), "recorded_at": now, "recorded_by": "operator"}
    about = {"channel": channel, "state": state, "current": True}
    for purpose in purposes or GUARDIAN_PURPOSES:
        await add(connection, tables.consents, **ids, **paper, **about, purpose=purpose)


async def _link(
    connection: AsyncConnection, world: World, name: str, channel: str, chat: str, state: ContactState, now: datetime
) -> int:
    known = world.accounts.get((name, channel))
    values = {"channel": channel, "chat": chat, "language": "ru", "reachable": True, "digest": True, "created_at": now}
    account = known or await add(connection, tables.accounts, **values)
    ids = {"account_id": account, "person_id": world.people[name]}
    contact = await add(connection, tables.contacts, **ids, state=state, requested_at=now)
    world.accounts[name, channel], world.contacts[name, channel] = account, contact
    return contact


_BELLS = {1: (time(8, 30), time(9, 15)), 2: (time(9, 25), time(10, 10)), 3: (time(10, 25), time(11, 10))}
_WEEK = {
    "7А": (
        ("Алгебра", "Русский язык", "История"),
        ("Алгебра", "Физика", "Английский язык"),
        ("Литература", "Физика", "Алгебра"),
        ("История", "Алгебра", "Физкультура"),
        ("Русский язык", "Литература", "Физика"),
    ),
    "9Б": (("Геометрия", "Литература", "Химия"), *(("Русский язык", "Биология", "Геометрия"),) * 4),
}


async def _timetable(connection: AsyncConnection, world: World, now: datetime) -> None:
    for title, week in _WEEK.items():
        for weekday, subjects in enumerate(week, start=1):
            for number, subject in enumerate(subjects, start=1):
                place = {"weekday": weekday, "number": number, "subject": subject, "room": str(20 + number)}
                bells = {"starts": _BELLS[number][0], "ends": _BELLS[number][1]}
                await add(connection, tables.lessons, class_id=world.classes[title], **place, **bells)
    change = {"day": TUESDAY, "number": 2, "kind": "substitution", "subject": "Химия", "room": "31"}
    taught = {"class_id": world.classes["7А"], "teacher_id": world.people["belova"]}
    await add(connection, tables.changes, **taught, **change, seen_at=now - timedelta(days=3))


async def _diary(connection: AsyncConnection, world: World, now: datetime) -> None:
    for name, subject, day, value, more in (
        ("maria", "Алгебра", MONDAY, "5", {"kind": "Контрольная", "weight": 3, "topic": "Квадратные уравнения"}),
        ("maria", "Русский язык", MONDAY, "4", {"kind": "Диктант"}),
        ("maria", "Физика", date(2026, 11, 20), "4-", {}),
        ("maria", "История", date(2026, 10, 20), "3", {}),
        ("petr", "Геометрия", MONDAY, "2", {}),
        ("oleg", "Алгебра", MONDAY, "3", {}),
    ):
        values = {"student_id": world.people[name], "subject": subject, "day": day, "value": value, "ordinal": 0}
        await add(connection, tables.marks, **values, **more, seen_at=now, history=True)  # nobody waits to be told
    seventh, ninth, maria = world.classes["7А"], world.classes["9Б"], world.people["maria"]
    for class_id, student_id, subject, due, text in (
        (seventh, None, "Алгебра", TUESDAY, "№ 215, 217 <b>& всё"),
        (seventh, maria, "Английский язык", TUESDAY, "пересказ"),
        (seventh, None, "Физика", WEDNESDAY, "§ 12"),
        (ninth, None, "Биология", TUESDAY, "конспект"),
    ):
        ids = {"class_id": class_id, "student_id": student_id}
        await add(connection, tables.homework, **ids, subject=subject, due_date=due, text=text)
    await _seldom(connection, world)
    kept = {"received_at": now, "version": 1, "history": False}
    exam = {"exam": "ОГЭ", "subject": "Русский язык", "day": date(2026, 11, 19), "mark": "5", "primary_score": 31}
    await add(connection, tables.exam_results, student_id=world.people["petr"], **exam, status="official", **kept)
    final = {"subject": "Алгебра", "term": "1 четверть", "value": "5"}
    await add(connection, tables.finals, student_id=maria, **final, **kept)


async def _seldom(connection: AsyncConnection, world: World) -> None:
    """What is asked about less often: absences, control works, topics, remarks."""
    seventh, ninth, maria, petr = (
        *(world.classes["7А"], world.classes["9Б"]),
        *(world.people["maria"], world.people["petr"]),
    )
    for student, day, code, number, subject in (
        (maria, date(2026, 11, 20), "ill", 2, "Литература"),
        (maria, date(2026, 11, 20), "ill", 1, "Русский язык"),
        (maria, date(2026, 10, 12), "absent", 1, "Алгебра"),
        (petr, date(2026, 11, 20), "late", 1, "Геометрия"),
    ):
        values = {"day": day, "code": code, "number": number, "subject": subject}
        await add(connection, tables.attendance, student_id=student, **values)
    for class_id, subject, day, kind, topic in (
        (seventh, "История", date(2026, 12, 3), "Контрольная", "Реформы Петра I"),
        (seventh, "Физика", date(2026, 12, 3), "Контрольная", None),
        (seventh, "Алгебра", date(2026, 11, 12), "Самостоятельная", None),
        (ninth, "Химия", date(2026, 12, 7), "Контрольная", None),
    ):
        await add(connection, tables.works, class_id=class_id, subject=subject, day=day, kind=kind, topic=topic)
    for of_class, of_student, subject, day, topic in (
        (seventh, None, "Алгебра", MONDAY, "Квадратные уравнения"),
        (seventh, None, "История", date(2026, 11, 9), "Северная война"),
        (None, petr, "Геометрия", MONDAY, "Подобие"),
    ):
        whose: dict[str, int | None] = {"class_id": of_class, "student_id": of_student}
        await add(connection, tables.topics, **whose, subject=subject, day=day, topic=topic)
    praise = {"day": MONDAY, "kind": "praise", "text": "Мария помогла классу", "teacher_id": world.people["belova"]}
    await add(connection, tables.remarks, student_id=maria, **praise)
    await add(connection, tables.remarks, student_id=petr, day=MONDAY, text="Пётр, не опаздывай")
