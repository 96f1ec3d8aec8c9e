"""People of the school: found by the school's own id, by phone, by duty. Never by name."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import Role
from school.institution import Person
from storage.tables import classes, guardianships, people

COLUMNS = (
    people.c.id,
    people.c.school_id,
    people.c.role,
    people.c.code,
    people.c.last_name,
    people.c.first_name,
    people.c.middle_name,
    people.c.phone,
    people.c.duties,
    people.c.class_id,
    people.c.left_on,
)


async def people_by_code(connection: AsyncConnection, code: str, *roles: Role) -> tuple[Person, ...]:
    """Everyone with this id of the school's among the roles (all roles if none are named)."""
    query = select(*COLUMNS).where(people.c.code == code).order_by(people.c.id)
    if roles:
        query = query.where(people.c.role.in_(roles))
    return tuple(map(person_of, await connection.execute(query)))


async def person_by_id(connection: AsyncConnection, person_id: int) -> Person | None:
    """One person, or None when there is none any more."""
    row = (await connection.execute(select(*COLUMNS).where(people.c.id == person_id))).one_or_none()
    return person_of(row) if row else None


async def people_by_ids(connection: AsyncConnection, ids: Iterable[int]) -> tuple[Person, ...]:
    """These people; those that are there no more are left out."""
    return tuple(map(person_of, await connection.execute(select(*COLUMNS).where(people.c.id.in_(set(ids))))))


async def people_by_phone(connection: AsyncConnection, phone: str) -> tuple[Person, ...]:
    """Everyone whom the journal gives this phone (E.164), guardians first."""
    query = select(*COLUMNS).where(people.c.phone == phone).order_by(people.c.role, people.c.id)
    return tuple(map(person_of, await connection.execute(query)))


async def classes_led_by(connection: AsyncConnection, person_id: int) -> tuple[tuple[int, str], ...]:
    """(id, title) of the classes whose class teacher this person is."""
    query = select(classes.c.id, classes.c.title).where(classes.c.homeroom_teacher_id == person_id)
    return tuple((row.id, row.title) for row in await connection.execute(query.order_by(classes.c.title)))


async def students_of(connection: AsyncConnection, person_id: int) -> tuple[Person, ...]:
    """The students a person stands for on paper: oneself, or all under one's guardianship, alive or not."""
    kin = select(guardianships.c.student_id).where(guardianships.c.guardian_id == person_id)
    own = (people.c.id == person_id) & (people.c.role == Role.STUDENT)
    query = select(*COLUMNS).where(or_(own, people.c.id.in_(kin))).order_by(people.c.first_name, people.c.id)
    return tuple(map(person_of, await connection.execute(query)))


async def guardians_of(connection: AsyncConnection, student_id: int) -> tuple[int, ...]:
    """Ids of a student's guardians on paper, whether their guardianship is alive or not."""
    query = select(guardianships.c.guardian_id).where(guardianships.c.student_id == student_id)
    return tuple((await connection.execute(query.order_by(guardianships.c.guardian_id))).scalars())


def person_of(row: Any) -> Person:
    """A row of COLUMNS as a Person."""
    return Person(
        id=row.id,
        school_id=row.school_id,
        role=Role(row.role),
        code=row.code,
        last_name=row.last_name,
        first_name=row.first_name,
        middle_name=row.middle_name,
        phone=row.phone,
        duties=tuple(row.duties or ()),
        class_id=row.class_id,
        left_on=row.left_on,
    )
