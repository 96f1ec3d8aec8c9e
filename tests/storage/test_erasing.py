"""Erasing: whose surname others bear too."""

import pytest
from sqlalchemy import update

from storage import tables
from storage.database import Database
from storage.erasing import namesakes
from storage.people import person_by_id
from tests.world import World, build_world


async def others(database: Database, world: World, mine: str, theirs: str) -> int:
    """How many namesakes Олег has when he and Пётр have these surnames."""
    async with database.write() as connection:
        for who, surname in (("oleg", mine), ("petr", theirs)):
            named = update(tables.people).where(tables.people.c.id == world.people[who])
            await connection.execute(named.values(last_name=surname))
        person = await person_by_id(connection, world.people["oleg"])
        assert person
        return await namesakes(connection, person)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Соколов", "Соколова"),
        ("Вяземский", "Вяземская"),
        ("Толстая", "Толстой"),
        ("Белый", "Белая"),
        ("Синяя", "Синий"),
        ("Ершов", "Ёршова"),
        ("Мамин-Сибиряк", "Сибиряк"),
    ],
)
async def test_a_namesake_is_one_in_either_genders_form(database: Database, mine: str, theirs: str) -> None:
    world = await build_world(database)
    assert await others(database, world, mine, theirs) == 1
    assert await others(database, world, theirs, mine) == 1


async def test_another_surname_is_no_namesake(database: Database) -> None:
    world = await build_world(database)
    assert await others(database, world, "Соколов", "Соколовский") == 0
    assert await others(database, world, "Толстых", "Тонких") == 0
