"""Who is answered, and who is not: the rule of school.access seen from the chat."""

import pytest

from school.access import ConsentState, ContactState
from storage import tables
from storage.database import Database
from tests.handlers.conftest import Office, choices, said
from tests.world import NOW, STRANGER, TUESDAY, add, consent, link

QUESTIONS = (
    *("/marks", "/homework", "/timetable", "/changes", "/results", "/attendance", "/works", "/topics"),
    *(
        "/ics",
        "/feed",
        "/overdue",
        "/averages",
        "/chart",
        "/forecast",
        "/now",
        "/bells",
        "/teachers",
        "/calendar",
        "/remarks",
        "/children",
    ),
)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_guardian_whom_a_court_restricts_sees_nothing(office: Office, question: str) -> None:
    answer = said(await office.hears("viktor", question))
    assert "доступ ограничен документом" in answer
    assert "Олег" not in answer
    assert choices(await office.hears("viktor", question)) == []


async def test_a_father_without_consent_is_told_what_is_missing(both: Office) -> None:
    await link(both.database, both.world, "sergey", "telegram", "1002")
    for question in QUESTIONS:
        answer = said(await both.hears("1002", question))
        assert "нет письменного согласия" in answer
        assert "Мария" not in answer


async def test_a_child_who_is_named_and_may_not_be_told_of_is_not_answered_by_another(office: Office) -> None:
    async with office.database.write() as connection:
        own = tables.consents.c.student_id == office.world.people["petr"]
        await connection.execute(tables.consents.delete().where(own))
    for text in ("оценки пети", "дз Петру на завтра", "marks Petr"):
        answer = said(await office.hears("anna", text))
        assert answer.startswith("Об этом ребёнке мы не можем отвечать здесь: нет письменного согласия.")
        assert "Мария" not in answer
    assert "Мария, 7А" in said(await office.hears("anna", "оценки"))
    assert "Мария, 7А" in said(await office.hears("anna", "оценки Марии и Пети"))


async def test_of_several_reasons_the_one_that_helps_is_said(office: Office) -> None:
    await link(office.database, office.world, "sergey", "telegram", "1002")
    async with office.database.write() as connection:
        await consent(connection, office.world, "sergey", "maria", "telegram", state=ConsentState.REFUSED)
    assert "нет письменного согласия" in said(await office.hears("1002", "оценки"))


async def test_a_student_sees_only_himself(both: Office) -> None:
    for question in QUESTIONS[:-1]:
        reply = await both.hears("petr", question, channel="vk")
        assert len(reply.messages) == 1
        assert "Пётр, 9Б" in said(reply)
        assert "Мария" not in said(reply)


async def test_withdrawn_consent_silences_the_next_answer(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.consents.update().values(current=False))
        for child in ("maria", "petr"):
            await consent(connection, office.world, "anna", child, "telegram", state=ConsentState.WITHDRAWN)
    assert "согласие отозвано" in said(await office.hears("anna", "оценки"))


@pytest.mark.parametrize(
    "verb", ["marks {} week", "homework {} 2026-11-24", "timetable {} 2026-11-24 day", "results {}"]
)
async def test_a_button_for_somebody_elses_child_is_like_one_for_nobodys(office: Office, verb: str) -> None:
    oleg = await office.hears("anna", choice=verb.format(office.world.people["oleg"]))
    nobody = await office.hears("anna", choice=verb.format(987654))
    assert oleg == nobody
    assert "Эта кнопка больше не действует" in said(oleg)


async def test_a_child_that_is_not_ones_own_can_not_be_chosen(office: Office) -> None:
    for student in (office.world.people["oleg"], 987654):
        assert said(await office.hears("anna", choice=f"child {student}")).startswith("Эта кнопка больше не действует")
    assert len((await office.hears("anna", "оценки")).messages) == 2


@pytest.mark.parametrize(
    "says",
    [
        {"text": "оценки Мария"},
        {"text": "Олег Лисин"},
        {"text": ""},
        {"choice": "marks 4 week"},
        {"choice": "approve 1"},
        {"text": "/requests"},
        {"text": "/class"},
        {"text": "+79161234567"},
        {"text": "/children"},
        {"text": "настройки"},
    ],
)
async def test_a_stranger_gets_one_and_the_same_answer_whatever_the_data(
    office: Office, empty: Database, says: dict[str, str]
) -> None:
    full = await office.hears(STRANGER, **says)
    bare = await Office(empty, office.world, office.desk.files).hears(STRANGER, **says)
    assert full == bare == await office.hears(STRANGER, "что-нибудь")
    assert said(full).startswith("Здравствуйте. Это «Родник»")


