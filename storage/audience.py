"""Whom an announcement is for: the families of classes, their contacts, and the classes there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ContactState, Role
from storage.tables import accounts, classes, guardianships, people
from storage.tables import contacts as links


@dataclass(frozen=True, slots=True)
class Kin:
    """A student of a class with one guardian; `guardian_id` is None when the journal names nobody."""

    student_id: int
    name: str  # «Орлова Мария»
    class_id: int
    guardian_id: int | None
    guardian: str = ""  # «Орлова Анна»


@dataclass(frozen=True, slots=True)
class Link:
    """A person's link to a messenger, whatever its state."""

    contact_id: int
    person_id: int
    channel: str
    state: ContactState
    reachable: bool
    why: str | None  # a Reason word, when the account can't be reached

    @property
    def open(self) -> bool:
        """Approved and reachable."""
        return self.state is ContactState.APPROVED and self.reachable


async def school_classes(connection: AsyncConnection, school_id: int) -> tuple[tuple[int, str], ...]:
    """(id, title) of every class of a school, by title."""
    query = select(classes.c.id, classes.c.title).where(classes.c.school_id == school_id).order_by(classes.c.title)
    return tuple((row.id, row.title) for row in await connection.execute(query))


async def school_of_class(connection: AsyncConnection, class_id: int) -> int:
    """The school of a class. Raises NoResultFound."""
    return int((await connection.execute(select(classes.c.school_id).where(classes.c.id == class_id))).scalar_one())


async def families_of(connection: AsyncConnection, class_ids: Sequence[int]) -> tuple[Kin, ...]:
    """Every student of these classes who is there, with each guardian on paper, by class and name."""
    guardian = people.alias("guardian")
    query = (
        select(people.c.id, people.c.last_name, people.c.first_name, people.c.class_id, guardianships.c.guardian_id)
        .add_columns(guardian.c.last_name.label("their_last"), guardian.c.first_name.label("their_first"))
        .join(classes, classes.c.id == people.c.class_id)
        .outerjoin(guardianships, guardianships.c.student_id == people.c.id)
        .outerjoin(guardian, guardian.c.id == guardianships.c.guardian_id)
        .where(people.c.class_id.in_(class_ids) & (people.c.role == Role.STUDENT) & people.c.left_on.is_(None))
        .order_by(classes.c.title, people.c.last_name, people.c.first_name, people.c.id, guardianships.c.guardian_id)
    )
    return tuple(
        Kin(
            row.id,
            f"{row.last_name} {row.first_name}",
            row.class_id,
            row.guardian_id,
            f"{row.their_last} {row.their_first}" if row.guardian_id else "",
        )
        for row in await connection.execute(query)
    )


async def links_of_classes(connection: AsyncConnection, class_ids: Sequence[int]) -> tuple[Link, ...]:
    """Every link of the students of these classes and of their guardians, whatever its state."""
    pupils = select(people.c.id).where(people.c.class_id.in_(class_ids) & (people.c.role == Role.STUDENT))
    kin = select(guardianships.c.guardian_id).where(guardianships.c.student_id.in_(pupils))
    query = (
        select(links.c.id, links.c.person_id, accounts.c.channel, links.c.state, accounts.c.reachable)
        .add_columns(accounts.c.unreachable_why)
        .join(accounts, accounts.c.id == links.c.account_id)
        .where(or_(links.c.person_id.in_(pupils), links.c.person_id.in_(kin)))
        .order_by(links.c.id)
    )
    return tuple(
        Link(row.id, row.person_id, row.channel, ContactState(row.state), row.reachable, row.unreachable_why)
        for row in await connection.execute(query)
    )
