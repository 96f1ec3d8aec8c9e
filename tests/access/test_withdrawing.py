"""A person takes a consent back in chat: two taps, at once, and only one's own."""

from sqlalchemy import select

from school.access import ContactState
from storage import tables
from tests.handlers.conftest import Office, choices, said
from tests.world import STRANGER, link


async def standing(office: Office) -> set[tuple[int, str, str]]:
    about = tables.consents
    query = select(about.c.student_id, about.c.purpose, about.c.channel)
    async with office.database.read() as connection:
        rows = await connection.execute(query.where(about.c.current & (about.c.state == "signed")))
    return {tuple(row) for row in rows}


async def test_one_purpose_is_withdrawn_in_two_taps_everywhere_and_nothing_else(both: Office) -> None:
    maria = both.world.people["maria"]
    before = await standing(both)
    listed = await both.hears("anna", "согласие")
    assert "№ 15 от 01.09.2026" in said(listed)
    asked = await both.hears("anna", choice=f"consent ask {maria} results")
    assert await standing(both) == before
    (confirm, _) = choices(asked)
    assert "отозвано" in said(await both.hears("anna", choice=confirm))
    assert before - await standing(both) == {(maria, "results", channel) for channel in ("telegram", "vk")}
    assert "Мария" not in said(await both.hears("anna", "результаты"))
    assert "Алгебра" in said(await both.hears("anna", "оценки"))


async def test_everything_is_withdrawn_in_two_taps(both: Office) -> None:
    asked = await both.hears("anna", choice="consent ask all")
    await both.hears("anna", choice=choices(asked)[0])
    assert {student for student, *_ in await standing(both)} == {both.world.people["oleg"]}
    for question in ("оценки", "результаты", "дз"):
        assert "согласие отозвано" in said(await both.hears("anna", question))
    assert "отзывать нечего" in said(await both.hears("anna", choice="consent withdraw all"))


async def test_nobody_withdraws_what_another_signed(both: Office) -> None:
    before = await standing(both)
    oleg = both.world.people["oleg"]
    await link(both.database, both.world, "sergey", "telegram", "1002")
    for who in ("1002", "petr", STRANGER):
        for choice in ("consent withdraw all", f"consent withdraw {oleg} lessons", f"consent ask {oleg} lessons"):
            assert "Олег" not in said(await both.hears(who, choice=choice, channel="telegram"))
    assert await standing(both) == before


async def test_a_person_who_said_stop_may_still_withdraw(office: Office) -> None:
    await office.hears("anna", "/stop")
    await office.hears("anna", choice="consent withdraw all")
    assert {student for student, *_ in await standing(office)} == {office.world.people["oleg"]}


async def test_a_request_that_waits_reads_nobodys_consents(office: Office) -> None:
    await link(office.database, office.world, "sergey", "telegram", "3001", ContactState.WAITING)
    answer = said(await office.hears("3001", "согласие"))
    assert "15" not in answer
    assert "Мария" not in answer


async def test_at_ping_only_everything_can_be_withdrawn_and_nobody_is_named(municipal: Office) -> None:
    reply = await municipal.hears("anna", "согласие")
    assert choices(reply) == ["consent ask all"]
    for name in ("Мария", "Пётр", "№"):
        assert name not in said(reply)
        assert name not in said(await municipal.hears("anna", choice="consent ask all"))
