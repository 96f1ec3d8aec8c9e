"""Corrections that come while a message is on its way."""

from sqlalchemy import update

from school.told import Telling
from storage import tables
from storage.telling import remember
from tests.notices.conftest import Desk, mark


async def test_a_mark_corrected_before_its_telling_was_remembered_is_put_right_all_the_same(both: Desk) -> None:
    await both.journal(marks=[mark("4")])
    async with both.database.write() as connection:
        await connection.execute(update(tables.outbox).values(state="leased", owner="elsewhere", epoch=1))
    await both.journal(marks=[mark("5")])
    assert await both.rows("marks_fixed") == []
    person, student = both.world.people["anna"], both.world.people["maria"]
    async with both.database.write() as connection:
        row = (await connection.execute(tables.marks.select())).one()
        (sent,) = [one for one in await both.rows("marks") if one.channel == "telegram"]
        told = Telling(person, student, "mark", str(row.id), "4", row.id, row.subject, row.day)
        await connection.execute(update(tables.outbox).values(state="sent", message_id="7"))
        await remember(connection, [(sent.id, told)], both.clock.now())
    await both.settle()
    await both.settle()
    assert "было 4 → стало 5" in "".join(both.told())


async def test_a_new_mark_while_another_is_on_its_way_is_told_in_its_turn(both: Desk) -> None:
    await both.profile(marks_pause="0")
    await both.journal(marks=[mark("4")])
    async with both.database.write() as connection:
        leased = {"state": "leased", "owner": "elsewhere", "epoch": 1}
        await connection.execute(update(tables.outbox).values(**leased))
    await both.journal(marks=[mark("4"), mark("5", subject="Физика")])
    assert len({row.id for row in await both.rows("marks") if row.state == "queued"}) == 1
