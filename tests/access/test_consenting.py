"""What is kept of a signature, a refusal and a withdrawal: every column, every refusal, what it cancels."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.consenting import record_consent, withdraw_consent, withdraw_own
from actions.refusal import Refused
from scheduler.planning import catch_up
from school.access import ConsentState
from school.messenger import Channel
from school.purposes import GUARDIAN_PURPOSES, Purpose
from storage import tables
from storage.database import Database
from tests.databases import open_database
from tests.world import NOW, World, add, build_world

KEY = b"a key of the tests"
SEALED: dict[str, Any] = {"key": KEY, "now": NOW}
SIGNED_ON = date(2026, 9, 1)
PAPER: dict[str, Any] = {"channel": Channel.VK, "number": "77", "signed_on": SIGNED_ON, **SEALED}
SERGEY: dict[str, str] = {"guardian": "G2", "student": "S1"}
ANNA: dict[str, str] = {"guardian": "G1", "student": "S1"}


class Registry:
    """The school, and its papers as they are kept."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.people = database, world.people

    async def words(self, who: str, student: str = "maria", *, current: bool = True) -> list[Any]:
        about = tables.consents
        mine = (about.c.guardian_id == self.people[who]) & (about.c.student_id == self.people[student])
        query = select(about).where(mine & (about.c.current == current)).order_by(about.c.id)
        return await self._rows(query)

    async def acts(self) -> list[tuple[str, str, str]]:
        return [(one.actor, one.act, one.subject) for one in await self._rows(select(tables.audit))]

    async def queue(self) -> dict[int, tuple[str, str | None]]:
        rows = await self._rows(select(tables.outbox).where(tables.outbox.c.kind == "exam_result"))
        return {row.contact_id: (row.state, row.reason) for row in rows}

    async def grow(self, student: str) -> None:
        """A student comes of age."""
        row = tables.people.c.id == self.people[student]
        async with self.database.write() as connection:
            await connection.execute(update(tables.people).where(row).values(birth_date=date(2008, 1, 1)))

    async def result(self, student: str) -> None:
        """A result that waits for everybody who may know it."""
        exam = {"exam": "ВПР", "subject": "Физика", "day": NOW.date(), "mark": "5", "received_at": NOW}
        async with self.database.write() as connection:
            ids = {"student_id": self.people[student], "version": 1, "history": False}
            await connection.execute(tables.exam_results.delete())
            await add(connection, tables.exam_results, **exam, **ids)
        await catch_up(self.database, NOW)

    async def _rows(self, query: Any) -> list[Any]:
        async with self.database.read() as connection:
            return list((await connection.execute(query)).all())


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Registry]:
    async for database in open_database("sqlite", tmp_path):
        yield Registry(database, await build_world(database))


async def test_a_signature_is_kept_purpose_by_purpose(registry: Registry) -> None:
    made = await record_consent(registry.database, **SERGEY, **PAPER, form_version="abc", actor="person:8")
    assert [one.purpose for one in made] == list(GUARDIAN_PURPOSES)
    words = await registry.words("sergey")
    assert [one.purpose for one in words] == list(GUARDIAN_PURPOSES)
    for one in words:
        kept = (one.channel, one.state, one.number, one.signed_on, one.form_version, one.recorded_at, one.recorded_by)
        assert kept == ("vk", "signed", "77", SIGNED_ON, "abc", NOW, "person:8")
    ids = f"guardian:{registry.people['sergey']} student:{registry.people['maria']} vk"
    assert await registry.acts() == [("person:8", "record_consent", f"{ids} {one}") for one in GUARDIAN_PURPOSES]


async def test_without_a_word_on_who_it_is_the_operator_and_no_form_of_ours(registry: Registry) -> None:
    await record_consent(registry.database, **SERGEY, **PAPER, purpose=Purpose.RESULTS)
    [word] = await registry.words("sergey")
    assert (word.purpose, word.recorded_by, word.form_version) == ("results", "operator", None)
    await withdraw_consent(registry.database, **SERGEY, **SEALED)
    assert {actor for actor, _, _ in await registry.acts()} == {"operator"}