async def test_somebody_whose_request_waits_is_told_that_it_waits(office: Office) -> None:
    await link(office.database, office.world, "sergey", "vk", "2002", ContactState.WAITING)
    for text in (*QUESTIONS, "/start", "что-нибудь"):
        assert said(await office.hears("2002", text, channel="vk")).startswith("Ваша заявка ещё ждёт решения")


async def test_a_public_school_says_nothing_on_telegram_but_that_there_is_news(municipal: Office) -> None:
    for question in (*QUESTIONS, "оценки Мария"):
        reply = await municipal.hears("anna", question)
        assert said(reply).startswith("Есть новое из школы.")
        assert len(reply.messages) == 1
    assert "Мария" in said(await municipal.hears("anna", "оценки", channel="vk"))


async def test_at_pseudonym_it_tells_facts_and_no_names(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.schools.update().values(channel_rules={"telegram": {"level": "pseudonym"}}))
        room = tables.changes.insert().values(day=TUESDAY, number=1, kind="substitution", seen_at=office.clock.now())
        taught = {"class_id": office.world.classes["7А"], "teacher_id": office.world.people["belova"], "note": "Орлов"}
        await connection.execute(room.values(**taught))
    for question in QUESTIONS:
        answer = said(await office.hears("anna", question))
        assert [name for name in ("Мария", "Пётр", "Орлов", "Белова") if name in answer] == []
    assert "ваш ребёнок" in said(await office.hears("anna", "оценки"))
    assert "Геометрия 2" in said(await office.hears("anna", "оценки"))


async def test_a_teacher_who_is_a_mother_too_may_do_both(office: Office) -> None:
    world = office.world
    async with office.database.write() as connection:
        name = {"code": "G9", "last_name": "Белова", "first_name": "Ирина", "role": "guardian"}
        world.people["mother"] = await add(connection, tables.people, school_id=world.school, **name)
        kin = {"guardian_id": world.people["mother"], "student_id": world.people["oleg"]}
        await add(connection, tables.guardianships, **kin)
        await consent(connection, world, "mother", "oleg", "telegram")
        ids = {"account_id": world.accounts["belova", "telegram"], "person_id": world.people["mother"]}
        at = office.clock.now()
        await add(connection, tables.contacts, **ids, state=ContactState.APPROVED, requested_at=at)
    assert "Олег, 7А" in said(await office.hears("belova", "оценки"))
    assert "Объявление для 7А" in said(await office.hears("belova", "объявление"))
    words = said(await office.hears("belova", "помощь"))
    assert "/marks" in words
    assert "/announce" in words


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("anna", "/announce"),
        ("anna", "/requests"),
        ("anna", "/deadlines"),
        ("belova", "/requests"),
        ("belova", "/marks"),
        ("belova", "сроки"),
        ("ilina", "/marks"),
        ("petr", "/class"),
        ("petr", "/children"),
    ],
)
async def test_a_command_of_others_is_refused_politely(office: Office, who: str, text: str) -> None:
    reply = await office.hears(who, text, channel="vk")
    assert said(reply).startswith("Эта команда не для вас.")


async def test_an_administrator_announces_to_any_class(office: Office) -> None:
    assert said(await office.hears("ilina", "/announce")).startswith("Какому классу объявление?")


async def test_two_families_in_two_schools_do_not_mix(both: Office) -> None:
    other = await build_second(both)
    answer = said(await both.hears(other, "оценки"))
    assert "нет законного представительства" in answer


async def build_second(office: Office) -> str:
    """A guardian of another school, with nobody in care; the chat."""
    async with office.database.write() as connection:
        values = {"name": "Лицей", "timezone": "Europe/Moscow", "legal_form": "private"}
        school = await add(connection, tables.schools, **values, profile={}, channel_rules={})
        name = {"code": "G1", "last_name": "Орлова", "first_name": "Анна", "role": "guardian"}
        office.world.people["other"] = await add(connection, tables.people, school_id=school, **name)
    await link(office.database, office.world, "other", "telegram", "7777")
    return "7777"


async def test_a_name_is_not_confirmed_to_whom_nobody_approved(office: Office) -> None:
    account = office.world.accounts["anna", "telegram"]
    async with office.database.write() as connection:
        ids = {"account_id": account, "person_id": office.world.people["viktor"]}
        await add(connection, tables.contacts, **ids, state=ContactState.WAITING, requested_at=NOW)
    assert "Мария, 7А" in said(await office.hears("anna", "оценки Олега"))
