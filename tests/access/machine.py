"""Two schools in which anything may happen in any order, and an oracle that reads every message that left."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, update

from actions.announcing import draft_announcement, post_announcement
from actions.consenting import record_consent, withdraw_consent
from actions.deciding import approve_contact, reject_contact
from actions.erasing import erase_left
from actions.importing import import_source
from actions.inviting import invite_person
from actions.refusal import Refused
from actions.regulating import set_school
from actions.restoring import release_restored
from actions.unlinking import restrict_guardian, undo_approval, unlink_contact, unrestrict_guardian
from journal.records import ExamResultRecord, GuardianshipRecord, StudentRecord
from scheduler.planning import plan_digests
from school.access import Role
from school.messenger import Channel
from storage import tables
from tests.access.house import FAMILIES, PEOPLE, WHO, House, announced, examined
from tests.access.oracle import Oracle
from tests.access.reading import names_a_child, rights, tells, wrongs
from tests.importing.source import source
from tests.world import NOW, FrozenClock

TELLING = ("оценки", "оценки", "/results", "/children", "оценки Мария Ульяна")
WORDS = ("стоп", "/start", "/requests", "/class", "/deadlines", "/announce", "настройки en", "согласие", "/help", "дз")
CLASSES = {"maria": "7А", "petr": "9Б", "oleg": "7А"}
SURNAMES = {"maria": "Орлова", "petr": "Орлов", "oleg": "Лисин"}
CODES = {"maria": "S1", "petr": "S2", "oleg": "S3"}
KIN = (("G1", "S1"), ("G1", "S2"), ("G2", "S1"), ("G2", "S2"), ("G3", "S3"))
_WHERE = st.integers(0, 1)
_DAYS = st.integers(0, 3)
_LEVELS = st.sampled_from(["off", "ping", "pseudonym", "full"])
_WHO = st.sampled_from(PEOPLE)
_GUARDIANS = st.sampled_from(["G1", "G2", "G3"])
_STUDENTS = st.sampled_from(["S1", "S2", "S3"])
_CHANNELS = st.sampled_from(list(Channel))
_CHILDREN = st.sampled_from(WHO)


class Everything(RuleBasedStateMachine):
    """`initialize` opens the schools; every rule is something that happens; every message is read by the oracle.

    `where` is the school it happens in. Whoever writes to both has the same account on both.
    """

    steps = 0  # of all stories

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.clock = asyncio.Runner(), FrozenClock(NOW)
        self.houses = [House(number, self.clock) for number in range(2)]
        self.buttons: list[str] = []
        self.read = {(house.number, channel): 0 for house in self.houses for channel in Channel}
        self.copied: set[int] = set()
        self.held: dict[int, str] = {}  # restored and not released: "queue" or "everything"

    @initialize(public=st.booleans(), channel=_CHANNELS, level=_LEVELS, days=_DAYS)
    def open_schools(self, public: bool, channel: Channel, level: str, days: int) -> None:
        for house in self.houses:
            self._run(house.open())
        if public:
            self._run(self.houses[0].write(update(tables.schools).values(legal_form="municipal")))
            self.change_the_policy(0, Channel.TELEGRAM, "", "full", days)
        self.change_the_policy(0, channel, "", level, days)

    def teardown(self) -> None:
        for house in self.houses:
            if hasattr(house, "database"):
                self._run(house.close())
        self.runner.close()

    # What people do.

    @rule(where=_WHERE, word=st.sampled_from(TELLING))
    def everybody_asks(self, where: int, word: str) -> None:
        self._hear(where, [(who, {"text": word}) for who in PEOPLE])

    @rule(where=_WHERE, word=st.sampled_from(TELLING))
    def the_families_ask(self, where: int, word: str) -> None:
        self._hear(where, [(who, {"text": word}) for who in FAMILIES])

    @rule(word=st.sampled_from(TELLING))
    def the_families_ask_both(self, word: str) -> None:
        for where in range(2):
            self.the_families_ask(where, word)

    @rule(where=_WHERE, who=_WHO, word=st.sampled_from(WORDS))
    def ask(self, where: int, who: tuple[str, str], word: str) -> None:
        self._hear(where, [(who, {"text": word})])

    @rule(where=_WHERE, place=st.integers(0, 10_000))
    def everybody_presses_an_earlier_button(self, where: int, place: int) -> None:
        """Forwarded, copied, replayed, of this school or the other: the same sealed choice from every chat."""
        pressed = self.buttons[place % len(self.buttons)] if self.buttons else ""
        if pressed:
            self._hear(where, [(who, {"choice": pressed, "pressed_on": "1"}) for who in PEOPLE])
        if "release" in pressed and not self._run(self.houses[where].held()):
            self.held.pop(where, None)  # one of the chats was the administrator's

    @rule(where=_WHERE, who=_WHO, code=st.sampled_from(["G1", "G2", "G3", "S2"]))
    def redeem_a_code(self, where: int, who: tuple[str, str], code: str) -> None:
        role = Role.STUDENT if code.startswith("S") else Role.GUARDIAN
        house = self.houses[where]
        made = self._act(invite_person(house.database, code, role, key=house.key, now=self.clock.now()))
        if made:
            self._hear(where, [(who, {"text": "/start", "code": made.code})])

    # What the school does.

    @rule(where=_WHERE, yes=st.booleans())
    def decide_on_a_request(self, where: int, yes: bool) -> None:
        waiting = self._contacts(where, "waiting")
        if waiting:
            words = () if yes else ("not_recognised",)
            self._decide(where, approve_contact if yes else reject_contact, waiting[0], words)

    @rule(where=_WHERE, place=st.integers(0, 20), undo=st.booleans())
    def unlink(self, where: int, place: int, undo: bool) -> None:
        linked = self._contacts(where, "approved")
        if linked and undo:
            self._decide(where, undo_approval, linked[place % len(linked)])
        elif linked:
            self._decide(where, unlink_contact, linked[place % len(linked)], ("потерян телефон",))

    @rule(where=_WHERE, kin=st.sampled_from(KIN), restricted=st.booleans())
    def a_court_decides(self, where: int, kin: tuple[str, str], restricted: bool) -> None:
        guardian, student = (self._id(where, code) for code in kin)
        by = self._run(self.houses[where].person("ilina"))
        if guardian and student and by:
            document = ("Решение суда",) if restricted else ()
            action: Any = restrict_guardian if restricted else unrestrict_guardian
            self._sealed(where, action, guardian, student, *document, by)

    @rule(
        where=_WHERE,
        guardian=_GUARDIANS,
        student=_STUDENTS,
        channel=_CHANNELS,
        refused=st.booleans(),
        own=st.booleans(),
    )
    def record_a_paper(
        self, where: int, guardian: str, student: str, channel: Channel, refused: bool, own: bool
    ) -> None:
        paper: dict[str, Any] = {"number": "7", "signed_on": date(2026, 9, 1), "refused": refused}
        paper |= {"student_access": own, "guardian": guardian, "student": student, "channel": channel}
        self._sealed(where, record_consent, **paper)

    @rule(where=_WHERE, guardian=_GUARDIANS, student=_STUDENTS, channel=st.none() | _CHANNELS)
    def withdraw_a_consent(self, where: int, guardian: str, student: str, channel: Channel | None) -> None:
        self._sealed(where, withdraw_consent, guardian=guardian, student=student, channel=channel)

    @rule(
        where=_WHERE,
        channel=_CHANNELS,
        kind=st.sampled_from(["", "_lessons", "_results", "_staff"]),
        level=_LEVELS,
        days=_DAYS,
    )
    def change_the_policy(self, where: int, channel: Channel, kind: str, level: str, days: int) -> None:
        today = self._oracle(where).today
        decided: dict[str, Any] = {"decision_number": "5", "decision_day": today}
        decided["decision_until"] = today + timedelta(days=days)
        self._sealed(where, set_school, {f"{channel}{kind}_level": level}, **decided)

    @rule(where=_WHERE)
    def announce(self, where: int) -> None:
        house = self.houses[where]

        async def post() -> None:
            author = await house.person("belova")
            to, now = house.world.classes["7А"], self.clock.now()
            draft = await draft_announcement(house.database, author, to, announced(where), now=now)
            await post_announcement(house.database, draft, author, key=house.key, now=now)

        self._act(post())

    # What the journal brings.

    @rule(where=_WHERE, child=_CHILDREN, mark=st.sampled_from("2345"), at_once=st.booleans())
    def a_result_comes_or_is_corrected(self, where: int, child: str, mark: str, at_once: bool) -> None:
        about: dict[str, Any] = {"subject": "Алгебра", "day": date(2026, 11, 20), "mark": mark}
        self._bring(where, exam_results=[ExamResultRecord(CODES[child], examined(where, child), **about)])
        if at_once:
            self.the_outbox_is_sent(where)

    @rule(where=_WHERE, leaves=_CHILDREN, days=st.none() | st.integers(-4, 2), moves=st.booleans())
    def the_list_of_students_comes(self, where: int, leaves: str, days: int | None, moves: bool) -> None:
        left = None if days is None else self._oracle(where).today + timedelta(days=days)
        names, records = self.houses[where].names, []
        for child, code in CODES.items():
            title = "9Б" if moves and child == leaves else CLASSES[child]
            last = left if child == leaves else None
            records.append(StudentRecord(code, SURNAMES[child], names[child], title, left_on=last))
        self._bring(where, students=records)

    @rule(where=_WHERE, ends=st.sampled_from(KIN), days=st.none() | st.integers(-1, 2), gone=st.booleans())
    def the_list_of_guardians_comes(self, where: int, ends: tuple[str, str], days: int | None, gone: bool) -> None:
        until = None if days is None else self._oracle(where).today + timedelta(days=days)
        ties = [
            GuardianshipRecord(*one, until=until if one == ends else None) for one in KIN if not (gone and one == ends)
        ]
        self._bring(where, guardianships=ties)

    # What time does.

    @rule(hours=st.sampled_from([0.02, 1, 5, 26, 80]))
    def time_passes(self, hours: float) -> None:
        self.clock.at += timedelta(hours=hours)

    @rule(where=_WHERE)
    def those_who_left_are_erased(self, where: int) -> None:
        house = self.houses[where]
        self._act(erase_left(house.database, self.clock.now(), folder=house.folder, key=house.key))

    @rule(where=_WHERE)
    def the_outbox_is_sent(self, where: int) -> None:
        house = self.houses[where]
        before = self._oracle(where)
        self._run(plan_digests(house.database, self.clock.now()))
        self._run(house.deliver())
        self._check(where, before)

    @rule(where=_WHERE, who=_WHO, turns=st.integers(0, 400))
    def it_crashes_and_starts_again(self, where: int, who: tuple[str, str], turns: int) -> None:
        before = self._oracle(where)
        self.clock.at += timedelta(seconds=5)
        self._run(self.houses[where].crash(who, turns, text="оценки"))
        self._check(where, before)

    @rule(where=_WHERE)
    def a_copy_is_made(self, where: int) -> None:
        self.houses[where].back_up()
        self.copied.add(where)

    @rule(where=_WHERE, burnt=st.sampled_from([False, False, True]))
    def the_copy_is_put_back(self, where: int, burnt: bool) -> None:
        """Nobody gains a right that he had lost since; where that is not known, nobody is told anything."""
        if where not in self.copied:
            return
        house = self.houses[where]
        had = rights(house, self._oracle(where), PEOPLE)
        self._run(house.restore(burnt=burnt))
        self.held[where] = "everything" if burnt else "queue"
        if not burnt:
            gained = rights(house, self._oracle(where), PEOPLE) - had
            assert not gained, gained
        self.the_outbox_is_sent(where)

    @rule(where=_WHERE, drop=st.booleans())
    def an_administrator_releases(self, where: int, drop: bool) -> None:
        self._sealed(where, release_restored, drop=drop)
        self.held.pop(where, None)

    @invariant()
    def the_audits_are_whole(self) -> None:
        type(self).steps += 1
        for house in self.houses:
            assert not hasattr(house, "database") or self._run(house.broken()) is None

    # How it is read.

    def _hear(self, where: int, said: list[tuple[tuple[str, str], dict[str, Any]]]) -> None:
        self.clock.at += timedelta(seconds=5)
        before = self._oracle(where)
        self._run(self.houses[where].hear(said))
        self._check(where, before)

    def _check(self, where: int, before: Oracle) -> None:
        """Every message that left since the last look, against what held before or after the step."""
        house, after = self.houses[where], self._oracle(where)
        for channel, messenger in house.messengers.items():
            fresh = messenger.said[self.read[where, channel] :]
            self.read[where, channel] = len(messenger.said)
            for said in fresh:
                self.buttons += [button.choice for row in said.message.buttons for button in row]
                wrong = wrongs(house, channel, said, before)
                assert not wrong or not wrongs(house, channel, said, after), (channel, said.chat, said.text, wrong)
                self._check_hold(where, said, after.staff(channel, said.chat))

    def _check_hold(self, where: int, said: Any, staff: bool) -> None:
        """A restored school says nothing of a child by itself; and nothing at all when it lost what was withdrawn."""
        hold, house = self.held.get(where), self.houses[where]
        assert hold is None or said.once < 0 or not tells(house, said), said.text
        silent = hold == "everything" and not staff
        own_paper = said.text.startswith(("Ваши согласия", "Your consents", "Отозвать", "Withdraw"))
        assert not silent or own_paper or not (tells(house, said) or names_a_child(house, said)), said.text

    # Small doors.

    def _run(self, work: Any) -> Any:
        return self.runner.run(work)

    def _act(self, work: Any) -> Any:
        with suppress(Refused):
            return self._run(work)
        return None

    def _sealed(self, where: int, action: Any, *words: Any, **values: Any) -> None:
        house = self.houses[where]
        self._act(action(house.database, *words, **values, key=house.key, now=self.clock.now()))

    def _decide(self, where: int, action: Any, contact: int, words: tuple[str, ...] = ()) -> None:
        by = self._run(self.houses[where].person("ilina"))
        if by:
            self._sealed(where, action, contact, by, *words)

    def _bring(self, where: int, **sheets: Any) -> None:
        house = self.houses[where]
        brought = source(**sheets)
        done = import_source(house.database, brought, key=house.key, now=self.clock.now(), confirm_removals=True)
        self._act(done)

    def _oracle(self, where: int) -> Oracle:
        found: Oracle = self._run(self.houses[where].oracle())
        return found

    def _contacts(self, where: int, state: str) -> list[int]:
        query = select(tables.contacts.c.id).where(tables.contacts.c.state == state).order_by(tables.contacts.c.id)
        found: list[int] = self._run(self.houses[where].all(query))
        return found

    def _id(self, where: int, code: str) -> int | None:
        found = self._run(self.houses[where].all(select(tables.people.c.id).where(tables.people.c.code == code)))
        return found[0] if found else None