async def test_a_refusal_is_a_word_too(registry: Registry) -> None:
    made = await record_consent(registry.database, **ANNA, **PAPER, refused=True)
    assert {one.state for one in made} == {ConsentState.REFUSED}
    assert {one.state for one in await registry.words("anna") if one.channel == "vk"} == {"refused"}
    assert {one.state for one in await registry.words("anna") if one.channel == "telegram"} == {"signed"}
    assert {act for _, act, _ in await registry.acts()} == {"refuse_consent"}
    assert {one.state for one in await registry.words("anna", current=False)} == {"signed"}


async def test_the_students_access_is_a_purpose_of_its_own(registry: Registry) -> None:
    made = await record_consent(registry.database, **ANNA, **PAPER, student_access=True)
    assert [one.purpose for one in made] == [Purpose.STUDENT_ACCESS]


@pytest.mark.parametrize(("ahead", "taken"), [(0, True), (1, True), (2, False), (30, False)])
async def test_a_paper_is_not_signed_in_the_future(registry: Registry, ahead: int, taken: bool) -> None:
    paper = PAPER | {"signed_on": NOW.date() + timedelta(days=ahead)}  # it may be tomorrow already, in Kamchatka
    if taken:
        assert await record_consent(registry.database, **SERGEY, **paper)
        return
    with pytest.raises(Refused, match=r"Дата документа \d\d\.\d\d\.2026 ещё не наступила. Проверьте --date"):
        await record_consent(registry.database, **SERGEY, **paper)
    assert await registry.words("sergey") == []


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ({"guardian": "G9", "student": "S1"}, "В школе нет родителя с кодом «G9». Проверьте --guardian или загрузите"),
        ({"guardian": "S1", "student": "S1"}, "В школе нет родителя с кодом «S1»"),
        ({"guardian": "G1", "student": "S9"}, "В школе нет ученика с кодом «S9». Проверьте --student или загрузите"),
        ({"guardian": "G1", "student": "G1"}, "В школе нет ученика с кодом «G1»"),
        ({"guardian": "G1", "student": "S3"}, "«G1» не представляет ученика «S3»: такой строки нет на листе"),
    ],
)
async def test_it_says_who_is_not_whom(registry: Registry, pair: dict[str, str], words: str) -> None:
    with pytest.raises(Refused) as refusal:
        await record_consent(registry.database, **pair, **PAPER)
    assert str(refusal.value).startswith(words)
    with pytest.raises(Refused):
        await withdraw_consent(registry.database, **pair, **SEALED)


async def test_an_unknown_adult_is_refused_in_the_same_words(registry: Registry) -> None:
    with pytest.raises(Refused, match="В школе нет ученика с кодом «S9»"):
        await record_consent(registry.database, guardian="", student="S9", **PAPER, own=True)
    with pytest.raises(Refused, match="В школе нет ученика с кодом «G1»"):
        await record_consent(registry.database, guardian="", student="G1", **PAPER, own=True)


async def test_of_two_who_bear_a_code_nobody_is_taken(registry: Registry) -> None:
    """One database holds one school; should it ever hold another, the first that fits is not the right one."""
    async with registry.database.write() as connection:
        school = {"name": "Лицей", "timezone": "Europe/Moscow", "legal_form": "private", "profile": {}}
        other = await add(connection, tables.schools, **school, channel_rules={})
        name = {"last_name": "Орлова", "first_name": "Мария"}
        await add(connection, tables.people, school_id=other, role="student", code="S1", **name)
    for own in (False, True):
        with pytest.raises(Refused, match=r"Код «S1» носят несколько человек \(student, student\)\. Уточните"):
            await record_consent(registry.database, **SERGEY, **PAPER, own=own)
    assert await registry.words("sergey") == []


async def test_an_adult_student_signs_alone(registry: Registry) -> None:
    made = await record_consent(registry.database, guardian="", student="S2", **PAPER, own=True)
    assert {(one.guardian_id, one.student_id) for one in made} == {(registry.people["petr"],) * 2}
    gone = await withdraw_consent(registry.database, guardian="", student="S2", own=True, **SEALED)
    assert [one.state for one in gone] == [ConsentState.WITHDRAWN] * 3


