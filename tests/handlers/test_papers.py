"""An administrator enters a signed form in chat, and the request is approved."""

from datetime import date

import pytest
from sqlalchemy import select

from school.access import ContactState
from school.consents import paper_of
from school.purposes import GUARDIAN_PURPOSES, Purpose
from storage import tables
from tests.handlers.conftest import Office, choices, said
from tests.world import link


async def test_a_form_is_entered_and_the_request_approved(both: Office) -> None:
    contact = await asked(both)
    refused = await both.hears("ilina", choice=f"approve {contact}")
    assert choices(refused) == [f"paper {contact}"]
    whom = choices(await both.hears("ilina", choice=f"paper {contact}"))
    maria = both.world.people["maria"]
    assert f"paper {contact} {maria}" in whom
    what = choices(await both.hears("ilina", choice=f"paper {contact} {maria}"))
    assert f"paper {contact} {maria} all" in what
    assert "17 от 01.09.2026" in said(await both.hears("ilina", choice=f"paper {contact} {maria} all"))
    assert "Не получилось прочесть" in said(await both.hears("ilina", "подписано"))
    assert "Не получилось прочесть" in said(await both.hears("ilina", "17 от 01.09.2036"))
    assert "Одобрено — Ильина Вера" in said(await both.hears("ilina", "17 от 01.09.2026"))
    assert "Мария" in said(await both.hears("1002", "оценки"))
    ilina = f"person:{both.world.people['ilina']}"
    paper = ("17", date(2026, 9, 1), ilina)
    assert await recorded(both) == {(maria, str(purpose), *paper) for purpose in GUARDIAN_PURPOSES}
    async with both.database.read() as connection:
        acts = select(tables.audit.c.act).where(tables.audit.c.actor == ilina)
        found = list((await connection.execute(acts)).scalars())
    assert found.count("record_consent") == 3
    assert "approve_contact" in found


async def test_only_what_is_ticked_is_recorded(office: Office) -> None:
    contact = await asked(office)
    await office.hears("ilina", choice=f"paper {contact} all {Purpose.RESULTS}")
    await office.hears("ilina", "№ 18-А от 2.9.2026")
    assert {one[1] for one in await recorded(office)} == {Purpose.RESULTS}
    assert {one[0] for one in await recorded(office)} == {office.world.people[name] for name in ("maria", "petr")}
    assert "нет письменного согласия" in said(await office.hears("1002", "оценки"))


async def test_nobody_else_enters_a_form(office: Office) -> None:
    contact = await asked(office)
    for who in ("anna", "belova", "1002"):
        await office.hears(who, choice=f"paper {contact} all all")
        await office.hears(who, "17 от 01.09.2026")
    assert await recorded(office) == set()


async def test_where_names_may_not_be_shown_no_form_is_entered(municipal: Office) -> None:
    contact = await asked(municipal)
    assert choices(await municipal.hears("ilina", choice=f"approve {contact}")) == []
    assert "консоли" in said(await municipal.hears("ilina", choice=f"paper {contact} all all"))
    await municipal.hears("ilina", "17 от 01.09.2026")
    assert await recorded(municipal) == set()


@pytest.mark.parametrize(
    ("text", "number"),
    [("17 от 01.09.2026", "17"), ("№17, от 1.9.2026 г.", "17"), ("18-А/2 01.09.2026", "18-А/2"), ("01.09.2026", None)],
)
def test_number_and_date_are_read_as_people_type_them(text: str, number: str | None) -> None:
    assert paper_of(text) == ((number, date(2026, 9, 1)) if number else None)
    assert paper_of("17 от 31.02.2026") is None


async def asked(office: Office) -> int:
    """The father asks on Telegram; nothing is signed for it."""
    return await link(office.database, office.world, "sergey", "telegram", "1002", ContactState.WAITING)


async def recorded(office: Office) -> set[tuple[int, str, str, date, str]]:
    """What of the father's is on file for Telegram: about whom, for what, number, date, by whom."""
    kept = tables.consents.c
    query = select(kept.student_id, kept.purpose, kept.number, kept.signed_on, kept.recorded_by)
    mine = (kept.guardian_id == office.world.people["sergey"]) & (kept.channel == "telegram") & kept.current
    async with office.database.read() as connection:
        return {tuple(row) for row in await connection.execute(query.where(mine))}
