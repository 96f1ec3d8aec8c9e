"""The class teacher's list in chat: «лично», and the button that says it was told."""

from sqlalchemy import select

from scheduler.watching import watch
from storage import tables
from tests.handlers.conftest import Office, choices, said
from tests.world import NOW


async def opened(office: Office) -> list[str]:
    """What the children's results leave for the teacher of 7А; the choices of the buttons."""
    await watch(office.database, NOW)
    return choices(await office.hears("belova", "лично"))


async def test_the_list_names_whom_to_tell_and_why(both: Office) -> None:
    choice = await opened(both)
    listed = await both.hears("belova", "лично", channel="vk")
    assert "Мария Орлова, 7А → Орлов Сергей: 1 итоговая оценка, Алгебра — нет письменного согласия" in said(listed)
    assert "Олег" not in said(listed)
    assert choices(listed) == choice


async def test_one_press_closes_and_the_rest_takes_its_place(both: Office) -> None:
    (choice,) = await opened(both)
    reply = await both.hears("belova", choice=choice)
    assert reply.replaces
    assert said(reply).endswith("В списке «сообщить лично» никого нет.")
    assert said(await both.hears("belova", choice=choice)).endswith("уже сообщено.")
    assert "Мария Орлова, 7А → Орлов Сергей: Алгебра" not in said(await both.hears("ilina", "сроки"))


async def test_nobody_else_may(office: Office) -> None:
    (choice,) = await opened(office)
    for who in ("anna", "petr", "ilina"):
        channel = "vk" if who == "petr" else "telegram"
        assert "Мария" not in said(await office.hears(who, "лично", channel=channel))
        await office.hears(who, choice=choice, channel=channel)
    async with office.database.read() as connection:
        query = select(tables.cases.c.closed_at).where(tables.cases.c.id == int(choice.split()[1]))
        assert (await connection.execute(query)).scalar() is None


async def test_a_case_that_is_not_there_breaks_nothing(office: Office) -> None:
    assert said(await office.hears("belova", choice="told 98765")) == "В вашем списке такого случая нет."