async def test_withdrawing_says_what_of_it(registry: Registry) -> None:
    vk = await withdraw_consent(registry.database, **ANNA, channel=Channel.VK, purpose=Purpose.LESSONS, **SEALED)
    assert [(one.channel, one.purpose) for one in vk] == [("vk", Purpose.LESSONS)]
    rest = await withdraw_consent(registry.database, **ANNA, channel=Channel.VK, **SEALED)
    assert {one.purpose for one in rest} == {Purpose.RESULTS, Purpose.ANNOUNCEMENTS}
    telegram = await withdraw_consent(registry.database, **ANNA, **SEALED, actor="contact:1")
    assert {one.channel for one in telegram} == {"telegram"}
    words = await registry.words("anna")
    assert {(one.state, one.number, one.signed_on) for one in words} == {("withdrawn", "15", SIGNED_ON)}
    assert {one.recorded_by for one in words if one.channel == "telegram"} == {"contact:1"}
    assert {act for _, act, _ in await registry.acts()} == {"withdraw_consent"}


async def test_withdrawing_everything_takes_the_students_access_too(registry: Registry) -> None:
    petr = {"guardian": "G1", "student": "S2"}
    only = await withdraw_consent(registry.database, **petr, student_access=True, **SEALED)
    assert [one.purpose for one in only] == [Purpose.STUDENT_ACCESS]
    await record_consent(registry.database, **petr, **PAPER, student_access=True)
    every = await withdraw_consent(registry.database, **petr, channel=Channel.VK, **SEALED)
    assert {one.purpose for one in every} == set(Purpose)


async def test_nobody_withdraws_what_another_signed_or_what_does_not_stand(registry: Registry) -> None:
    with pytest.raises(Refused, match=r"Отзывать нечего: действующего согласия G2 на S1 здесь нет\."):
        await withdraw_consent(registry.database, **SERGEY, **SEALED)
    await withdraw_consent(registry.database, **ANNA, **SEALED)
    with pytest.raises(Refused, match="Отзывать нечего"):
        await withdraw_consent(registry.database, **ANNA, **SEALED)
    assert {one.state for one in await registry.words("anna", "petr")} == {"signed"}


async def test_in_chat_one_child_and_purpose_or_everything(registry: Registry) -> None:
    anna, petr = registry.people["anna"], registry.people["petr"]
    chat: dict[str, Any] = {**SEALED, "actor": "contact:1"}
    one = await withdraw_own(registry.database, [anna], student_id=petr, purpose=Purpose.LESSONS, **chat)
    assert {(word.student_id, word.purpose, word.channel) for word in one} == {
        (petr, Purpose.LESSONS, "telegram"),
        (petr, Purpose.LESSONS, "vk"),
    }
    assert {(word.number, word.signed_on, word.state) for word in one} == {("15", SIGNED_ON, ConsentState.WITHDRAWN)}
    again = await withdraw_own(registry.database, [anna], student_id=petr, purpose=Purpose.LESSONS, **chat)
    assert again == ()
    rest = await withdraw_own(registry.database, [anna], student_id=None, purpose=None, **chat)
    assert len(rest) == 4 * 3 - 2 + 1
    assert {actor for actor, _, _ in await registry.acts()} == {"contact:1"}
    assert await withdraw_own(registry.database, [anna], student_id=None, purpose=None, **chat) == ()


async def test_a_withdrawal_cancels_the_guardians_and_the_students_queue(registry: Registry) -> None:
    await registry.result("petr")
    assert {state for state, _ in (await registry.queue()).values()} == {"queued"}
    await withdraw_consent(registry.database, guardian="G1", student="S2", **SEALED)
    assert set((await registry.queue()).values()) == {("cancelled", "withdrawn")}


async def test_a_refusal_cancels_on_its_channel_only(registry: Registry) -> None:
    await registry.result("maria")
    await record_consent(registry.database, **ANNA, **PAPER, refused=True)
    assert sorted((await registry.queue()).values(), key=str) == [("cancelled", "refused"), ("queued", None)]


async def test_a_signature_cancels_nothing(registry: Registry) -> None:
    await registry.result("maria")
    await record_consent(registry.database, **ANNA, **PAPER)
    assert {state for state, _ in (await registry.queue()).values()} == {"queued"}


async def test_the_word_of_an_adult_holds_for_the_guardians(registry: Registry) -> None:
    await registry.grow("petr")
    adult: dict[str, Any] = {"guardian": "", "student": "S2", "own": True}
    for channel in Channel:
        await record_consent(registry.database, **adult, **(PAPER | {"channel": channel}))
    await registry.result("petr")
    guardians = {state for state, _ in (await registry.queue()).values()}
    assert "queued" in guardians
    await withdraw_consent(registry.database, **adult, **SEALED)
    assert {state for state, _ in (await registry.queue()).values()} == {"cancelled"}
