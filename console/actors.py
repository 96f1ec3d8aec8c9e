"""Who is behind the actors that the audit and the imports keep: `person:7`, `operator`."""

from collections.abc import Iterable

from storage.database import Database
from storage.people import people_by_ids


async def names_of(database: Database, actors: Iterable[str]) -> dict[str, str]:
    """Full names by actor; actors that are no people, or gone, are left out."""
    ids = {actor: int(number) for actor in actors if (number := actor.removeprefix("person:")).isdecimal()}
    async with database.read() as connection:
        names = {person.id: person.full_name for person in await people_by_ids(connection, ids.values())}
    return {actor: names[person_id] for actor, person_id in ids.items() if person_id in names}
