"""A school in which anything may happen in any order, and an oracle that reads every message that left."""

import asyncio
import re
import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, update

from actions.announcing import draft_announcement, post_announcement
from actions.consenting import record_consent, withdraw_consent
from actions.deciding import approve_contact, reject_contact
from actions.inviting import invite_person
from actions.refusal import Refused
from actions.regulating import set_school
from scheduler.delivery import Delivery
from scheduler.lane import Lane
from scheduler.planning import catch_up, plan_digests
from school.access import Role
from school.incoming import Incoming
from school.messenger import Channel
from storage import audit, outbox, tables
from storage.database import Database
from storage.people import person_by_id
from tests.access.listener import answer_all, inbox_of
from tests.access.oracle import Oracle
from tests.databases import new_address
from tests.scheduler.conftest import KEY
from tests.scheduler.recorder import Recorder, Said
from tests.world import CHATS, MONDAY, NOW, STRANGER, FrozenClock, World, add, build_world

CHILDREN = {"maria": "Мари", "petr": "Пётр", "oleg": "Олег"}  # how each is named in any text
MARKED = {name: f"тема-{name}" for name in CHILDREN}  # in the topic of a mark
EXAMINED = {name: f"экзамен-{name}" for name in CHILDREN}
ANNOUNCED = "собрание-седьмого"
OWN_PAPER = re.compile("^Ваши согласия|^Your consents|^Отозвать|^Withdraw")
FAREWELL = "обучение завершено"  # may name a child for three days after it left, and holds nothing else
KINDS = ("lessons", "results", "announcements")
PEOPLE = [*CHATS, ("sergey", "telegram"), ("sergey", "vk"), ("stranger", "telegram"), ("stranger", "vk")]
TELLING = ("оценки", "оценки", "/results", "/children", "оценки Мария")
WORDS = ("стоп", "/start", "/requests", "/class", "/deadlines", "/announce", "настройки en", "согласие", "/help", "дз")
_DAYS = st.integers(0, 3)
_LEVELS = st.sampled_from(["off", "ping", "pseudonym", "full"])
_WHO = st.sampled_from(PEOPLE)
_GUARDIANS = st.sampled_from(["G1", "G2", "G3"])
_STUDENTS = st.sampled_from(["S1", "S2", "S3"])
_CHANNELS = st.sampled_from(list(Channel))


class Template:
    """The school as it begins, made once and copied."""

    file: Path | None = None
    world: World

    @classmethod
    async def copy(cls, folder: Path) -> Database:
        if cls.file is None:
            home = Path(tempfile.mkdtemp(prefix="rodnik-machine-"))
            database = Database(await new_address("sqlite", home))
            cls.world = await build_world(database)
            await _canaries(database, cls.world)
            await database.close()
            cls.file = Path(database.url.database or "")
        shutil.copy(cls.file, folder / "school.db")
        return Database(f"sqlite+aiosqlite:///{folder}/school.db")


async def _canaries(database: Database, world: World) -> None:
    async with database.write() as connection:
        for name, topic in MARKED.items():
            values = {"subject": "Музыка", "day": MONDAY, "value": "5", "ordinal": 9, "topic": topic}
            mark = {"student_id": world.people[name], "seen_at": NOW, "history": False}
            await add(connection, tables.marks, **values, **mark)


