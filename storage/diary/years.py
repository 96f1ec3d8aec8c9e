"""A school with its terms: what "today", "this quarter" and "vacation" mean there."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Term
from school.institution import School
from storage.schools import school_of
from storage.tables import schools, terms


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school and its terms, first to last; each with the class titles it holds for (none: for all)."""

    school: School
    stretches: tuple[tuple[Term, frozenset[str]], ...] = ()

    def terms(self, school_class: str) -> tuple[Term, ...]:
        """The terms that hold for a class."""
        return tuple(term for term, classes in self.stretches if not classes or school_class in classes)


async def school_year(connection: AsyncConnection, school_id: int) -> SchoolYear:
    """The school with all its terms. Raises LookupError when there is no such school."""
    query = (
        select(schools, terms.c.title, terms.c.kind, terms.c.start, terms.c.end, terms.c.classes)
        .outerjoin(terms, terms.c.school_id == schools.c.id)
        .where(schools.c.id == school_id)
        .order_by(terms.c.start, terms.c.id)
    )
    rows = (await connection.execute(query)).all()
    if not rows:
        raise LookupError(f"school {school_id}")
    found = tuple(
        (Term(row.title, row.kind, row.start, row.end), frozenset(row.classes)) for row in rows if row.title is not None
    )
    return SchoolYear(school_of(rows[0]), found)
