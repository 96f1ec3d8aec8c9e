"""Settling: one row whose end cannot be kept as it is holds up nobody else's."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from scheduler.planning import catch_up
from scheduler.settling import Settling
from school.outbox import State
from school.told import Telling
from storage import tables
from storage.leasing import Settlement
from tests.scheduler.conftest import Post

NOBODY = 987654


async def settled(post: Post, told: Telling) -> dict[str, list[Any]]:
    """Two results end together, the first of them having told this; states, and what is remembered."""
    await post.result()
    await catch_up(post.database, post.clock.now())
    async with post.database.write() as connection:
        await connection.execute(update(tables.outbox).values(state="leased", owner="me", epoch=1))
    first, second = [row.id for row in await post.rows()][:2]
    person, student = post.world.people["anna"], post.world.people["maria"]
    known = Telling(person, student, "exam", "known", "5")
    settling = Settling(post.database, post.clock)
    settling.add([Settlement(first, 1, State.SENT, tells=(told,)), Settlement(second, 1, State.SENT, tells=(known,))])
    await settling.flush()
    assert not settling.ids
    async with post.database.read() as connection:
        items = list((await connection.execute(select(tables.told.c.item))).scalars())
    return {"states": [row.state for row in await post.rows()][:2], "told": items}


@pytest.mark.parametrize("reader", [True, False])
async def test_who_was_erased_while_it_was_on_its_way_holds_up_nobody(post: Post, reader: bool) -> None:
    person, student = post.world.people["anna"], post.world.people["maria"]
    of_nobody = Telling(NOBODY if reader else person, student if reader else NOBODY, "exam", "gone", "5")
    assert await settled(post, of_nobody) == {"states": ["sent", "sent"], "told": ["known"]}


async def test_what_the_table_will_never_take_holds_up_nobody(post: Post) -> None:
    wrong: Any = None
    impossible = Telling(post.world.people["anna"], post.world.people["maria"], wrong, "impossible", "5")
    assert await settled(post, impossible) == {"states": ["sent", "sent"], "told": ["known"]}


async def test_a_message_that_was_erased_on_its_way_is_remembered_of_nobody(post: Post) -> None:
    await post.result()
    await catch_up(post.database, post.clock.now())
    row = (await post.rows())[0]
    async with post.database.write() as connection:
        await connection.execute(delete(tables.outbox))
    settling = Settling(post.database, post.clock)
    told = Telling(post.world.people["anna"], post.world.people["maria"], "exam", "gone", "5")
    settling.add([Settlement(row.id, 1, State.SENT, tells=(told,))])
    await settling.flush()
    async with post.database.read() as connection:
        assert not (await connection.execute(select(tables.told))).all()