class Everything(RuleBasedStateMachine):
    """`initialize` makes the school; every rule is something that happens; every message is read by the oracle."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="rodnik-machine-"))
        self.clock = FrozenClock(NOW)
        self.events = count(1)
        self.buttons: list[str] = []
        self.messengers = {Channel.TELEGRAM: Recorder(), Channel.VK: Recorder(dedupes=True)}
        self.read = dict.fromkeys(Channel, 0)

    @initialize(public=st.booleans(), channel=_CHANNELS, level=_LEVELS, days=_DAYS)
    def open_school(self, public: bool, channel: Channel, level: str, days: int) -> None:
        self.database = self.runner.run(Template.copy(self.folder))
        self.world = Template.world
        self._restart()
        if public:
            self._write(update(tables.schools).values(legal_form="municipal"))
            self.change_the_policy(Channel.TELEGRAM, "", "full", days)
        self.change_the_policy(channel, "", level, days)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.runner.run(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _restart(self) -> None:
        self.boxes = {
            channel: inbox_of(self.database, self.clock, channel, messenger, self.folder)
            for channel, messenger in self.messengers.items()
        }

    # What people do.

    @rule(word=st.sampled_from(TELLING))
    def everybody_asks(self, word: str) -> None:
        for who in PEOPLE:
            self._hears(who, text=word)

    @rule(who=_WHO, word=st.sampled_from(WORDS))
    def ask(self, who: tuple[str, str], word: str) -> None:
        self._hears(who, text=word)

    @rule(place=st.integers(0, 10_000))
    def everybody_presses_an_earlier_button(self, place: int) -> None:
        """Forwarded, copied, replayed: the same sealed choice from every chat."""
        pressed = self.buttons[place % len(self.buttons)] if self.buttons else ""
        for who in PEOPLE if pressed else ():
            self._hears(who, choice=pressed, pressed_on="1")

    @rule(who=_WHO, code=st.sampled_from(["G1", "G2", "G3", "S2"]))
    def redeem_a_code(self, who: tuple[str, str], code: str) -> None:
        role = Role.STUDENT if code.startswith("S") else Role.GUARDIAN
        made = self._act(invite_person(self.database, code, role, key=KEY, now=self.clock.now()))
        if made:
            self._hears(who, text="/start", code=made.code)

    # What the school does.

    @rule(yes=st.booleans())
    def decide_on_a_request(self, yes: bool) -> None:
        waiting = self._all(select(tables.contacts.c.id).where(tables.contacts.c.state == "waiting"))
        by = self._run(self._person("ilina"))
        if waiting and by:
            decide = approve_contact if yes else reject_contact
            words = () if yes else ("not_recognised",)
            self._act(decide(self.database, waiting[0], by, *words, key=KEY, now=self.clock.now()))

    @rule(guardian=_GUARDIANS, student=_STUDENTS, channel=_CHANNELS, refused=st.booleans(), own=st.booleans())
    def record_a_paper(self, guardian: str, student: str, channel: Channel, refused: bool, own: bool) -> None:
        paper: dict[str, Any] = {
            "number": "7",
            "signed_on": date(2026, 9, 1),
            "refused": refused,
            "student_access": own,
        }
        who: dict[str, Any] = {"guardian": guardian, "student": student, "channel": channel}
        self._act(record_consent(self.database, **who, **paper, key=KEY, now=self.clock.now()))

    @rule(guardian=_GUARDIANS, student=_STUDENTS, channel=st.none() | _CHANNELS)
    def withdraw_a_consent(self, guardian: str, student: str, channel: Channel | None) -> None:
        who: dict[str, Any] = {"guardian": guardian, "student": student}
        self._act(withdraw_consent(self.database, **who, channel=channel, key=KEY, now=self.clock.now()))

    @rule(
        channel=_CHANNELS,
        kind=st.sampled_from(["", "_lessons", "_results", "_staff"]),
        level=_LEVELS,
        days=_DAYS,
    )
    def change_the_policy(self, channel: Channel, kind: str, level: str, days: int) -> None:
        today = self._oracle().today
        decided: dict[str, Any] = {
            "decision_number": "5",
            "decision_day": today,
            "decision_until": today + timedelta(days=days),
        }
        values = {f"{channel}{kind}_level": level}
        self._act(set_school(self.database, values, **decided, key=KEY, now=self.clock.now()))

    @rule()
    def announce(self) -> None:
        async def post() -> None:
            author = await self._person("belova")
            draft = await draft_announcement(
                self.database, author, self.world.classes["7А"], ANNOUNCED, file=None, now=self.clock.now()
            )
            await post_announcement(self.database, draft, author, key=KEY, now=self.clock.now())

        self._act(post())

    # What the journal brings.

    @rule(child=st.sampled_from(list(CHILDREN)), at_once=st.booleans())
    def a_result_comes(self, child: str, at_once: bool) -> None:
        now = self.clock.now()
        exam = {"exam": EXAMINED[child], "subject": "Алгебра", "day": now.date(), "mark": "5", "received_at": now}

        async def come() -> None:
            async with self.database.write() as connection:
                ids = {"student_id": self.world.people[child], "version": 1, "history": False}
                with suppress(Exception):
                    await add(connection, tables.exam_results, **exam, **ids)
            await catch_up(self.database, now)

        self._act(come())
        if at_once:
            self.the_outbox_is_sent()

    @rule(guardian=st.sampled_from(["anna", "sergey", "viktor"]), restricted=st.booleans())
    def a_court_decides(self, guardian: str, restricted: bool) -> None:
        row = tables.guardianships.c.guardian_id == self.world.people[guardian]
        self._write(update(tables.guardianships).where(row).values(restriction="Решение" if restricted else None))

    @rule(guardian=st.sampled_from(["anna", "viktor"]), days=st.integers(-1, 2))
    def a_guardianship_ends(self, guardian: str, days: int) -> None:
        row = tables.guardianships.c.guardian_id == self.world.people[guardian]
        self._write(update(tables.guardianships).where(row).values(until=self._oracle().today + timedelta(days=days)))

    @rule(child=st.sampled_from(list(CHILDREN)), days=st.none() | st.integers(-2, 2))
    def a_student_leaves_or_returns(self, child: str, days: int | None) -> None:
        left = None if days is None else self._oracle().today + timedelta(days=days)
        self._write(update(tables.people).where(tables.people.c.id == self.world.people[child]).values(left_on=left))

    @rule(child=st.sampled_from(list(CHILDREN)), title=st.sampled_from(["7А", "9Б"]))
    def a_student_moves(self, child: str, title: str) -> None:
        row = tables.people.c.id == self.world.people[child]
        self._write(update(tables.people).where(row).values(class_id=self.world.classes[title]))

    # What time does.

    @rule(hours=st.sampled_from([0.02, 1, 5, 26]))
    def time_passes(self, hours: float) -> None:
        self.clock.at += timedelta(hours=hours)

    @rule()
    def the_process_restarts(self) -> None:
        self._restart()

    @rule()
    def the_outbox_is_sent(self) -> None:
        self._run(plan_digests(self.database, self.clock.now()))
        before = self._oracle()
        self._run(self._deliver())
        self._check(before, self._oracle())

    @invariant()
    def the_audit_is_whole(self) -> None:
        if hasattr(self, "database"):
            assert self._run(self._broken()) is None

    # How it is read.

    def _hears(self, who: tuple[str, str], **said: Any) -> None:
        channel = Channel(who[1])
        chat = CHATS.get(who, STRANGER if who[0] == "stranger" else "1002" if channel == "telegram" else "2002")
        self.clock.at += timedelta(seconds=5)
        event = Incoming(channel, chat, str(next(self.events)), self.clock.now(), **said)
        before = self._oracle()
        self._run(answer_all(self.boxes[channel], self.database, channel, event))
        self._check(before, self._oracle())

    def _check(self, before: Oracle, after: Oracle) -> None:
        """Every message that left since the last look, against what held before or after the step."""
        for channel, messenger in self.messengers.items():
            fresh = messenger.said[self.read[channel] :]
            self.read[channel] = len(messenger.said)
            for said in fresh:
                self.buttons += [button.choice for row in said.message.buttons for button in row]
                wrong = self._problems(channel, said, before)
                assert not wrong or not self._problems(channel, said, after), (channel, said.chat, said.text, wrong)

    def _problems(self, channel: str, said: Said, oracle: Oracle) -> list[str]:
        """What this message says and may not."""
        found = []
        staff = oracle.staff(channel, said.chat)
        for child, name in CHILDREN.items():
            ids = self.world.people[child]
            bye = FAREWELL in said.text
            may = {kind: oracle.may_know(channel, said.chat, ids, kind, farewell=bye) for kind in KINDS}
            for canary, kind in ((MARKED[child], "lessons"), (EXAMINED[child], "results")):
                if canary in said.text:
                    low = oracle.level(channel, kind) in ("off", "ping")
                    found += [] if may[kind] and not low else [f"{canary} ({kind}, allowed {may[kind]}, low {low})"]
            if re.search(name, said.text, re.IGNORECASE):
                full = any(oracle.level(channel, kind) == "full" for kind, yes in may.items() if yes)
                official = staff and oracle.level(channel, "staff") == "full"
                own_paper = OWN_PAPER.search(said.text) and oracle.signed_for(channel, said.chat, ids)
                own_paper = own_paper and not re.search("7А|9Б", said.text)
                found += [] if full or official or own_paper else [f"the name of {child}"]
        if ANNOUNCED in said.text and not staff:
            told = any(oracle.may_know(channel, said.chat, self.world.people[one], "announcements") for one in CHILDREN)
            found += [] if told and oracle.level(channel, "announcements") in ("pseudonym", "full") else [ANNOUNCED]
        return found

    # Small doors.

    def _run(self, work: Any) -> Any:
        return self.runner.run(work)

    def _act(self, work: Any) -> Any:
        with suppress(Refused):
            return self._run(work)
        return None

    def _oracle(self) -> Oracle:
        found: Oracle = self._run(Oracle.of(self.database, self.clock.now()))
        return found

    def _write(self, statement: Any) -> None:
        async def write() -> None:
            async with self.database.write() as connection:
                await connection.execute(statement)

        self._run(write())

    def _all(self, query: Any) -> list[Any]:
        async def read() -> list[Any]:
            async with self.database.read() as connection:
                return list((await connection.execute(query)).scalars())

        found: list[Any] = self._run(read())
        return found

    async def _person(self, name: str) -> Any:
        async with self.database.read() as connection:
            return await person_by_id(connection, self.world.people[name])

    async def _broken(self) -> Any:
        async with self.database.read() as connection:
            return (await audit.first_break(connection, KEY))[1]

    async def _deliver(self) -> None:
        lanes = {channel: Lane(messenger) for channel, messenger in self.messengers.items()}
        running = asyncio.create_task(Delivery(self.database, self.clock, lanes, KEY, "here").run())
        try:
            async with asyncio.timeout(30):
                while not await self._idle():  # noqa: ASYNC110 - watched as another process would
                    await asyncio.sleep(0.01)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def _idle(self) -> bool:
        async with self.database.read() as connection:
            leased = select(tables.outbox.c.id).where(tables.outbox.c.state == "leased").limit(1)
            busy = (await connection.execute(leased)).scalar()
            due = [await outbox.most_urgent(connection, channel, self.clock.now()) for channel in Channel]
        return busy is None and due == [None, None]
