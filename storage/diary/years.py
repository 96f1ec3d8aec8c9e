"""A school with its terms: what "today", "this quarter" and "vacation" mean there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Term
from school.institution import School
from storage.expressions import given_ids, packed, prepared
from storage.schools import school_of
from storage.tables import schools, terms

Stretch = tuple[Term, frozenset[str]]  # the titles of the classes it holds for; none: for all


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school and its terms, first to last."""

    school: School
    stretches: tuple[Stretch, ...] = ()

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
    return SchoolYear(school_of(rows[0]), tuple(_stretch(row) for row in rows if row.title is not None))


async def school_years(connection: AsyncConnection, known: Iterable[School]) -> dict[int, SchoolYear]:
    """The years of schools that are at hand, by school id."""
    by_id = {school.id: school for school in known}
    found: dict[int, list[Stretch]] = {}
    for row in (await connection.execute(_terms(connection), {"ids": packed(by_id)})).all():
        found.setdefault(row.school_id, []).append(_stretch(row))
    return {school_id: SchoolYear(school, tuple(found.get(school_id, ()))) for school_id, school in by_id.items()}


@prepared
def _terms(dialect: str) -> Select[Any]:
    return select(terms).where(terms.c.school_id.in_(given_ids(dialect))).order_by(terms.c.start, terms.c.id)


def _stretch(row: Any) -> Stretch:
    return Term(row.title, row.kind, row.start, row.end), frozenset(row.classes)
