"""Calendar links: made by a person for oneself, read under the access rule, ended at a tap."""

import re

import pytest
from sqlalchemy import select

from handlers.fetching import fetch_feed
from school.incoming import Reply
from storage import tables
from tests.handlers.conftest import KEY, Office, carried, choices, said
from tests.school.test_ical import unfolded
from tests.world import TUESDAY, add

SITE = "https://rodnik.example.org"


def public(office: Office) -> Office:
    """The office of a server that families reach."""
    office.desk = type(office.desk)(office.database, office.clock, KEY, office.desk.files, office.desk.fetch, SITE)
    return office


async def make(office: Office, child: str = "maria", channel: str = "telegram") -> str:
    """The token of a fresh link of Anna's."""
    reply = await office.hears("anna", choice=f"feed {office.world.people[child]} new", channel=channel)
    return token_in(reply)


def token_in(reply: Reply) -> str:
    (token,) = re.findall(rf"{SITE}/calendar/([\w-]{{32,}})\.ics", said(reply))
    return str(token)


async def lines(office: Office, token: str) -> list[str] | None:
    found = await fetch_feed(office.database, office.clock, token, key=KEY)
    return unfolded(found.text) if found else None


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_a_link_gives_lessons_changes_works_and_vacations(both: Office, channel: str) -> None:
    found = await lines(public(both), await make(both, channel=channel))
    assert found
    assert {"X-WR-CALNAME:Школа: Мария\\, 7А", "REFRESH-INTERVAL;VALUE=DURATION:PT120M"} <= set(found)
    assert "SUMMARY:Химия вместо: физика (замена)" in found
    assert "SUMMARY:История\\, контрольная «Реформы Петра I»" in found
    assert "SUMMARY:Зимние каникулы" in found
    assert [line for line in found if "Геометрия" in line] == []
    assert found.count("BEGIN:VEVENT") == sum(line.startswith("LAST-MODIFIED:") for line in found)


async def test_the_offer_says_who_else_will_know(office: Office) -> None:
    reply = await public(office).hears("anna", "ссылка для календаря мария")
    assert "служба вашего календаря" in said(reply)
    maria = office.world.people["maria"]
    assert choices(reply)[:2] == [f"feed {maria} new", f"ics {maria}"]
    await make(office)
    assert f"feed {maria} off" in choices(await office.hears("anna", "ссылка для календаря мария"))


async def test_without_a_public_address_there_is_only_the_file(office: Office) -> None:
    assert [choice for choice in choices(await office.hears("anna", "каникулы мария")) if "feed" in choice] == []
    assert len(carried(await office.hears("anna", "ссылка для календаря мария"))) == 1


async def test_a_cancelled_lesson_keeps_its_uid_and_another_tag(office: Office) -> None:
    token = await make(public(office))
    before, first = await lines(office, token), await fetch_feed(office.database, office.clock, token, key=KEY)
    async with office.database.write() as connection:
        gone = {"day": TUESDAY, "number": 1, "kind": "cancellation", "seen_at": office.clock.now()}
        await add(connection, tables.changes, class_id=office.world.classes["7А"], **gone)
    after, then = await lines(office, token), await fetch_feed(office.database, office.clock, token, key=KEY)
    assert before
    assert after
    assert first
    assert then
    assert [line for line in before if line.startswith("UID:")] == [line for line in after if line.startswith("UID:")]
    assert (before.count("STATUS:CANCELLED"), after.count("STATUS:CANCELLED")) == (0, 1)
    assert first.tag != then.tag


async def test_a_new_link_ends_the_old_one_and_off_ends_both(office: Office) -> None:
    old = await make(public(office))
    new = await make(office)
    assert await lines(office, old) is None
    assert await lines(office, new)
    reply = await office.hears("anna", choice=f"feed {office.world.people['maria']} off")
    assert "Ссылка отключена" in said(reply)
    assert await lines(office, new) is None


@pytest.mark.parametrize("wanted", ["new", "off"])
async def test_the_button_of_a_brother_only_offers(office: Office, wanted: str) -> None:
    reply = await public(office).hears("anna", choice=f"feed {office.world.people['maria']} {wanted}")
    assert choices(reply)[-1] == f"feed {office.world.people['petr']}"


async def test_only_the_hash_of_a_link_is_kept(office: Office) -> None:
    token = await make(public(office))
    async with office.database.read() as connection:
        (row,) = (await connection.execute(select(tables.feeds))).all()
    assert token not in str(row)
    assert len(token) >= 32


async def test_every_fetch_passes_the_access_rule(office: Office) -> None:
    token = await make(public(office))
    for table, values in (
        (tables.consents, {"state": "withdrawn"}),
        (tables.guardianships, {"restriction": "Решение суда № 2-15"}),
        (tables.contacts, {"state": "stopped"}),
        (tables.schools, {"channel_rules": {"telegram": {"level": "ping"}}}),
        (tables.people, {"left_on": TUESDAY.replace(day=1)}),
    ):
        async with office.database.write() as connection:
            kept = [dict(row._mapping) for row in (await connection.execute(select(table))).all()]
            await connection.execute(table.update().values(**values))
        assert await lines(office, token) is None, table.name
        async with office.database.write() as connection:
            for row in kept:
                await connection.execute(table.update().where(table.c.id == row["id"]).values(**row))
        assert await lines(office, token), table.name


async def test_it_names_nobody_under_a_pseudonym(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(tables.schools.update().values(channel_rules={"telegram": {"level": "pseudonym"}}))
    text = "\n".join(await lines(office, await make(public(office))) or [])
    assert "SUMMARY:Алгебра" in text
    assert [name for name in ("Мария", "Орлов", "7А", "Белова") if name in text] == []


async def test_reading_is_audited_once_a_day(both: Office) -> None:
    token = await make(public(both))
    for _ in range(3):
        await lines(both, token)
    async with both.database.read() as connection:
        acts = (await connection.execute(select(tables.audit.c.act, tables.audit.c.subject))).all()
    maria, contact = both.world.people["maria"], both.world.contacts["anna", "telegram"]
    assert [tuple(row) for row in acts] == [
        ("open_feed", f"contact:{contact} student:{maria}"),
        ("read_feed", f"student:{maria}"),
    ]


async def test_nobody_makes_a_link_for_a_child_of_others(office: Office) -> None:
    reply = await public(office).hears("anna", choice=f"feed {office.world.people['oleg']} new")
    assert SITE not in said(reply)
    async with office.database.read() as connection:
        assert (await connection.execute(select(tables.feeds))).all() == []


async def test_words_alone_make_no_link(office: Office) -> None:
    await public(office).hears("anna", "ссылка для календаря мария new")
    async with office.database.read() as connection:
        assert (await connection.execute(select(tables.feeds))).all() == []
