"""Who represents a student, by what document, and since when not any more."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.institution import Person
from storage.people import COLUMNS, person_of
from storage.tables import guardianships, people


@dataclass(frozen=True, slots=True)
class Kin:
    """A guardianship from the student's side."""

    guardian: Person
    relation: str | None  # the basis
    document: str | None  # what proves it
    restricted: bool
    until: date | None

    def alive(self, day: date) -> bool:
        """May this guardian represent the student that day?"""
        return not self.restricted and (self.until is None or self.until >= day)


async def kin_of(connection: AsyncConnection, student_id: int) -> tuple[Kin, ...]:
    """Every guardianship over a student, alive or not, in the order of the journal."""
    own = (guardianships.c.relation, guardianships.c.document, guardianships.c.restriction, guardianships.c.until)
    query = (
        select(*COLUMNS, *own)
        .join(guardianships, guardianships.c.guardian_id == people.c.id)
        .where(guardianships.c.student_id == student_id)
        .order_by(guardianships.c.id)
    )
    return tuple(
        Kin(person_of(row), row.relation, row.document, row.restriction is not None, row.until)
        for row in await connection.execute(query)
    )
