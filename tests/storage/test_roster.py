"""The list of people: one order in both databases."""

from sqlalchemy import update

from storage import tables
from storage.database import Database
from storage.roster import roster
from tests.world import build_world


async def test_yo_stands_beside_ye(database: Database) -> None:
    world = await build_world(database)
    named = {"anna": "Жуков", "sergey": "Ёлкин", "viktor": "Елизаров"}
    async with database.write() as connection:
        for who, last in named.items():
            mine = tables.people.c.id == world.people[who]
            await connection.execute(update(tables.people).where(mine).values(last_name=last))
    async with database.read() as connection:
        listed = await roster(connection)
    names = [one.person.last_name for one in listed if one.person.last_name in named.values()]
    assert names == ["Елизаров", "Ёлкин", "Жуков"]
    assert [one.person.role for one in listed] == sorted(one.person.role for one in listed)


async def test_the_seventh_class_stands_before_the_tenth(database: Database) -> None:
    world = await build_world(database)
    async with database.write() as connection:
        first = tables.classes.c.id == min(world.classes.values())
        await connection.execute(update(tables.classes).where(first).values(title="10А"))
    async with database.read() as connection:
        titles = [one.school_class or "" for one in await roster(connection) if one.person.role == "student"]
    assert titles[-1] == "10А"
    assert set(titles[:-1]) - {"10А"}
