"""Access within ten days; and a link that is doubted: another phone in the journal, half a year of silence."""

from datetime import timedelta

from sqlalchemy import select, update

from actions.confirming import doubt_phones, doubt_silent, remind_requests
from actions.deciding import approve_contact
from scheduler.planning import catch_up
from school.access import ContactState
from storage import tables
from storage.people import person_by_id
from tests.commands.conftest import school
from tests.commands.shell import SCHOOL, Shell
from tests.handlers.conftest import KEY, Office, said
from tests.scheduler.conftest import Post
from tests.world import NOW, link

__all__ = ["school"]
NEW = "+79160000001"


async def state(place: Office | Post, name: str = "anna", channel: str = "telegram") -> tuple[str, str | None]:
    query = select(tables.contacts.c.state, tables.contacts.c.doubt)
    async with place.database.read() as connection:
        row = (await connection.execute(query.where(tables.contacts.c.id == place.world.contacts[name, channel]))).one()
    return row.state, row.doubt


async def import_ends(place: Office | Post, phone: str | None = None) -> int:
    """What an import does at its end, after it wrote a phone."""
    async with place.database.write() as connection:
        if phone:
            anna = tables.people.c.id == place.world.people["anna"]
            await connection.execute(update(tables.people).where(anna).values(phone=phone))
        return await doubt_phones(connection, place.world.school, key=KEY, now=NOW)


async def test_another_phone_in_the_journal_stops_until_an_administrator_decides(both: Office) -> None:
    assert await import_ends(both) == 0
    assert "Мария" in said(await both.hears("anna", "оценки"))
    assert await import_ends(both, NEW) == 2  # both messengers
    assert await state(both) == ("waiting", "phone")
    assert "Мария" not in said(await both.hears("anna", "оценки"))
    await both.hears("anna", choice="confirm")
    assert await state(both) == ("waiting", "phone")  # one's own word is not enough
    assert "в журнале сменился телефон" in said(await both.hears("ilina", "заявки", channel="vk"))
    async with both.database.read() as connection:
        by = await person_by_id(connection, both.world.people["ilina"])
    assert by
    contact = both.world.contacts["anna", "telegram"]
    await approve_contact(both.database, contact, by, key=KEY, now=NOW)
    assert await state(both) == ("approved", None)
    assert "Мария" in said(await both.hears("anna", "оценки"))
    assert await import_ends(both) == 0


async def test_half_a_year_of_silence_is_asked_about_and_one_press_is_enough(both: Office) -> None:
    await both.hears("anna", "оценки")
    assert await doubt_silent(both.database, NOW, key=KEY) == 0  # nobody looked before: counted from now
    await doubt_silent(both.database, NOW + timedelta(days=180), key=KEY)
    assert await state(both) == ("approved", None)
    assert await doubt_silent(both.database, NOW + timedelta(days=181), key=KEY) == 4  # families; staff are not asked
    assert await state(both) == ("waiting", "silence")
    assert await state(both, "ilina") == ("approved", None)
    assert "Мария" not in said(await both.hears("anna", "оценки"))
    assert "работает как раньше" in said(await both.hears("anna", choice="confirm"))
    assert await state(both) == ("approved", None)
    assert await state(both, channel="vk") == ("waiting", "silence")
    assert "Мария" in said(await both.hears("anna", "оценки"))


async def test_who_never_was_approved_confirms_nothing(office: Office) -> None:
    contact = await link(office.database, office.world, "sergey", "telegram", "1002", ContactState.WAITING)
    for who in ("1002", "9999"):
        await office.hears(who, choice="confirm")
    query = select(tables.contacts.c.state).where(tables.contacts.c.id == contact)
    async with office.database.read() as connection:
        assert (await connection.execute(query)).scalar_one() == "waiting"


async def test_what_waited_is_cancelled_and_the_person_is_asked(post: Post) -> None:
    await import_ends(post)
    await post.result()
    await catch_up(post.database, NOW)
    await import_ends(post, NEW)
    await post.deliver()
    assert {state for state, _ in await post.states("exam_result")} == {"cancelled"}
    mine = [one.text for one in post.telegram.said if one.chat == "1001"]
    assert len(mine) == 1
    assert "другой телефон" in mine[0]
    assert "Мария" not in mine[0]


async def test_administrators_hear_once_of_a_request_that_has_waited_for_a_week(post: Post) -> None:
    await link(post.database, post.world, "sergey", "telegram", "1002", ContactState.WAITING)
    for days in (6, 7, 8):
        post.clock.at = NOW + timedelta(days=days)
        await remind_requests(post.database, post.clock.now())
        await post.deliver()
    heard = [one for one in post.telegram.said if "ждёт решения неделю" in one.text]
    assert [one.chat for one in heard] == ["1006"]
    assert "до 3 декабря" in heard[0].text


async def test_the_list_says_which_are_near(office: Office) -> None:
    await link(office.database, office.world, "sergey", "telegram", "1002", ContactState.WAITING)
    assert "неделю" not in said(await office.hears("ilina", "заявки"))
    office.clock.at += timedelta(days=8)
    assert "до 3 декабря" in said(await office.hears("ilina", "заявки"))


def test_an_import_that_changes_a_phone_is_taken_in(school: Shell) -> None:
    changed = SCHOOL["guardians"].replace("+79120003001", NEW)
    assert school("import", school.write(SCHOOL | {"guardians": changed}, "later")).code == 0
    assert school("requests", "list").code == 0
